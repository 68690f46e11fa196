"""The Python client of the thread chat: one socket, many threads, and an end to every answer.

    with ThreadChat("wss://your-api-url/chat/ws", token="your-bearer-token") as chat:
        for text in chat.thread().stream("I need help understanding how DAOs work."):
            print(text, end="", flush=True)

Every public name is here; each is imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from openapi_facade.lazy import prepare as _prepare

if TYPE_CHECKING:
    from thread_chat.async_chat import AsyncThread as AsyncThread
    from thread_chat.async_chat import AsyncThreadChat as AsyncThreadChat
    from thread_chat.chat import Thread as Thread
    from thread_chat.chat import ThreadChat as ThreadChat
    from thread_chat.errors import AnswerLostInRestart as AnswerLostInRestart
    from thread_chat.errors import AnswerStoppedByPolicy as AnswerStoppedByPolicy
    from thread_chat.errors import AnswerTimeout as AnswerTimeout
    from thread_chat.errors import AnswerTooBig as AnswerTooBig
    from thread_chat.errors import AnswerUnknown as AnswerUnknown
    from thread_chat.errors import APIConnectionError as APIConnectionError
    from thread_chat.errors import APIError as APIError
    from thread_chat.errors import APITimeoutError as APITimeoutError
    from thread_chat.errors import AuthenticationError as AuthenticationError
    from thread_chat.errors import ConfigError as ConfigError
    from thread_chat.errors import ConnectionLostError as ConnectionLostError
    from thread_chat.errors import CredentialRefusedError as CredentialRefusedError
    from thread_chat.errors import DecodeError as DecodeError
    from thread_chat.errors import EmptyReply as EmptyReply
    from thread_chat.errors import HandshakeRefusedError as HandshakeRefusedError
    from thread_chat.errors import InvalidArgumentError as InvalidArgumentError
    from thread_chat.errors import NoProfileError as NoProfileError
    from thread_chat.errors import NotConnectedError as NotConnectedError
    from thread_chat.errors import NotFoundError as NotFoundError
    from thread_chat.errors import PathRefusedError as PathRefusedError
    from thread_chat.errors import PermissionDeniedError as PermissionDeniedError
    from thread_chat.errors import PolicyError as PolicyError
    from thread_chat.errors import RateLimitError as RateLimitError
    from thread_chat.errors import ServerError as ServerError
    from thread_chat.errors import ServerRestartError as ServerRestartError
    from thread_chat.errors import ThreadChatError as ThreadChatError
    from thread_chat.errors import TooBigError as TooBigError
    from thread_chat.errors import TurnFailed as TurnFailed
    from thread_chat.errors import UnprocessableEntityError as UnprocessableEntityError
    from thread_chat.errors import WrongEventLoopError as WrongEventLoopError
    from thread_chat.messages import Message as Message
    from thread_chat.messages import Reply as Reply
    from thread_chat.messages import ToolCall as ToolCall
    from thread_chat.tools import Tool as Tool
    from thread_chat.tools import ToolParameter as ToolParameter

__version__ = "2.0.0"

_MODULES = {
    "APIConnectionError": "errors",
    "APIError": "errors",
    "APITimeoutError": "errors",
    "AnswerLostInRestart": "errors",
    "AnswerStoppedByPolicy": "errors",
    "AnswerTimeout": "errors",
    "AnswerTooBig": "errors",
    "AnswerUnknown": "errors",
    "AsyncThread": "async_chat",
    "AsyncThreadChat": "async_chat",
    "AuthenticationError": "errors",
    "ConfigError": "errors",
    "ConnectionLostError": "errors",
    "CredentialRefusedError": "errors",
    "DecodeError": "errors",
    "EmptyReply": "errors",
    "HandshakeRefusedError": "errors",
    "InvalidArgumentError": "errors",
    "Message": "messages",
    "NoProfileError": "errors",
    "NotConnectedError": "errors",
    "NotFoundError": "errors",
    "PathRefusedError": "errors",
    "PermissionDeniedError": "errors",
    "PolicyError": "errors",
    "RateLimitError": "errors",
    "Reply": "messages",
    "ServerError": "errors",
    "ServerRestartError": "errors",
    "Thread": "chat",
    "ThreadChat": "chat",
    "ThreadChatError": "errors",
    "TooBigError": "errors",
    "Tool": "tools",
    "ToolCall": "messages",
    "ToolParameter": "tools",
    "TurnFailed": "errors",
    "UnprocessableEntityError": "errors",
    "WrongEventLoopError": "errors",
}

__all__ = (
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "AnswerLostInRestart",
    "AnswerStoppedByPolicy",
    "AnswerTimeout",
    "AnswerTooBig",
    "AnswerUnknown",
    "AsyncThread",
    "AsyncThreadChat",
    "AuthenticationError",
    "ConfigError",
    "ConnectionLostError",
    "CredentialRefusedError",
    "DecodeError",
    "EmptyReply",
    "HandshakeRefusedError",
    "InvalidArgumentError",
    "Message",
    "NoProfileError",
    "NotConnectedError",
    "NotFoundError",
    "PathRefusedError",
    "PermissionDeniedError",
    "PolicyError",
    "RateLimitError",
    "Reply",
    "ServerError",
    "ServerRestartError",
    "Thread",
    "ThreadChat",
    "ThreadChatError",
    "TooBigError",
    "Tool",
    "ToolCall",
    "ToolParameter",
    "TurnFailed",
    "UnprocessableEntityError",
    "WrongEventLoopError",
    "__version__",
)


if not TYPE_CHECKING:  # with which a checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        _prepare(__name__, "thread_chat_openapi")
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*(name for name in globals() if name.startswith("__")), *__all__})
