"""Requests to an embedded server, without our client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from cheshire_cat_v2.testing import EmbeddedCat

MESSAGE = "/agents/default/message"


@contextmanager
def http_of(cat: EmbeddedCat, credential: str = "meow") -> Iterator[httpx.Client]:
    """A client that keeps no connection: the server drops it after a 500."""
    headers = {"Authorization": f"Bearer {credential}"} if credential else {}
    limits = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(base_url=cat.url, headers=headers, trust_env=False, verify=False, limits=limits) as http:
        yield http


def task(text: str, **more: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": [{"type": "text", "text": text}]}], **more}


def streamed(http: httpx.Client, text: str, agent: str = "default") -> list[dict[str, Any]]:
    """The events of a run, as far as they come."""
    events: list[dict[str, Any]] = []
    with http.stream("POST", f"/agents/{agent}/message", json=task(text)) as answer:
        try:
            events.extend(json.loads(line[6:]) for line in answer.iter_lines() if line)
        except httpx.RemoteProtocolError:
            events.append({"type": "(cut)"})
    return events


def kinds(events: list[dict[str, Any]]) -> list[str]:
    return [event["type"] for event in events]
