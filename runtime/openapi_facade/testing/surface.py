"""What can be imported and called, in words: for tests that hold a public surface to its recording."""

from __future__ import annotations

import inspect
from typing import Any


def described(thing: Any, *, hidden: bool = True) -> str:
    """Return what kind of thing it is, with its signature and bases.

    Args:
        hidden: whether bases whose names begin with an underscore are among them.
    """
    if inspect.isclass(thing):
        bases = [base.__name__ for base in thing.__mro__[1:-1] if hidden or not base.__name__.startswith("_")]
        return f"class[{', '.join(bases)}]{inspect.signature(thing)}"
    return type(thing).__name__


def members(kind: type) -> list[str]:
    """Return the public methods and properties of a class."""
    found = []
    for name, value in inspect.getmembers(kind):
        if not name.startswith("_") and callable(value):
            way = "async def" if inspect.iscoroutinefunction(value) else "def"
            found.append(f"{name} {way} {inspect.signature(value)}")
        elif not name.startswith("_"):
            found.append(f"{name} property")
    return found
