"""How a connection behaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from openapi_facade.addresses import checked_proxy
from openapi_facade.failure import Failure
from openapi_facade.redaction import Redactor

if TYPE_CHECKING:
    from openapi_facade.api import Api
    from openapi_facade.config import Settings
    from openapi_facade.websocket.backoff import Reconnect

R = TypeVar("R", bound="Reconnect")

YEAR = 365 * 24 * 60 * 60
MOST_UNSAID = 64
"""Frames of the protocol's own that a server which takes nothing may leave unsent."""
MAX_MESSAGE = 256 * 1024 * 1024


@dataclass(frozen=True)
class Options:
    """What a connection is opened with.

    Args:
        api: of the client.
        what: is connected, in words: `chat`.
        connect_timeout: seconds for connecting and the handshake together.
        ping_interval: seconds of silence before we ask whether the server lives, and again before we give it up.
        max_message: bytes of a message from the server, beyond which the connection is ended.
        extra: further options of the WebSocket library, such as those of TLS and of a proxy.
        redactor: what all errors and reasons pass.
        waiting: how a program waits for what it wants to hear, in words.
    """

    api: Api
    what: str
    connect_timeout: float = 5.0
    ping_interval: float = 20.0
    max_message: int = MAX_MESSAGE
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)
    redactor: Redactor = field(default_factory=Redactor, repr=False)
    waiting: str = "`for event in client.events()`"

    @property
    def task_name(self) -> str:
        """Of the thread, or the task, that reads."""
        return f"{self.api.threads}-{self.what.replace(' ', '-')}"


def for_threads(settings: Settings, secure: bool) -> dict[str, Any]:
    """Return what websocket-client's `connect` needs for the same TLS and proxy as HTTP: `sslopt`, `http_proxy_…`.

    Args:
        settings: of the client.
        secure: whether TLS is spoken.

    Raises:
        Failure: config: a file is no certificate, or its key is wrong.
    """
    options: dict[str, Any] = {"sslopt": {"context": settings.ssl_context()}} if secure else {}
    if settings.proxy is None:
        # Without these it would take a proxy from the environment; "*" exempts every host from this one.
        return {**options, "http_proxy_host": "none", "http_proxy_port": 1, "http_no_proxy": ["*"]}
    host, port, auth = checked_proxy(settings.proxy)
    # A list that matches no host; without one, it would take the environment's.
    options.update(http_proxy_host=host, http_proxy_port=port, http_no_proxy=["-"])
    return {**options, "http_proxy_auth": auth} if auth else options


def for_tasks(settings: Settings, secure: bool) -> dict[str, Any]:
    """Return the same for the `connect` of websockets: `ssl`, and `proxy`, which is None rather than the environment's.

    Args:
        settings: of the client.
        secure: whether TLS is spoken.

    Raises:
        Failure: config: a file is no certificate, or its key is wrong.
    """
    options: dict[str, Any] = {"proxy": settings.proxy}
    return {**options, "ssl": settings.ssl_context()} if secure else options


def checked_policy(reconnect: object, load: Callable[[], type[R]]) -> R | None:
    """Return what `reconnect=` comes to; None: never.

    Args:
        reconnect: a policy, True or False.
        load: gives the client's own class of policies; called only where it is asked for.

    Raises:
        Failure: config: it is no policy.
    """
    if reconnect is False or reconnect is None:
        return None
    kind = load()
    if reconnect is True:
        return kind()
    if not isinstance(reconnect, kind):
        raise Failure("config", f"reconnect: {reconnect!r}; give True, False or a Reconnect")
    return reconnect


def checked_limit(max_message: object) -> int:
    """Return a number of bytes.

    Raises:
        Failure: config: it is none.
    """
    if isinstance(max_message, bool) or not isinstance(max_message, int) or max_message < 1:
        raise Failure("config", f"max_message: {max_message!r}; give a number of bytes")
    return max_message


def checked_seconds(seconds: float, name: str) -> float:
    """Return a span of time that can be waited for.

    Raises:
        Failure: argument: no number from 0 to a year.
    """
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= YEAR:
        raise Failure("argument", f"{name}: {seconds!r} is no number of seconds from 0 to {YEAR}; nothing was sent")
    return seconds
