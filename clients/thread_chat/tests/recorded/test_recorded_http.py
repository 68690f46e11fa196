"""The recorded calls are answered with the same status, headers and bodies on the embedded server."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx

from .recordings import RECORDED, body_of, embedded, shape

HTTP = [record for record in RECORDED if record["kind"] == "http"]
NOT_PLAYED = {
    "openapi": "the document is in the repository; the embedded server has none",
    "docs": "a page for people, of the server's framework",
}
SHORTER = {"tools", "tools-empty-category", "search"}
"""Of these, three items at most are in the recording."""


def test_recorded_calls_are_answered_the_same_way() -> None:
    differences, played = {}, 0
    with embedded() as server, httpx.Client(base_url=server.url, trust_env=False, verify=False) as http:
        for record in HTTP:
            if record["label"] not in NOT_PLAYED:
                played += 1
                if difference := compared(record, http.send(request(record, http))):
                    differences[record["label"]] = difference
    assert differences == {}
    assert played == len(HTTP) - len(NOT_PLAYED) > 20


def request(record: dict[str, Any], http: httpx.Client) -> httpx.Request:
    recorded = record["request"]
    body = {} if recorded["body"] is None else {"json": recorded["body"]}
    return http.build_request(recorded["method"], recorded["path"], headers=recorded["headers"], **body)


def compared(record: dict[str, Any], answer: httpx.Response) -> str | None:
    """What is not as it was recorded."""
    recorded, label = record["response"], record["label"]
    if answer.status_code != recorded["status"]:
        return f"{answer.status_code} {answer.text}"
    for name in ("allow", "content-type", "access-control-allow-origin"):
        if answer.headers.get(name) != recorded["headers"].get(name):
            return f"{name}: {answer.headers.get(name)}"
    location = recorded["headers"].get("location")
    if location is not None and urlsplit(answer.headers["location"]).path != urlsplit(location).path:
        return f"location: {answer.headers['location']}"
    expected = body_of(label)
    got = answer.json() if isinstance(expected, (dict, list)) else answer.text
    if label in SHORTER:
        same = len(got) >= len(expected) and {each["id"] for each in expected} <= {each["id"] for each in got}
        return None if same and shape(got[0]) == shape(expected[0]) else f"{got}"
    return None if got == expected else f"{got}"
