"""What a user of `thread_chat` can import and call: one line for each name.

    python tests/unit/surface.py > tests/unit/surface.txt

writes the recording that `test_exports.py` compares with.
"""

from __future__ import annotations

import inspect
from typing import Any

import thread_chat
from openapi_facade.testing import surface
from thread_chat import AsyncThreadChat, ThreadChat


def lines() -> list[str]:
    """The recording."""
    found = []
    for name in sorted(thread_chat.__all__):
        thing = getattr(thread_chat, name)
        found.append(f"{name} {described(thing)}")
        if inspect.isclass(thing) and not issubclass(thing, BaseException | dict):
            found += [f"{name}.{each}" for each in surface.members(thing)]
    for kind in (ThreadChat, AsyncThreadChat):
        chat = kind("ws://localhost:8000", token="t")
        for area in ("tools", "webhooks"):
            resource = type(getattr(chat, area))
            found += [f"{kind.__name__}.{area} {resource.__name__}"]
            found += [f"{kind.__name__}.{area}.{each}" for each in surface.members(resource)]
    return found


def described(thing: Any) -> str:
    """What kind of thing it is, with its signature or bases."""
    if inspect.isclass(thing) and issubclass(thing, dict) and not callable(getattr(thing, "from_dict", None)):
        return f"TypedDict[{', '.join(thing.__annotations__)}]"
    return surface.described(thing, hidden=False)


if __name__ == "__main__":
    print("\n".join(lines()))
