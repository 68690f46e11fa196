"""What a client is configured with, looked through once: times, repetitions, sizes, keys."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from openapi_facade.addresses import checked_proxy
from openapi_facade.failure import Failure
from openapi_facade.limits import MAX_BODY as MAX_BODY
from openapi_facade.secrets import kind_of
from openapi_facade.tls import check_tls

if TYPE_CHECKING:
    import ssl

Timeout: TypeAlias = float | tuple[float, float]
"""Seconds a call may take, or a pair: for connecting, and for the answer."""
Credential: TypeAlias = Callable[[], str] | Callable[[], Awaitable[str]]
"""Gives the key or token whenever it is needed."""

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 60.0
SLOW_READ_TIMEOUT = 300.0
"""Of operations that are slow by nature."""
RETRIES = 3


class Seconds(NamedTuple):
    """How long a call may take."""

    connect: float
    read: float
    total: float


@dataclass(frozen=True)
class RetryPolicy:
    """Which answers are worth another attempt, and how long to wait before it.

    Args:
        statuses: the ways in which servers and what stands in front of them say "not now".
        only_told: those of them that are repeated only where the server says how long to wait.
        first_wait, longest_wait: seconds; the wait doubles with each attempt, of which a random part is taken.
        told: finds how many seconds the server asks to wait in the body of an error; where it finds none, or there is
            no such way, the header `Retry-After` is looked at. A body in which it fails as a reader of JSON does, or
            finds what is no time, tells nothing.
    """

    statuses: frozenset[int] = frozenset((429, 502, 503, 504))
    only_told: frozenset[int] = frozenset()
    first_wait: float = 0.25
    longest_wait: float = 8.0
    told: Callable[[bytes], float | None] | None = None


class Settings(Protocol):
    """What the runtime reads of a client's configuration, which has checked it."""

    @property
    def http_url(self) -> str:
        """The root of the API, without a slash at its end."""
        ...

    @property
    def timeout(self) -> Timeout | Seconds | None:
        """None: as each operation is."""
        ...

    @property
    def retries(self) -> int: ...

    @property
    def proxy(self) -> str | None: ...

    @property
    def max_body(self) -> int:
        """Bytes of an answer at most, decompressed."""
        ...

    def ssl_context(self) -> ssl.SSLContext:
        """What TLS is spoken with."""
        ...


def checked_timeout(timeout: object, name: str = "timeout") -> Seconds:
    """Return what a number, or a pair of them, comes to.

    Raises:
        Failure: config: not positive and finite.
    """
    if isinstance(timeout, Seconds):
        return Seconds(*(_seconds(each, name) for each in timeout))
    if isinstance(timeout, tuple) and len(timeout) == 2:
        connect, read = (_seconds(each, name) for each in timeout)
        return Seconds(connect, read, connect + read)
    seconds = _seconds(timeout, name)
    return Seconds(min(seconds, CONNECT_TIMEOUT), seconds, seconds)


def _seconds(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= sys.float_info.max:
        raise Failure("config", f"{name}: {value!r}; give positive, finite seconds, or a pair, (connect, read)")
    return float(value)


def checked_retries(retries: object, name: str = "retries") -> int:
    """Return how often to repeat.

    Raises:
        Failure: config: not a number from 0 on.
    """
    if not isinstance(retries, int) or isinstance(retries, bool) or retries < 0:
        raise Failure("config", f"{name}: {retries!r}; give 0 or more")
    return retries


def checked_key(key: object, name: str) -> str:
    """Return a key that a header can carry.

    Raises:
        Failure: config: it cannot.
    """
    if not isinstance(key, str):
        raise Failure("config", f"{name}: a {kind_of(key)}; give text")
    if key != key.strip() or not key.isascii() or not key.isprintable():
        raise Failure(
            "config", f"{name}: has spaces around it, a line end or characters beyond ASCII; check how it was read"
        )
    return key


def check_credential(credential: object) -> None:
    """See whether something can be called for a key.

    Raises:
        Failure: config: it cannot.
    """
    if credential is not None and not callable(credential):
        raise Failure("config", f"credential: a {type(credential).__name__}; give a callable that gives it")


def check_connecting(verify: object, cert: object, proxy: object, max_body: object) -> None:
    """See whether what each configuration says of its connections can work: TLS, a proxy, and how much may come.

    Raises:
        Failure: config: one of them cannot.
    """
    check_tls(verify, cert)
    if proxy is not None:
        checked_proxy(proxy)
    check_size(max_body, "max_body")


def check_size(size: object, name: str) -> None:
    """See whether something is a number of bytes.

    Raises:
        Failure: config: it is none.
    """
    if isinstance(size, bool) or not isinstance(size, int) or size <= 0:
        raise Failure("config", f"{name}: {size!r}; give a positive number of bytes")
