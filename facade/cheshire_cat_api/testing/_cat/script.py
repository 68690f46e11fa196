"""The script: what the Cat does for the markers in a message's text, such as `[slow:0.1]` or `[raise:boom]`.

The same markers drive the `scripted_llm` plugin on a real Cat, so that one set of tests fits both.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

TOKENS = ("Curiouser ", "and ", "curiouser", "! ", "è 😺", "\n", "Done.")
"""What it answers, token by token, unless told otherwise."""

NOT_CONFIGURED = "You did not configure a Language Model. Do it in the settings!"
"""What a Cat without a language model answers, in one piece."""

FAST_REPLY = "fast reply output"
TOOLS = {"what time is it": "get_the_time", "bench clock": "bench_clock"}
"""The texts for which the script chooses a tool, once that tool has been recalled."""

Frame = dict[str, Any]


def marker(text: str | None, name: str) -> str | None:
    """The argument of `[name:argument]` in a text, "" for `[name]`, None where there is no such marker."""
    found = re.search(rf"\[{name}(?::([^\]]*))?\]", text or "")
    return (found.group(1) or "") if found else None


async def tokens(text: str) -> AsyncIterator[str]:
    """The answer of the scripted language model to a text.

    `[wait:s]` waits once, `[slow:s]` before every token, `[tok:n]` makes n tokens, `[raise:x]` raises after two.
    """
    count = marker(text, "tok")
    answer = [f"t{i} " for i in range(int(count))] if count else TOKENS
    if wait := marker(text, "wait"):
        await asyncio.sleep(float(wait))
    slow = float(marker(text, "slow") or 0)
    boom = marker(text, "raise")
    for index, token in enumerate(answer):
        if slow:
            await asyncio.sleep(slow)
        if boom is not None and index == 2:
            raise RuntimeError(boom)
        yield token


async def before_turn(
    text: str | None,
    send: Callable[[Frame], Awaitable[None]],
    side_message: Callable[[str], Frame],
) -> str | None:
    """Send the frames that markers ask for before the answer; returns the reply of a fast one (`[dict]`)."""
    if (content := marker(text, "notify")) is not None:
        await send({"type": "notification", "content": content})
    if (content := marker(text, "ws")) is not None:
        await send({"type": "notification", "content": {"custom": content}})
    if (content := marker(text, "err")) is not None:
        await send({"type": "error", "name": "GenericError", "description": content})
    if (content := marker(text, "errexc")) is not None:
        await send({"type": "error", "name": "ValueError", "description": content})
    if (content := marker(text, "chat")) is not None:
        await send(side_message(content))
    if (content := marker(text, "wschat")) is not None:
        await send({"type": "chat", "content": content})
    return None if marker(text, "dict") is None else FAST_REPLY


def before_reply(text: str | None, reply: Frame) -> None:
    """Change the finished reply as `[image]`, `[nulltext]` and `[extra]` ask for."""
    if marker(text, "image") is not None:
        reply["image"] = "data:image/png;base64,iVBORw0KGgo="
        reply["audio"] = "https://example.org/a.mp3"
    if marker(text, "nulltext") is not None:
        reply["text"] = reply["content"] = None
    if marker(text, "extra") is not None:
        reply["bench_extra"] = {"a": 1}
