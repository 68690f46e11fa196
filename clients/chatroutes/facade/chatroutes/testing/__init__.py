"""Testing a program that uses ChatRoutes: a service to run it against, and a proxy that makes the network misbehave.

`EmbeddedChatRoutes` is a real server on loopback with the operations of the service and their state. It needs some
packages that the client itself does not: `pip install "chatroutes[testing]"`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import faults

if TYPE_CHECKING:
    from openapi_facade.testing import FaultProxy

    from ._service.record import Request
    from .server import EmbeddedChatRoutes

__all__ = ["EmbeddedChatRoutes", "FaultProxy", "Request", "faults"]


def __getattr__(name: str) -> Any:
    if name == "EmbeddedChatRoutes":
        from openapi_facade.testing.extras import HARNESS, require

        require("chatroutes.testing", "chatroutes", HARNESS)
        from .server import EmbeddedChatRoutes

        return EmbeddedChatRoutes
    if name == "FaultProxy":
        from openapi_facade.testing import FaultProxy

        return FaultProxy
    if name == "Request":
        from ._service.record import Request

        return Request
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
