"""Testing a program that talks to a Cat: a Cat to run it against, and a proxy that makes the network misbehave.

`EmbeddedCat` is a real server on loopback that behaves like a Cheshire Cat 1.9.2 and answers by a script. It needs
some packages that the client itself does not: `pip install "cheshire-cat-api[testing]"`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openapi_facade.testing.extras import HARNESS, require

if TYPE_CHECKING:
    from openapi_facade.testing.watch import Request

    from .faults import FaultProxy
    from .server import EmbeddedCat

__all__ = ["EmbeddedCat", "FaultProxy", "Request"]

_EXTRA = {
    **HARNESS,
    "starlette": "starlette",
    "python_multipart": "python-multipart",
    "jwt": "PyJWT",
}
"""Import name and distribution name of what the extra brings."""


def __getattr__(name: str) -> Any:
    if name == "EmbeddedCat":
        require(__name__, "cheshire-cat-api", _EXTRA)
        from .server import EmbeddedCat

        return EmbeddedCat
    if name == "FaultProxy":
        from .faults import FaultProxy

        return FaultProxy
    if name == "Request":
        from openapi_facade.testing.watch import Request

        return Request
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
