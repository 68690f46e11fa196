"""Where the service is, who asks, and how much patience there is; checked once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from chatroutes._defaults import BASE_URL
from chatroutes._failures import wait_in
from openapi_facade import addresses, tls
from openapi_facade import config as checks
from openapi_facade.config import MAX_BODY, RetryPolicy, Seconds
from openapi_facade.failure import Failure
from openapi_facade.tls import Certificate, Verify

if TYPE_CHECKING:
    import ssl


WORTH_ANOTHER = frozenset((429, *range(500, 600)))
"""Statuses after which what may be repeated is, as in the published SDK (CONTRACT §5)."""
LONGEST_DELAY = 30.0


@dataclass(frozen=True)
class Config:
    """What a client was made with; see `ChatRoutes`."""

    api_key: str = field(repr=False)
    base_url: str = BASE_URL
    attempt: float = 30.0
    retries: int = 3
    retry_delay: float = 1.0
    total: float | None = None
    retry_messages: bool = False
    autobranch_base_url: str | None = field(default=None, repr=False)
    verify: Verify = True
    cert: Certificate = field(default=None, repr=False)
    proxy: str | None = field(default=None, repr=False)
    max_body: int = MAX_BODY

    def __post_init__(self) -> None:
        """Check it.

        Raises:
            Failure: config: a field that cannot work.
        """
        if not checks.checked_key(self.api_key, "api_key"):
            raise Failure("config", "api_key: empty; give the key of your account")
        _check_address(self.base_url, "base_url")
        if self.autobranch_base_url is not None:
            _check_address(self.autobranch_base_url, "autobranch_base_url")
        checks.checked_retries(self.retries, "retry_attempts")
        _ = self.timeout
        delay: object = self.retry_delay
        if isinstance(delay, bool) or not isinstance(delay, int | float) or not 0 <= delay < float("inf"):
            raise Failure("config", f"retry_delay: {delay!r}; give seconds from 0 on")
        checks.check_connecting(self.verify, self.cert, self.proxy, self.max_body)

    @property
    def http_url(self) -> str:
        """The root of the API, without a slash at its end."""
        return self.base_url.strip().rstrip("/")

    @property
    def timeout(self) -> Seconds:
        """Seconds for connecting, for an attempt's answer or a stream's silence, and for all attempts together."""
        each = checks.checked_timeout(self.attempt)
        total = each.total * (self.retries + 1)
        if self.total is not None:
            total = checks.checked_timeout(self.total, "total_timeout").total
        return Seconds(each.connect, each.read, total)

    @property
    def policy(self) -> RetryPolicy:
        """When to repeat: a 429 only where the server says how long to wait (CONTRACT §5.3)."""
        return RetryPolicy(
            statuses=WORTH_ANOTHER,
            only_told=frozenset((429,)),
            first_wait=self.retry_delay,
            longest_wait=max(self.retry_delay, LONGEST_DELAY),
            told=wait_in,
        )

    def ssl_context(self) -> ssl.SSLContext:
        """What TLS is spoken with."""
        return tls.ssl_context(self.verify, self.cert)

    def secrets(self) -> list[str]:
        """Those that are not shown to the service."""
        return [*addresses.secrets_of(self.proxy), *tls.secrets_of(self.cert)]

    def aside(self) -> Config:
        """Return that of `autobranch`, which may be at another address."""
        return self if self.autobranch_base_url is None else replace(self, base_url=self.autobranch_base_url)

    def changed(self, **options: Any) -> Config:
        """Return the same with other options; what is None stays.

        Raises:
            Failure: config: one that cannot work.
        """
        return replace(self, **{name: value for name, value in options.items() if value is not None})


def _check_address(url: str, name: str) -> None:
    found = addresses.address_of(url)
    if isinstance(found, str):
        raise Failure("config", f"{name}: {found}")
    if found.secure is None:
        raise Failure("config", f"{name}: {url!r} has no scheme; give a URL such as {BASE_URL}")


def from_variables(variables: Mapping[str, str] | None) -> dict[str, str]:
    """Return the arguments that `CHATROUTES_API_KEY` and `CHATROUTES_BASE_URL` stand for.

    Raises:
        Failure: config: there is no key.
    """
    found = os.environ if variables is None else variables
    key, url = found.get("CHATROUTES_API_KEY", ""), found.get("CHATROUTES_BASE_URL", "")
    if not key:
        raise Failure("config", "CHATROUTES_API_KEY is not set; give the key there, or as api_key")
    return {"api_key": key, "base_url": url} if url else {"api_key": key}
