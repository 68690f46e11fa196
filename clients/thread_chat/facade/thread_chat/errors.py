"""Everything this package raises.

    ThreadChatError                    whatever went wrong, in what it did not
    ├── ConfigError                    a configuration that cannot work (also a ValueError)
    ├── InvalidArgumentError           an argument that cannot be sent; nothing was (also a ValueError)
    ├── WrongEventLoopError            an asynchronous client was used from another event loop (also a RuntimeError)
    ├── NotConnectedError              there is no open socket, nothing was sent
    ├── HandshakeRefusedError          the server does not open the socket; `status_code` and `detail` tell why
    │   ├── CredentialRefusedError     … 401: token or key are missing or wrong
    │   ├── PathRefusedError           … 403: there is no chat at this path
    │   └── NoProfileError             … 404: its user has no profile
    ├── APIConnectionError             nobody answered, or the answer broke off
    │   ├── APITimeoutError            … or not in time (also a TimeoutError)
    │   ├── ConnectionLostError        the socket broke; `code` and `reason` tell why
    │   │   ├── PolicyError            … closed with 1008: a limit, or another rule of the server
    │   │   ├── TooBigError            … with 1009: a frame was too long
    │   │   └── ServerRestartError     … with 1012: the server ends, and may come again
    │   └── AnswerUnknown              a message may have arrived, and what became of it is not known
    │       ├── AnswerTimeout          … in time (also an APITimeoutError)
    │       ├── AnswerStoppedByPolicy  … as the server closed with 1008 (also a PolicyError)
    │       ├── AnswerTooBig           … as the socket ended with 1009 (also a TooBigError)
    │       └── AnswerLostInRestart    … as the server closed with 1012 (also a ServerRestartError)
    ├── TurnFailed                     the server answered a request with an error
    ├── EmptyReply                     a turn ended, and nothing was said
    ├── APIError                       an HTTP answer with another status than success
    │   ├── AuthenticationError        401: no token for a webhook, or a wrong one
    │   ├── PermissionDeniedError      403
    │   ├── NotFoundError              404: there is no such path
    │   ├── UnprocessableEntityError   422: the request is wrong
    │   ├── RateLimitError             429
    │   └── ServerError                5xx; `status_code` tells which
    └── DecodeError                    a success, but with something else than the operation's result

No exception of another library reaches a caller. All of them pickle, and none shows a credential.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openapi_facade.errors import FacadeError


class ThreadChatError(FacadeError):
    """The root of all errors of this package.

    Attributes:
        message: what happened; the same as `str(error)`.
        status_code: the HTTP status; 0 where there was no answer.
        detail: what the server says of it: a text, a list of what is wrong, or None.
    """

    status_code: int = 0
    detail: Any = None

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message

    def __reduce__(self) -> tuple[object, ...]:
        # Exception pickles by calling the class with `args`, which is the message alone.
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[ThreadChatError], args: tuple[object, ...], attributes: dict[str, object]) -> ThreadChatError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error


class ConfigError(ThreadChatError, ValueError):
    """A configuration that cannot work; the message says which option and what to do."""


class InvalidArgumentError(ThreadChatError, ValueError):
    """An argument that cannot be sent. Nothing was sent."""


class WrongEventLoopError(ThreadChatError, RuntimeError):
    """An asynchronous client was used from another event loop than the one of its connections, or from none."""


class NotConnectedError(ThreadChatError):
    """There is no open socket. Nothing was sent."""


class HandshakeRefusedError(ThreadChatError):
    """The server answered the handshake with an HTTP status (CONTRACT §2).

    Attributes:
        status_code: 401, where token or key are missing or wrong; 404, where its user has no profile; 403, where there
            is no such path.
        detail: the server's words for it; None where it has none.
    """

    def __init__(self, message: str = "", *, status_code: int = 0, detail: str | None = None) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.detail = detail


class CredentialRefusedError(HandshakeRefusedError):
    """401 to the handshake: token or key are missing or wrong (CONTRACT §2)."""


class PathRefusedError(HandshakeRefusedError):
    """403 to the handshake: there is no chat at this path (CONTRACT §2)."""


class NoProfileError(HandshakeRefusedError):
    """404 to the handshake: the user of the token has no profile (CONTRACT §2)."""


class APIConnectionError(ThreadChatError):
    """Nobody answered, or the connection broke before the answer was whole.

    Attributes:
        may_have_arrived: whether the server may have done what it was asked for; False: nothing was sent to it.
        method, path: of the request; no host, no query.
        attempts: how often it was tried.
        earlier: what became of the attempts before the last, one a line.
    """

    def __init__(
        self,
        message: str = "",
        *,
        may_have_arrived: bool = True,
        method: str = "",
        path: str = "",
        attempts: int = 1,
        earlier: str = "",
    ) -> None:
        super().__init__(message)
        self.may_have_arrived = may_have_arrived
        self.method = method
        self.path = path
        self.attempts = attempts
        self.earlier = earlier


class APITimeoutError(APIConnectionError, TimeoutError):
    """Nobody answered in time."""


class ConnectionLostError(APIConnectionError):
    """The socket ended, and not by our doing.

    Attributes:
        code: the WebSocket's close code; 1006 where the server sent none.
        reason: the server's words, often none.
    """

    def __init__(self, message: str = "", *, code: int = 1006, reason: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason


class PolicyError(ConnectionLostError):
    """The server closed the socket with 1008: too many messages, or another rule of its own (CONTRACT §1, §5)."""


class TooBigError(ConnectionLostError):
    """The socket ended with 1009: a frame was longer than the server takes, or than we do (CONTRACT §3)."""


class ServerRestartError(ConnectionLostError):
    """The server closed the socket with 1012: it was told to end, and may come again (CONTRACT §4.4)."""


class AnswerUnknown(APIConnectionError):
    """A message may have arrived, and what became of it is not known. It was not sent again.

    Attributes:
        thread_id: the thread that it was for.
        partial: what had come of the reply.
        code: the close code, where the socket ended; 0: it did not.
    """

    def __init__(
        self, message: str = "", *, thread_id: str = "", partial: str = "", code: int = 0, **facts: Any
    ) -> None:
        super().__init__(message, **facts)
        self.thread_id = thread_id
        self.partial = partial
        self.code = code


class AnswerTimeout(AnswerUnknown, APITimeoutError):
    """A message may have arrived, and was not answered in time."""


class AnswerStoppedByPolicy(AnswerUnknown, PolicyError):
    """The server closed with 1008 before an answer had ended (CONTRACT §1, §5)."""


class AnswerTooBig(AnswerUnknown, TooBigError):
    """The socket ended with 1009 before an answer had ended (CONTRACT §3)."""


class AnswerLostInRestart(AnswerUnknown, ServerRestartError):
    """The server closed with 1012 before an answer had ended (CONTRACT §4.4)."""


class TurnFailed(ThreadChatError):
    """The server answered a request with an error, in its own words (CONTRACT §4.3).

    Attributes:
        thread_id: of the request.
        partial: what had come of the reply.
    """

    def __init__(self, message: str = "", *, thread_id: str = "", partial: str = "") -> None:
        super().__init__(message)
        self.thread_id = thread_id
        self.partial = partial


class EmptyReply(ThreadChatError):
    """A turn ended, and nothing was said: the model has failed, or there is no such agent (CONTRACT §1, §4.4).

    Attributes:
        thread_id: of the turn, which has what was asked, and no answer.
    """

    def __init__(self, message: str = "", *, thread_id: str = "") -> None:
        super().__init__(message)
        self.thread_id = thread_id


class APIError(ThreadChatError):
    """The server answered a call with another status than success (CONTRACT §6).

    Attributes:
        status_code: the HTTP status.
        detail: what the server says: a text, or a list of `{"type", "loc", "msg", …}`; None where the body has none.
        body: the body as text; credentials in it read `***`.
        headers: of the answer, found by names in any case, cookies left out.
        method, path: of the request; no host, no query.
        attempts: how often it was tried.
        earlier: what became of the attempts before the last, one a line.
    """

    def __init__(
        self,
        message: str = "",
        status_code: int = 0,
        detail: Any = None,
        *,
        body: str = "",
        headers: Mapping[str, str] | None = None,
        method: str = "",
        path: str = "",
        attempts: int = 1,
        earlier: str = "",
    ) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.detail = detail
        self.body = body
        self.headers: Mapping[str, str] = headers or {}
        self.method = method
        self.path = path
        self.attempts = attempts
        self.earlier = earlier


class AuthenticationError(APIError):
    """401: a webhook without its token, or with a wrong one."""


class PermissionDeniedError(APIError):
    """403: the server does not want it, or a proxy in front of it."""


class NotFoundError(APIError):
    """404: there is no such path."""


class UnprocessableEntityError(APIError):
    """422: the request is wrong; `detail` is a list of what is."""


class RateLimitError(APIError):
    """429: too many calls."""


class ServerError(APIError):
    """5xx: the server failed; `status_code` is the one that it answered with."""


class DecodeError(ThreadChatError):
    """The server answered with success, but with something else than the operation's result.

    Attributes:
        status_code: the HTTP status.
        body: the start of the body as text.
        method, path: of the request.
    """

    def __init__(self, message: str = "", *, status_code: int = 0, body: str = "", method: str = "", path: str = ""):
        super().__init__(message)
        self.status_code = status_code
        self.body = body
        self.method = method
        self.path = path


__all__ = (
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "AnswerLostInRestart",
    "AnswerStoppedByPolicy",
    "AnswerTimeout",
    "AnswerTooBig",
    "AnswerUnknown",
    "AuthenticationError",
    "ConfigError",
    "ConnectionLostError",
    "CredentialRefusedError",
    "DecodeError",
    "EmptyReply",
    "HandshakeRefusedError",
    "InvalidArgumentError",
    "NoProfileError",
    "NotConnectedError",
    "NotFoundError",
    "PathRefusedError",
    "PermissionDeniedError",
    "PolicyError",
    "RateLimitError",
    "ServerError",
    "ServerRestartError",
    "ThreadChatError",
    "TooBigError",
    "TurnFailed",
    "UnprocessableEntityError",
    "WrongEventLoopError",
)
