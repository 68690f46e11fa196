"""Small things for talking to an embedded ChatRoutes in these tests."""

from __future__ import annotations

import json
from typing import Any

import httpx

from chatroutes.testing import EmbeddedChatRoutes

PATIENCE = 10.0
"""Seconds after which something that should happen at once is called missing."""


def client_of(server: EmbeddedChatRoutes, key: str = "key") -> httpx.Client:
    headers = {"Authorization": f"ApiKey {key}"}
    return httpx.Client(base_url=server.url, headers=headers, timeout=PATIENCE, trust_env=False, verify=False)


def data(response: httpx.Response) -> dict[str, Any]:
    """The data in the envelope of a success."""
    assert response.status_code == 200, response.text
    body = response.json()
    assert body["success"] is True
    assert set(body) == {"success", "data"}
    inner: dict[str, Any] = body["data"]
    return inner


def created(http: httpx.Client, title: str = "T") -> dict[str, Any]:
    """A new conversation."""
    conversation: dict[str, Any] = data(http.post("/conversations", json={"title": title}))["conversation"]
    return conversation


def sent(http: httpx.Client, conversation: str, content: str, branch: str | None = None) -> dict[str, Any]:
    """The assistant's answer to a message."""
    body = {"content": content, "branchId": branch}
    message: dict[str, Any] = data(http.post(f"/conversations/{conversation}/messages", json=body))["message"]
    return message


def events(body: str) -> list[Any]:
    """What a stream has said: the JSON of each event, `[DONE]`, and the name of those that have one."""
    found: list[Any] = []
    for block in body.split("\n\n")[:-1]:
        lines = block.split("\n")
        found += [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
        content = next(line.removeprefix("data: ") for line in lines if line.startswith("data: "))
        found.append(content if content == "[DONE]" else json.loads(content))
    return found
