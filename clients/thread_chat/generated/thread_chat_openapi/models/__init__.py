"""The API's schemas as classes, each imported on first use: loading all of them costs more than most programs use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .chainhook_body import ChainhookBody
    from .dao_creation_body import DaoCreationBody
    from .error_body import ErrorBody
    from .health_response import HealthResponse
    from .tool import Tool
    from .validation_error import ValidationError
    from .webhook_data import WebhookData
    from .webhook_response import WebhookResponse

_MODULES: dict[str, str] = {
    "ChainhookBody": ".chainhook_body",
    "DaoCreationBody": ".dao_creation_body",
    "ErrorBody": ".error_body",
    "HealthResponse": ".health_response",
    "Tool": ".tool",
    "ValidationError": ".validation_error",
    "WebhookData": ".webhook_data",
    "WebhookResponse": ".webhook_response",
}

__all__ = (
    "ChainhookBody",
    "DaoCreationBody",
    "ErrorBody",
    "HealthResponse",
    "Tool",
    "ValidationError",
    "WebhookData",
    "WebhookResponse",
)


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})
