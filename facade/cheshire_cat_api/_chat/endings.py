"""How a connection ends, or does not begin, and what is said of it."""

from __future__ import annotations

from typing import NamedTuple

from cheshire_cat_api._chat.events import Closed, Event, Failed
from cheshire_cat_api.errors import (
    CatError,
    ConfigError,
    ConnectionFailed,
    ConnectionLost,
    HandshakeRefused,
    TimedOut,
    unreachable,
)
from openapi_facade.redaction import Redactor

NORMAL, GOING_AWAY, PROTOCOL_ERROR, NO_CODE, ABNORMAL, NOT_UTF8, TOO_BIG = 1000, 1001, 1002, 1005, 1006, 1007, 1009
GOODBYE_PATIENCE = 1.0  # seconds that the server has for its close frame
CALLBACK_PATIENCE = 0.5  # seconds that close() gives the callbacks to take what has come, all together
BUSY = "close() waits no longer for a callback that is at work: what the server has said behind it is not handed over"
EMPTY_PARTS = 1024  # of one message; they count as no bytes, and yet take their time
BEFORE_PATIENCE = 2 * GOODBYE_PATIENCE  # seconds; a connection that was closed has ended by then


class Ending(NamedTuple):
    """The end of a connection that was open."""

    error: CatError | None
    """None where it ended well."""
    closed: Closed

    @property
    def events(self) -> list[Event]:
        """What is told of it."""
        return [self.closed] if self.error is None else [Failed(self.error), self.closed]

    def cleaned(self, redactor: Redactor) -> Ending:
        """The same without secrets in what is said of it: the server can have them in its reason."""
        closed = Closed(self.closed.code, redactor.clean(self.closed.reason))
        return Ending(None if self.error is None else redactor.error(self.error), closed)

    @property
    def loss(self) -> ConnectionLost:
        """What it is to a turn that was still running."""
        if isinstance(self.error, ConnectionLost):
            return self.error
        return ConnectionLost("the chat was closed", code=self.closed.code, reason=self.closed.reason)


def ended_well(code: int = NORMAL, reason: str = "") -> Ending:
    """We asked for it, whether or not the server said so too."""
    return Ending(None, Closed(code, reason))


def lost(why: str, code: int = ABNORMAL) -> Ending:
    """It broke, or we broke it off."""
    return Ending(ConnectionLost(why, code=code), Closed(code, ""))


def closed_by_server(code: int, reason: str) -> Ending:
    """Its close frame came, without our asking."""
    if code in (NORMAL, GOING_AWAY, NO_CODE):
        return ended_well(code, reason)
    why = f"the server closed the connection with {code} {reason}".rstrip()
    return Ending(ConnectionLost(why, code=code, reason=reason), Closed(code, reason))


def silent(ping_interval: float) -> Ending:
    """Neither a frame nor a pong came."""
    return lost(f"no sign of life from the server for {2 * ping_interval:g} s")


def not_utf8() -> Ending:
    """A text frame that is none."""
    return lost("the server sent a text that is not UTF-8", NOT_UTF8)


def too_big(limit: int) -> Ending:
    """A message longer than we take."""
    return lost(f"a message over the limit of {limit} bytes (max_message)", TOO_BIG)


def too_many_parts() -> Ending:
    """A message that may never end, whatever its limit: its parts are empty."""
    return lost(f"a message of more than {EMPTY_PARTS} empty parts", TOO_BIG)


def handshake_refused(url: str, status: int) -> HandshakeRefused:
    """The server answered the handshake with something else."""
    why = "no Cat's chat"
    if status == 403:
        why = (
            "wrong or missing key (Config(auth_key_ws=…), the server's CCAT_API_KEY_WS), a user without "
            "CONVERSATION:WRITE, or no such path"
        )
    return HandshakeRefused(f"{url}: the handshake was refused with HTTP {status}: {why}", status_code=status)


def no_handshake(url: str, timeout: float) -> TimedOut:
    """The server did not answer it in time."""
    return TimedOut(f"{url}: no handshake within {timeout:g} s")


def not_connected(url: str, timeout: float, error: CatError | None) -> TimedOut:
    """Whoever waited has no time left; the error of the last attempt, if one has failed."""
    reason = "" if error is None else f": {error}"
    return TimedOut(f"{url or 'the chat'}: not connected within {timeout:g} s{reason}")


def no_server(url: str, error: Exception) -> ConnectionFailed:
    """Nobody is there."""
    return ConnectionFailed(unreachable(url, error))


def no_websocket(url: str, error: Exception) -> ConnectionFailed:
    """Somebody else is there."""
    return ConnectionFailed(f"{url}: no WebSocket there: {error}")


def no_credential(error: BaseException) -> ConfigError:
    """The caller's own credential failed; its message may hold a secret."""
    return ConfigError(f"the credential could not be had: {type(error).__name__}")
