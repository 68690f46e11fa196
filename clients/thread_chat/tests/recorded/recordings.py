"""The recordings of a real server, and an embedded one set up as that was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from thread_chat.testing import EmbeddedThreadChat, ManualClock

RECORDED: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "transcripts.jsonl").read_text("utf-8").splitlines()
]
THREADS = "00000000-0000-0000-0000-0000000000"
OWN, FOREIGN = (f"{THREADS}64", f"{THREADS}74"), (f"{THREADS}65",)
"""Threads that there were, of the user of `tok-a` and of somebody else."""


def embedded(clock: ManualClock | None = None) -> EmbeddedThreadChat:
    """Return a server with the tokens, the threads and the tools of the recorded one."""
    server = EmbeddedThreadChat(
        tokens={"tok-a": "a", "tok-b": "b"},
        without_profile=["tok-noprofile"],
        tools=tools(),
        clock=clock,
        exposed=True,
    )
    for thread_id in OWN:
        server.create_thread(thread_id, user="a")
    for thread_id in FOREIGN:
        server.create_thread(thread_id, user="b")
    return server


def body_of(label: str) -> Any:
    """Return what was answered over HTTP; the mark that says how many items were left out is none of them."""
    (found,) = (record["response"]["body"] for record in RECORDED if record.get("label") == label)
    return [each for each in found if not str(each).startswith("<")] if isinstance(found, list) else found


def tools() -> list[dict[str, Any]]:
    """Return the tools that were recorded, and one more for each category of which none was."""
    lists = (body_of("search"), body_of("tools"), body_of("tools-category"))
    found = {tool["id"]: tool for tools in lists for tool in tools}
    for category in sorted({*body_of("categories")} - {tool["category"] for tool in found.values()}):
        head = {"id": category.lower(), "name": category.title(), "description": ""}
        found[category] = {**head, "category": category, "parameters": "{}"}
    return list(found.values())


def shape(value: Any) -> Any:
    """Return the keys and types of a value, recursively."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value]
    return type(value).__name__
