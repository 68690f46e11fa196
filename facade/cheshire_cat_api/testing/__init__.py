"""Testing a program that talks to a Cat: a Cat to run it against, and a proxy that makes the network misbehave.

`EmbeddedCat` is a real server on loopback that behaves like a Cheshire Cat 1.9.2 and answers by a script. It needs
some packages that the client itself does not: `pip install "cheshire-cat-api[testing]"`.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._cat.watch import Request
    from .faults import FaultProxy
    from .server import EmbeddedCat

__all__ = ["EmbeddedCat", "FaultProxy", "Request"]

_EXTRA = {
    "starlette": "starlette",
    "uvicorn": "uvicorn",
    "websockets": "websockets",
    "python_multipart": "python-multipart",
    "jwt": "PyJWT",
}
"""Import name and distribution name of what the extra brings."""


def _absent(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is None
    except ValueError:  # an import of it is blocked
        return True


def _need_extra() -> None:
    missing = [package for module, package in _EXTRA.items() if _absent(module)]
    if missing:
        raise ImportError(
            f"cheshire_cat_api.testing needs {', '.join(missing)}, not installed here: "
            'pip install "cheshire-cat-api[testing]"'
        )


def __getattr__(name: str) -> Any:
    if name == "EmbeddedCat":
        _need_extra()
        from .server import EmbeddedCat

        return EmbeddedCat
    if name == "FaultProxy":
        from .faults import FaultProxy

        return FaultProxy
    if name == "Request":
        from ._cat.watch import Request

        return Request
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
