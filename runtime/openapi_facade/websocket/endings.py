"""How a connection ends, or does not begin, and what is said of it."""

from __future__ import annotations

from typing import NamedTuple

from openapi_facade.failure import Failure, Translate
from openapi_facade.redaction import Redactor
from openapi_facade.tls import unreachable
from openapi_facade.websocket.events import Closed, Event, Failed

NORMAL, GOING_AWAY, PROTOCOL_ERROR, NO_CODE, ABNORMAL, NOT_UTF8, TOO_BIG = 1000, 1001, 1002, 1005, 1006, 1007, 1009
GOODBYE_PATIENCE = 1.0  # seconds that the server has for its close frame
CALLBACK_PATIENCE = 0.5  # seconds that close() gives the callbacks to take what has come, all together
BUSY = "close() waits no longer for a callback that is at work: what the server has said behind it is not handed over"
EMPTY_PARTS = 1024  # of one message; they count as no bytes, and yet take their time
REFUSAL = 4096  # bytes of what a refused handshake says that are kept
BEFORE_PATIENCE = 2 * GOODBYE_PATIENCE  # seconds; a connection that was closed has ended by then


class Ending(NamedTuple):
    """The end of a connection that was open."""

    error: Failure | None
    """None where it ended well."""
    closed: Closed

    def cleaned(self, redactor: Redactor) -> Ending:
        """Return the same without secrets in what is said of it: the server can have them in its reason."""
        closed = Closed(self.closed.code, redactor.clean(self.closed.reason))
        return Ending(None if self.error is None else redactor.error(self.error), closed)

    def told(self, translate: Translate) -> list[Event]:
        """Return what is told of it; its error as the client's own."""
        return [self.closed] if self.error is None else [Failed(translate(self.error)), self.closed]

    def loss(self, what: str) -> Failure:
        """Return what it is to who was still waiting for something; `what` was closed, in words."""
        return self.error or loss(f"the {what} was closed", self.closed.code, self.closed.reason)


def loss(why: str, code: int = ABNORMAL, reason: str = "") -> Failure:
    """Return what is raised of a connection that was open."""
    return Failure("lost", why, close_code=code, reason=reason)


def not_connected(why: str) -> Failure:
    """Return what is raised where there is none."""
    return Failure("not connected", why)


def ended_well(code: int = NORMAL, reason: str = "") -> Ending:
    """We asked for it, whether or not the server said so too."""
    return Ending(None, Closed(code, reason))


def lost(why: str, code: int = ABNORMAL) -> Ending:
    """It broke, or we broke it off."""
    return Ending(loss(why, code), Closed(code, ""))


def closed_by_server(code: int, reason: str) -> Ending:
    """Its close frame came, without our asking."""
    if code in (NORMAL, GOING_AWAY, NO_CODE):
        return ended_well(code, reason)
    why = f"the server closed the connection with {code} {reason}".rstrip()
    return Ending(loss(why, code, reason), Closed(code, reason))


def silent(ping_interval: float) -> Ending:
    """Neither a frame nor a pong came."""
    return lost(f"no sign of life from the server for {2 * ping_interval:g} s")


def takes_nothing() -> Ending:
    """What must go out does not."""
    return lost("the server does not read")


def not_utf8() -> Ending:
    """A text frame that is none."""
    return lost("the server sent a text that is not UTF-8", NOT_UTF8)


def too_big(limit: int) -> Ending:
    """A message longer than we take."""
    return lost(f"a message over the limit of {limit} bytes (max_message)", TOO_BIG)


def too_many_parts() -> Ending:
    """A message that may never end, whatever its limit: its parts are empty."""
    return lost(f"a message of more than {EMPTY_PARTS} empty parts", TOO_BIG)


def handshake_refused(url: str, status: int, body: bytes | bytearray | None = None) -> Failure:
    """The server answered the handshake with something else; `body`: of that, where there is one."""
    text = (body or b"")[:REFUSAL].decode("utf-8", "replace")
    return Failure("handshake", f"{url}: the handshake was refused with HTTP {status}", status_code=status, body=text)


def no_handshake(url: str, timeout: float) -> Failure:
    """The server did not answer it in time."""
    return Failure("timeout", f"{url}: no handshake within {timeout:g} s")


def not_in_time(url: str, timeout: float, error: Exception | None) -> Failure:
    """Whoever waited has no time left; the error of the last attempt, if one has failed."""
    reason = "" if error is None else f": {error}"
    return Failure("timeout", f"{url}: not connected within {timeout:g} s{reason}")


def no_server(url: str, error: Exception, what: str) -> Failure:
    """Nobody is there; `what` should be, in words."""
    return Failure("connection", unreachable(url, error, what))


def no_websocket(url: str, error: Exception) -> Failure:
    """Somebody else is there."""
    return Failure("connection", f"{url}: no WebSocket there: {error}")


def no_credential(error: BaseException) -> Failure:
    """The caller's own credential failed; its message may hold a secret."""
    return Failure("config", f"the credential could not be had: {type(error).__name__}")
