"""What a user of `thread_chat` can import and call: one line for each name.

    python tests/unit/surface.py > tests/unit/surface.txt

writes the recording that `test_exports.py` compares with.
"""

from __future__ import annotations

import inspect
from typing import Any

import thread_chat
from thread_chat import AsyncThreadChat, ThreadChat


def lines() -> list[str]:
    """The recording."""
    found = []
    for name in sorted(thread_chat.__all__):
        thing = getattr(thread_chat, name)
        found.append(f"{name} {described(thing)}")
        if inspect.isclass(thing) and not issubclass(thing, BaseException | dict):
            found += [f"{name}.{each}" for each in members(thing)]
    for kind in (ThreadChat, AsyncThreadChat):
        chat = kind("ws://localhost:8000", token="t")
        for area in ("tools", "webhooks"):
            resource = type(getattr(chat, area))
            found += [f"{kind.__name__}.{area} {resource.__name__}"]
            found += [f"{kind.__name__}.{area}.{each}" for each in members(resource)]
    return found


def described(thing: Any) -> str:
    """What kind of thing it is, with its signature or bases."""
    if inspect.isclass(thing):
        if not callable(getattr(thing, "from_dict", None)) and issubclass(thing, dict):
            return f"TypedDict[{', '.join(thing.__annotations__)}]"
        bases = [base.__name__ for base in thing.__mro__[1:-1] if not base.__name__.startswith("_")]
        return f"class[{', '.join(bases)}]{inspect.signature(thing)}"
    return type(thing).__name__


def members(kind: type) -> list[str]:
    """The public methods and properties of a class."""
    found = []
    for name, value in inspect.getmembers(kind):
        if not name.startswith("_") and callable(value):
            way = "async def" if inspect.iscoroutinefunction(value) else "def"
            found.append(f"{name} {way} {inspect.signature(value)}")
        elif not name.startswith("_"):
            found.append(f"{name} property")
    return found


if __name__ == "__main__":
    print("\n".join(lines()))
