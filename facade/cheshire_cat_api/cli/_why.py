"""What an answer comes from, as lines that people read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import cheshire_cat_api as ccat
from cheshire_cat_api.cli._output import line


def lines(reply: ccat.Reply) -> Iterator[str]:
    """The memories that the Cat remembered, as it has them, and the tools that it used."""
    why = reply.raw.get("why")
    if not isinstance(why, Mapping):
        yield "why: a plugin answered at once"
        return
    memory = why.get("memory")
    found = memory.items() if isinstance(memory, Mapping) else ()
    told = [_memory(str(kind), each) for kind, memories in found if isinstance(memories, list) for each in memories]
    told += [f"step: {line(step)}" for step in why.get("intermediate_steps") or []]
    yield from told or ["why: nothing was remembered, and no tool was used"]


def _memory(kind: str, found: Any) -> str:
    if not isinstance(found, Mapping):
        return f"{kind}: {line(found)}"
    metadata = found.get("metadata")
    source = metadata.get("source") if isinstance(metadata, Mapping) else None
    score = found.get("score")
    shown = f"{score:.3f}" if isinstance(score, int | float) else "-"
    return f"{kind} {shown}  {line(found.get('page_content', ''))}{f'  ({line(source)})' if source else ''}"
