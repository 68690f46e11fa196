"""Testing a program that uses the thread chat: a server to run it against, and a proxy that breaks the network.

`EmbeddedThreadChat` is a real server on loopback with the socket, in three dialects, and the operations. It needs some
packages that the client itself does not: `pip install "thread-chat-client[testing]"`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import faults

if TYPE_CHECKING:
    from openapi_facade.testing import FaultProxy, Request
    from openapi_facade.testing.clock import Clock, ManualClock, RealClock

    from ._service.held import HeldTurns
    from ._service.model import Reply, ToolUse
    from ._service.record import Socket, Turn
    from .server import EmbeddedThreadChat

__all__ = [
    "Clock",
    "EmbeddedThreadChat",
    "FaultProxy",
    "HeldTurns",
    "ManualClock",
    "RealClock",
    "Reply",
    "Request",
    "Socket",
    "ToolUse",
    "Turn",
    "faults",
]

_MODULES = {
    "Clock": "openapi_facade.testing.clock",
    "EmbeddedThreadChat": "thread_chat.testing.server",
    "FaultProxy": "openapi_facade.testing",
    "HeldTurns": "thread_chat.testing._service.held",
    "ManualClock": "openapi_facade.testing.clock",
    "RealClock": "openapi_facade.testing.clock",
    "Reply": "thread_chat.testing._service.model",
    "Request": "openapi_facade.testing",
    "Socket": "thread_chat.testing._service.record",
    "ToolUse": "thread_chat.testing._service.model",
    "Turn": "thread_chat.testing._service.record",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "EmbeddedThreadChat":
        from openapi_facade.testing.extras import HARNESS, require

        require("thread_chat.testing", "thread-chat-client", HARNESS)
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
