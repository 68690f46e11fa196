"""Testing a program that uses monGARS: a server to run it against, and a proxy that makes the network misbehave.

`EmbeddedMonGARS` is a real server on loopback with the operations and the event socket of the server, and their
state. It needs some packages that the client itself does not: `pip install "mongars-client[testing]"`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import faults

if TYPE_CHECKING:
    from openapi_facade.testing import FaultProxy
    from openapi_facade.testing.clock import Clock, ManualClock, RealClock

    from ._service.assistant import Reply
    from ._service.held import HeldAnswers
    from ._service.record import Chat, Request, Socket
    from .server import EmbeddedMonGARS

__all__ = [
    "Chat",
    "Clock",
    "EmbeddedMonGARS",
    "FaultProxy",
    "HeldAnswers",
    "ManualClock",
    "RealClock",
    "Reply",
    "Request",
    "Socket",
    "faults",
]

_MODULES = {
    "Chat": "mongars_client.testing._service.record",
    "Clock": "openapi_facade.testing.clock",
    "EmbeddedMonGARS": "mongars_client.testing.server",
    "FaultProxy": "openapi_facade.testing",
    "HeldAnswers": "mongars_client.testing._service.held",
    "ManualClock": "openapi_facade.testing.clock",
    "RealClock": "openapi_facade.testing.clock",
    "Reply": "mongars_client.testing._service.assistant",
    "Request": "mongars_client.testing._service.record",
    "Socket": "mongars_client.testing._service.record",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "EmbeddedMonGARS":
        from openapi_facade.testing.extras import HARNESS, require

        require("mongars_client.testing", "mongars-client", HARNESS)
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
