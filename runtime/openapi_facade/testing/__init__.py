"""Testing a client of an API: a server to run it against, and a proxy that makes the network misbehave.

`EmbeddedServer` serves an ASGI application on loopback, over real sockets, in a thread of its own. It needs some
packages that a client itself does not: `pip install "openapi-facade[testing]"`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .faults import FaultProxy
    from .server import EmbeddedServer
    from .watch import Request, Watch

__all__ = ["EmbeddedServer", "FaultProxy", "Request", "Watch"]

_MODULES = {"EmbeddedServer": "server", "FaultProxy": "faults", "Request": "watch", "Watch": "watch"}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "EmbeddedServer":
        from .extras import HARNESS, require

        require(__name__, "openapi-facade", HARNESS)
    return getattr(import_module(f".{_MODULES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
