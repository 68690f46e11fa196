"""The Python client of the Cheshire Cat AI.

    import cheshire_cat_api as ccat

    cat = ccat.CatClient(ccat.Config(base_url="localhost"))
    print(cat.status.status())

Every public name is here; each is imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from openapi_facade.lazy import prepare as _prepare

if TYPE_CHECKING:
    from cheshire_cat_api._async.connect import async_connect as async_connect
    from cheshire_cat_api._async.startup import async_wait_until_up as async_wait_until_up
    from cheshire_cat_api._chat.events import Notification as Notification
    from cheshire_cat_api._chat.events import Reply as Reply
    from cheshire_cat_api._chat.events import ServerError as ServerError
    from cheshire_cat_api._chat.events import ServerEvent as ServerEvent
    from cheshire_cat_api._chat.events import Token as Token
    from cheshire_cat_api._chat.events import Unknown as Unknown
    from cheshire_cat_api._chat.media import Media as Media
    from cheshire_cat_api._chat.reconnect import Reconnect as Reconnect
    from cheshire_cat_api._chat.tasks.listener import AsyncEvents as AsyncEvents
    from cheshire_cat_api._chat.tasks.stream import AsyncStream as AsyncStream
    from cheshire_cat_api._chat.threads.listener import Events as Events
    from cheshire_cat_api._chat.threads.stream import Stream as Stream
    from cheshire_cat_api._response import RawResult as RawResult
    from cheshire_cat_api._response import Response as Response
    from cheshire_cat_api._sync.connect import connect as connect
    from cheshire_cat_api._sync.startup import wait_until_up as wait_until_up
    from cheshire_cat_api._user_pool.tasks import AsyncUserPool as AsyncUserPool
    from cheshire_cat_api._user_pool.threads import UserPool as UserPool
    from cheshire_cat_api.async_client import AsyncCatClient as AsyncCatClient
    from cheshire_cat_api.client import CatClient as CatClient
    from cheshire_cat_api.config import Config as Config
    from cheshire_cat_api.config import Credential as Credential
    from cheshire_cat_api.config import Timeout as Timeout
    from cheshire_cat_api.errors import ApiError as ApiError
    from cheshire_cat_api.errors import BadRequest as BadRequest
    from cheshire_cat_api.errors import CatError as CatError
    from cheshire_cat_api.errors import ChatError as ChatError
    from cheshire_cat_api.errors import ConfigError as ConfigError
    from cheshire_cat_api.errors import ConnectionFailed as ConnectionFailed
    from cheshire_cat_api.errors import ConnectionLost as ConnectionLost
    from cheshire_cat_api.errors import DecodeError as DecodeError
    from cheshire_cat_api.errors import Forbidden as Forbidden
    from cheshire_cat_api.errors import HandshakeRefused as HandshakeRefused
    from cheshire_cat_api.errors import IngestionFailed as IngestionFailed
    from cheshire_cat_api.errors import InvalidArgument as InvalidArgument
    from cheshire_cat_api.errors import NotConnected as NotConnected
    from cheshire_cat_api.errors import NotFound as NotFound
    from cheshire_cat_api.errors import ServerFailure as ServerFailure
    from cheshire_cat_api.errors import TimedOut as TimedOut
    from cheshire_cat_api.errors import TooManyRequests as TooManyRequests
    from cheshire_cat_api.errors import TurnFailed as TurnFailed
    from cheshire_cat_api.errors import TurnTimeout as TurnTimeout
    from cheshire_cat_api.errors import Unauthorized as Unauthorized
    from cheshire_cat_api.errors import UnsupportedType as UnsupportedType
    from cheshire_cat_api.errors import WrongEventLoop as WrongEventLoop
    from cheshire_cat_api.errors import WrongUser as WrongUser
    from cheshire_cat_api.resources._arguments import Permission as Permission
    from cheshire_cat_api.resources._files import Upload as Upload
    from cheshire_cat_api.resources._ingestion import UploadedFile as UploadedFile
    from cheshire_cat_api.resources._ingestion import UploadedFiles as UploadedFiles
    from cheshire_cat_api.resources._ingestion import UploadedUrl as UploadedUrl

__version__ = "2.0.0"

_MODULES = {
    "async_connect": "_async.connect",
    "connect": "_sync.connect",
    "async_wait_until_up": "_async.startup",
    "wait_until_up": "_sync.startup",
    "Reconnect": "_chat.reconnect",
    "Notification": "_chat.events",
    "Reply": "_chat.events",
    "ServerError": "_chat.events",
    "ServerEvent": "_chat.events",
    "Token": "_chat.events",
    "Unknown": "_chat.events",
    "Media": "_chat.media",
    "AsyncEvents": "_chat.tasks.listener",
    "AsyncStream": "_chat.tasks.stream",
    "Events": "_chat.threads.listener",
    "Stream": "_chat.threads.stream",
    "RawResult": "_response",
    "Response": "_response",
    "Upload": "resources._files",
    "AsyncUserPool": "_user_pool.tasks",
    "UserPool": "_user_pool.threads",
    "AsyncCatClient": "async_client",
    "CatClient": "client",
    "Config": "config",
    "Credential": "config",
    "Timeout": "config",
    "ApiError": "errors",
    "BadRequest": "errors",
    "CatError": "errors",
    "ChatError": "errors",
    "ConfigError": "errors",
    "ConnectionFailed": "errors",
    "ConnectionLost": "errors",
    "DecodeError": "errors",
    "Forbidden": "errors",
    "HandshakeRefused": "errors",
    "IngestionFailed": "errors",
    "InvalidArgument": "errors",
    "NotConnected": "errors",
    "NotFound": "errors",
    "ServerFailure": "errors",
    "TimedOut": "errors",
    "TooManyRequests": "errors",
    "TurnFailed": "errors",
    "TurnTimeout": "errors",
    "Unauthorized": "errors",
    "UnsupportedType": "errors",
    "WrongEventLoop": "errors",
    "WrongUser": "errors",
    "UploadedFile": "resources._ingestion",
    "UploadedFiles": "resources._ingestion",
    "UploadedUrl": "resources._ingestion",
    "Permission": "resources._arguments",
}

__all__ = (
    "ApiError",
    "AsyncCatClient",
    "AsyncEvents",
    "AsyncStream",
    "AsyncUserPool",
    "BadRequest",
    "CatClient",
    "CatError",
    "ChatError",
    "Config",
    "ConfigError",
    "ConnectionFailed",
    "ConnectionLost",
    "Credential",
    "DecodeError",
    "Events",
    "Forbidden",
    "HandshakeRefused",
    "IngestionFailed",
    "InvalidArgument",
    "Media",
    "NotConnected",
    "NotFound",
    "Notification",
    "Permission",
    "RawResult",
    "Reconnect",
    "Reply",
    "Response",
    "ServerError",
    "ServerEvent",
    "ServerFailure",
    "Stream",
    "TimedOut",
    "Timeout",
    "Token",
    "TooManyRequests",
    "TurnFailed",
    "TurnTimeout",
    "Unauthorized",
    "Unknown",
    "UnsupportedType",
    "Upload",
    "UploadedFile",
    "UploadedFiles",
    "UploadedUrl",
    "UserPool",
    "WrongEventLoop",
    "WrongUser",
    "__version__",
    "async_connect",
    "async_wait_until_up",
    "connect",
    "wait_until_up",
)


# The module paths of 1.4.9 that are no more.
__path__.append(f"{__path__[0]}/legacy/paths")
_SUBMODULES = (
    "api",
    "api_client",
    "api_response",
    "cat_client",
    "config",
    "configuration",
    "exceptions",
    "models",
    "rest",
)


if not TYPE_CHECKING:  # with which a checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        _prepare(__name__, "cheshire_cat_openapi")
        if name in _SUBMODULES:
            return import_module(f"{__name__}.{name}")
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value
        if name.endswith("CatClient"):  # its errors with it: at the end of the interpreter, nothing can be imported
            errors = import_module(f"{__name__}.errors")
            globals().update({each: getattr(errors, each) for each, place in _MODULES.items() if place == "errors"})
        return value


def __dir__() -> list[str]:
    return sorted({*(name for name in globals() if name.startswith("__")), *__all__})
