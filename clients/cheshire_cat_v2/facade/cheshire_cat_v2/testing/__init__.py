"""Testing a program that uses the Cat 2.x: a server to run it against, and a proxy that breaks the network.

`EmbeddedCat` is a real server on loopback with the operations of a stock 2.0.23 and their state. It needs some packages
that the client itself does not: `pip install "cheshire-cat-v2[testing]"`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import faults

if TYPE_CHECKING:
    from openapi_facade.testing import FaultProxy
    from openapi_facade.testing.clock import Clock, ManualClock, RealClock

    from ._service.model import Reply, ToolUse
    from ._service.record import Request, Run
    from .server import EmbeddedCat

__all__ = [
    "Clock",
    "EmbeddedCat",
    "FaultProxy",
    "ManualClock",
    "RealClock",
    "Reply",
    "Request",
    "Run",
    "ToolUse",
    "faults",
]

_MODULES = {
    "Clock": "openapi_facade.testing.clock",
    "EmbeddedCat": "cheshire_cat_v2.testing.server",
    "FaultProxy": "openapi_facade.testing",
    "ManualClock": "openapi_facade.testing.clock",
    "RealClock": "openapi_facade.testing.clock",
    "Reply": "cheshire_cat_v2.testing._service.model",
    "Request": "cheshire_cat_v2.testing._service.record",
    "Run": "cheshire_cat_v2.testing._service.record",
    "ToolUse": "cheshire_cat_v2.testing._service.model",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "EmbeddedCat":
        from openapi_facade.testing.extras import HARNESS, require

        require("cheshire_cat_v2.testing", "cheshire-cat-v2", HARNESS)
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
