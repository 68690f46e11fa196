"""The Python client of the Cheshire Cat AI, line 2.x.

    import cheshire_cat_v2 as ccat

    with ccat.CatClient(ccat.Config("http://localhost:1865", auth_key="meow")) as cat:
        print(cat.ask("Hello Cat!").text)

Every public name is here; each is imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from openapi_facade.lazy import prepare as _prepare

if TYPE_CHECKING:
    from cheshire_cat_v2._async.client import AsyncCatClient as AsyncCatClient
    from cheshire_cat_v2._async.conversation import AsyncConversation as AsyncConversation
    from cheshire_cat_v2._async.stream import AsyncStream as AsyncStream
    from cheshire_cat_v2._response import Response as Response
    from cheshire_cat_v2._sync.client import CatClient as CatClient
    from cheshire_cat_v2._sync.conversation import Conversation as Conversation
    from cheshire_cat_v2._sync.stream import Stream as Stream
    from cheshire_cat_v2.config import Config as Config
    from cheshire_cat_v2.errors import ApiError as ApiError
    from cheshire_cat_v2.errors import BadRequest as BadRequest
    from cheshire_cat_v2.errors import CatError as CatError
    from cheshire_cat_v2.errors import ConfigError as ConfigError
    from cheshire_cat_v2.errors import ConnectionFailed as ConnectionFailed
    from cheshire_cat_v2.errors import ConnectionLost as ConnectionLost
    from cheshire_cat_v2.errors import DecodeError as DecodeError
    from cheshire_cat_v2.errors import Forbidden as Forbidden
    from cheshire_cat_v2.errors import InvalidArgument as InvalidArgument
    from cheshire_cat_v2.errors import NotFound as NotFound
    from cheshire_cat_v2.errors import RunFailed as RunFailed
    from cheshire_cat_v2.errors import ServerError as ServerError
    from cheshire_cat_v2.errors import TimedOut as TimedOut
    from cheshire_cat_v2.errors import Unprocessable as Unprocessable
    from cheshire_cat_v2.errors import WrongEventLoop as WrongEventLoop
    from cheshire_cat_v2.events import Custom as Custom
    from cheshire_cat_v2.events import Event as Event
    from cheshire_cat_v2.events import RunFinished as RunFinished
    from cheshire_cat_v2.events import RunStarted as RunStarted
    from cheshire_cat_v2.events import TextEnded as TextEnded
    from cheshire_cat_v2.events import TextStarted as TextStarted
    from cheshire_cat_v2.events import Token as Token
    from cheshire_cat_v2.events import ToolCalled as ToolCalled
    from cheshire_cat_v2.events import ToolResult as ToolResult
    from cheshire_cat_v2.reply import Reply as Reply
    from cheshire_cat_v2.users import user_token as user_token

__version__ = "2.0.0"

_MODULES = {
    "AsyncCatClient": "_async.client",
    "AsyncConversation": "_async.conversation",
    "AsyncStream": "_async.stream",
    "Response": "_response",
    "CatClient": "_sync.client",
    "Conversation": "_sync.conversation",
    "Stream": "_sync.stream",
    "Config": "config",
    "ApiError": "errors",
    "BadRequest": "errors",
    "CatError": "errors",
    "ConfigError": "errors",
    "ConnectionFailed": "errors",
    "ConnectionLost": "errors",
    "DecodeError": "errors",
    "Forbidden": "errors",
    "InvalidArgument": "errors",
    "NotFound": "errors",
    "RunFailed": "errors",
    "ServerError": "errors",
    "TimedOut": "errors",
    "Unprocessable": "errors",
    "WrongEventLoop": "errors",
    "Custom": "events",
    "Event": "events",
    "RunFinished": "events",
    "RunStarted": "events",
    "TextEnded": "events",
    "TextStarted": "events",
    "Token": "events",
    "ToolCalled": "events",
    "ToolResult": "events",
    "Reply": "reply",
    "user_token": "users",
}

__all__ = (
    "ApiError",
    "AsyncCatClient",
    "AsyncConversation",
    "AsyncStream",
    "BadRequest",
    "CatClient",
    "CatError",
    "Config",
    "ConfigError",
    "ConnectionFailed",
    "ConnectionLost",
    "Conversation",
    "Custom",
    "DecodeError",
    "Event",
    "Forbidden",
    "InvalidArgument",
    "NotFound",
    "Reply",
    "Response",
    "RunFailed",
    "RunFinished",
    "RunStarted",
    "ServerError",
    "Stream",
    "TextEnded",
    "TextStarted",
    "TimedOut",
    "Token",
    "ToolCalled",
    "ToolResult",
    "Unprocessable",
    "WrongEventLoop",
    "__version__",
    "user_token",
)


if not TYPE_CHECKING:  # with which a checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        _prepare(__name__, "cheshire_cat_v2_openapi")
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*(name for name in globals() if name.startswith("__")), *__all__})
