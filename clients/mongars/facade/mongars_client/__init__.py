"""The Python client of monGARS.

    from mongars_client import MonGARS

    with MonGARS("https://mongars.example.com", username="u1", password="…") as client:
        print(client.conversation.chat("Summarise our latest incident report").response)

Every public name is here; each is imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from openapi_facade.lazy import prepare as _prepare

if TYPE_CHECKING:
    from mongars_client._async.client import AsyncMonGARS as AsyncMonGARS
    from mongars_client._response import Response as Response
    from mongars_client._sync.client import MonGARS as MonGARS
    from mongars_client.errors import AnswerTimeout as AnswerTimeout
    from mongars_client.errors import AnswerUnknown as AnswerUnknown
    from mongars_client.errors import APIConnectionError as APIConnectionError
    from mongars_client.errors import APIError as APIError
    from mongars_client.errors import APITimeoutError as APITimeoutError
    from mongars_client.errors import AuthenticationError as AuthenticationError
    from mongars_client.errors import BadRequestError as BadRequestError
    from mongars_client.errors import ConfigError as ConfigError
    from mongars_client.errors import ConflictError as ConflictError
    from mongars_client.errors import DecodeError as DecodeError
    from mongars_client.errors import GenerationFailed as GenerationFailed
    from mongars_client.errors import InvalidArgumentError as InvalidArgumentError
    from mongars_client.errors import MonGARSError as MonGARSError
    from mongars_client.errors import NotFoundError as NotFoundError
    from mongars_client.errors import PayloadTooLargeError as PayloadTooLargeError
    from mongars_client.errors import PermissionDeniedError as PermissionDeniedError
    from mongars_client.errors import RateLimitError as RateLimitError
    from mongars_client.errors import ServerError as ServerError
    from mongars_client.errors import UnprocessableEntityError as UnprocessableEntityError
    from mongars_client.errors import WrongEventLoopError as WrongEventLoopError

__version__ = "2.0.0"

_MODULES = {
    "AsyncMonGARS": "_async.client",
    "MonGARS": "_sync.client",
    "Response": "_response",
    "APIConnectionError": "errors",
    "APIError": "errors",
    "APITimeoutError": "errors",
    "AnswerTimeout": "errors",
    "AnswerUnknown": "errors",
    "AuthenticationError": "errors",
    "BadRequestError": "errors",
    "ConfigError": "errors",
    "ConflictError": "errors",
    "DecodeError": "errors",
    "GenerationFailed": "errors",
    "InvalidArgumentError": "errors",
    "MonGARSError": "errors",
    "NotFoundError": "errors",
    "PayloadTooLargeError": "errors",
    "PermissionDeniedError": "errors",
    "RateLimitError": "errors",
    "ServerError": "errors",
    "UnprocessableEntityError": "errors",
    "WrongEventLoopError": "errors",
}

__all__ = (
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "AnswerTimeout",
    "AnswerUnknown",
    "AsyncMonGARS",
    "AuthenticationError",
    "BadRequestError",
    "ConfigError",
    "ConflictError",
    "DecodeError",
    "GenerationFailed",
    "InvalidArgumentError",
    "MonGARS",
    "MonGARSError",
    "NotFoundError",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "RateLimitError",
    "Response",
    "ServerError",
    "UnprocessableEntityError",
    "WrongEventLoopError",
    "__version__",
)


if not TYPE_CHECKING:  # with which a checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        _prepare(__name__, "mongars_openapi")
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*(name for name in globals() if name.startswith("__")), *__all__})
