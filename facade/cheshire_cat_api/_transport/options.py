"""The options of a call: as whom, with how much patience, and with which headers of the caller's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cheshire_cat_api._transport.call import READ_TIMEOUT, Call
from cheshire_cat_api.config import (
    CONNECT_TIMEOUT,
    Seconds,
    checked_retries,
    checked_timeout,
    checked_user_id,
)
from cheshire_cat_api.errors import InvalidArgument
from openapi_facade.secrets import Secret, is_secret_name

if TYPE_CHECKING:
    from cheshire_cat_api._transport.response import Response
    from cheshire_cat_api.config import Config, Timeout

FRAMING = ("content-length", "transfer-encoding")
"""Headers that say how long the body is: ours to say, or what follows would be taken for another request."""
TOKEN = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")
"""The name of a header, in lower case."""


@dataclass(frozen=True)
class Options:
    """What travels with each call of a session.

    Args:
        user_id: checked.
        foreign: whether it is another user than the client's own.
        timeout: None: as each operation is.
        retries: how often at most to repeat.
        headers: further ones, as `checked_headers` gives them: names in lower case.
        within: the call that needs this one to go on, and with which it ends.
        record: takes each answer; None: nobody wants them.
    """

    user_id: str
    foreign: bool = False
    timeout: Seconds | None = None
    retries: int = 0
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    within: Call | None = None
    record: list[Response] | None = None

    @property
    def patience(self) -> float:
        """Seconds that a call may take altogether that is not slow by nature."""
        return CONNECT_TIMEOUT + READ_TIMEOUT if self.timeout is None else self.timeout.total

    def changed(self, timeout: Timeout | None, retries: int | None, headers: Mapping[str, object] | None) -> Options:
        """Return the same with other ones; what is None stays.

        Raises:
            ConfigError, InvalidArgument: one that cannot work.
        """
        options = self
        if timeout is not None:
            options = replace(options, timeout=checked_timeout(timeout))
        if retries is not None:
            options = replace(options, retries=checked_retries(retries))
        if headers:
            options = replace(options, headers={**options.headers, **checked_headers(headers)})
        return options


def first_options(config: Config) -> Options:
    """Return those that the configuration says."""
    timeout = None if config.timeout is None else checked_timeout(config.timeout)
    return Options(config.user_id, timeout=timeout, retries=config.retries)


def checked_headers(headers: Mapping[str, object] | None) -> dict[str, str]:
    """Headers as they are sent.

    Raises:
        InvalidArgument: one that cannot be.
        ConfigError: a user id that the server would read as another one.
    """
    if not isinstance(headers, Mapping | None):
        raise InvalidArgument(f"headers: a mapping is expected, not {type(headers).__name__}")
    checked: dict[str, str] = {}
    for name, value in (headers or {}).items():
        lower = name.lower() if isinstance(name, str) else ""
        if lower == "user_id":
            checked[lower] = checked_user_id(value)
            continue
        if lower in FRAMING or value is None:
            raise InvalidArgument(f"the header {name!r} cannot be sent as {value!r}: leave it out")
        if not TOKEN.fullmatch(lower):
            raise InvalidArgument(f"the header {name!r} cannot be sent: that is no name of a header")
        text = Secret(value.decode("iso-8859-1") if isinstance(value, bytes) else value)
        if max(text, default="") > "\xff":
            raise InvalidArgument(f"the header {name!r} cannot be sent: it has characters beyond ISO-8859-1")
        if {"\r", "\n", "\0"} & set(text) or text != text.strip(" \t"):
            raise InvalidArgument(f"the header {name!r} cannot be sent: it has line ends, or spaces around it")
        checked[lower] = text if is_secret_name(lower) else str(text)
    return checked
