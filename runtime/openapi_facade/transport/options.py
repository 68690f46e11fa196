"""The options of a call: how much patience it has, which headers of the caller's, and who sees its answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from openapi_facade.config import CONNECT_TIMEOUT, READ_TIMEOUT, Seconds, checked_retries, checked_timeout
from openapi_facade.failure import Failure
from openapi_facade.secrets import Secret, is_secret_name

if TYPE_CHECKING:
    from openapi_facade.config import Settings, Timeout
    from openapi_facade.transport.call import Call

FRAMING = ("content-length", "transfer-encoding")
"""Headers that say how long the body is: ours to say, or what follows would be taken for another request."""
TOKEN = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")
"""The name of a header, in lower case."""
Checks: TypeAlias = Mapping[str, Callable[[object], str]]
"""What gives the text of a header, by its name in lower case."""


@dataclass(frozen=True)
class Options:
    """What travels with each call of a session.

    Args:
        timeout: None: as each operation is.
        retries: how often at most to repeat.
        headers: further ones, as `checked_headers` gives them: names in lower case.
        within: the call that needs this one to go on, and with which it ends.
        record: takes each answer; None: nobody wants them.
        check_credential: raises where this credential must not be shown with these headers; None: any may be.
    """

    timeout: Seconds | None = None
    retries: int = 0
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    within: Call | None = None
    record: list[Any] | None = None
    check_credential: Callable[[str], None] | None = None

    @property
    def patience(self) -> float:
        """Seconds that a call may take altogether that is not slow by nature."""
        return CONNECT_TIMEOUT + READ_TIMEOUT if self.timeout is None else self.timeout.total

    def changed(
        self,
        timeout: Timeout | Seconds | None,
        retries: int | None,
        headers: Mapping[str, object] | None,
        checks: Checks,
    ) -> Options:
        """Return the same with other ones; what is None stays.

        Raises:
            Failure: config, argument: one that cannot work.
        """
        options = self
        if timeout is not None:
            options = replace(options, timeout=checked_timeout(timeout))
        if retries is not None:
            options = replace(options, retries=checked_retries(retries))
        if headers:
            options = replace(options, headers={**options.headers, **checked_headers(headers, checks)})
        return options


def first_options(config: Settings) -> Options:
    """Return those that the configuration says."""
    timeout = None if config.timeout is None else checked_timeout(config.timeout)
    return Options(timeout=timeout, retries=config.retries)


def checked_headers(headers: Mapping[str, object] | None, checks: Checks | None = None) -> dict[str, str]:
    """Return headers as they are sent, with names in lower case.

    Args:
        headers: of the caller's.
        checks: for those that the client knows better.

    Raises:
        Failure: argument: one that cannot be sent.
    """
    if not isinstance(headers, Mapping | None):
        raise Failure("argument", f"headers: a mapping is expected, not {type(headers).__name__}")
    checked: dict[str, str] = {}
    for name, value in (headers or {}).items():
        lower = name.lower() if isinstance(name, str) else ""
        if checks and lower in checks:
            checked[lower] = checks[lower](value)
            continue
        if lower in FRAMING or value is None:
            raise Failure("argument", f"the header {name!r} cannot be sent as {value!r}: leave it out")
        if not TOKEN.fullmatch(lower):
            raise Failure("argument", f"the header {name!r} cannot be sent: that is no name of a header")
        text = Secret(value.decode("iso-8859-1") if isinstance(value, bytes) else value)
        if max(text, default="") > "\xff":
            raise Failure("argument", f"the header {name!r} cannot be sent: it has characters beyond ISO-8859-1")
        if {"\r", "\n", "\0"} & set(text) or text != text.strip(" \t"):
            raise Failure("argument", f"the header {name!r} cannot be sent: it has line ends, or spaces around it")
        checked[lower] = text if is_secret_name(lower) else str(text)
    return checked
