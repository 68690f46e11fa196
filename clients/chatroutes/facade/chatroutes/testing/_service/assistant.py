"""What the assistant says: an echo, unless the test or a marker in the text decides otherwise."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

Reply = str | Sequence[str]
"""What is said: a text, or the pieces in which it comes."""
Answers = Mapping[str, Reply] | Callable[[str, str], "Reply | None"]
"""From the text of a message (and the id of its conversation) to the reply; None where the echo shall answer."""

_PIECE = re.compile(r"\S+\s*|\s+")
_RAISED_AFTER = 2


def marker(text: str, name: str) -> str | None:
    """Return the argument of `[name:argument]` in a text, "" for `[name]`, None where there is no such marker."""
    found = re.search(rf"\[{name}(?::([^\]]*))?\]", text)
    return (found.group(1) or "") if found else None


def split(reply: Reply) -> list[str]:
    """Return the pieces in which a reply comes: words with the space after them."""
    return _PIECE.findall(reply) if isinstance(reply, str) else list(reply)


def _reply(text: str, conversation_id: str, answers: Answers | None) -> Reply:
    given = answers.get(text) if isinstance(answers, Mapping) else answers and answers(text, conversation_id)
    if given is not None:
        return given
    if count := marker(text, "tok"):
        return [f"t{i} " for i in range(int(count))]
    return f"You said: {text}"


async def pieces(text: str, conversation_id: str, answers: Answers | None) -> AsyncIterator[str]:
    """Give the reply to a text piece by piece.

    `[tok:n]` makes n pieces, `[wait:s]` waits s seconds once, `[slow:s]` before every piece, and `[raise:text]` raises
    after two of them. What `answers` raises is raised.
    """
    said = split(_reply(text, conversation_id, answers))
    boom, slow = marker(text, "raise"), float(marker(text, "slow") or 0)
    if wait := marker(text, "wait"):
        await asyncio.sleep(float(wait))
    for index, piece in enumerate(said):
        if slow:
            await asyncio.sleep(slow)
        if boom is not None and index == _RAISED_AFTER:
            raise RuntimeError(boom)
        yield piece
