"""The recorded exchanges have the same status and shape on the embedded server; an error has the same body."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from mongars_client.testing import EmbeddedMonGARS

from .recordings import RECORDED, embedded, prepared, server_of
from .shapes import expanded, shape

HTTP = [record for record in RECORDED if record["kind"] == "http"]
SERVERS = sorted({server_of(record) for record in HTTP})

NOT_PLAYED = {
    "chat-empty-bearer": "the client that was recorded did not send it",
    "hist-unknown-user-token": "a connection that the server had closed before, which is a race: tests/testing has it",
}
OTHER_BODIES = {
    "openapi": "not in the recording; tests/testing compares the document",
    "docs": "a page for people, whose words are our own",
    "metrics": "not in the recording, and counts what this server has",
    "users": "names that were registered in exchanges which are not recorded are missing",
}
"""Only the status and the type of these are compared."""
ADMINS = {
    "users", "models", "provision", "provision-unknown-role", "provision-blank-role", "provision-nobody",
    "peer-register", "peer-register-again", "peer-register-badurl", "peer-unregister", "peer-list", "peer-load",
    "telemetry-post-empty", "telemetry-neg", "telemetry-get", "history-other-admin",
}  # fmt: skip
"""The exchanges of the admin; the others with a token are those of u1, but for `OTHERS`."""
OTHERS = {"history-other-user-chat": "v1", "history-other-user-read": "v1", "chpw-ghost": "ghost", "chat-nosub": ""}
TELEMETRY = {"scheduler_id": "s", "queue_depth": 3, "observed_at": "2025-10-24T00:00:00", "source": "http://p/"}
"""Was told before, in an exchange that is not recorded."""


@pytest.mark.parametrize("which", SERVERS, ids=lambda which: which or "default")
def test_recorded_exchanges_are_the_same_here(which: str) -> None:
    played, differences = 0, {}
    with embedded(which) as (server, clock), client_of(server.url) as http:
        prepared(server, which)
        for record in HTTP:
            if server_of(record) != which or record["label"] in NOT_PLAYED:
                continue
            if record["label"] == "telemetry-get":
                headers = {"Authorization": token_for("telemetry-get", server)}
                clock.advance(1)
                assert http.post("/api/v1/peer/telemetry", json=TELEMETRY, headers=headers).status_code == 202
            if record["response"]["status"] != 429:
                clock.advance(1)
            played += 1
            answer = http.send(request(record, server, http))
            if difference := compared(record, answer):
                differences[record["label"]] = difference
    assert differences == {}
    assert played


def test_every_exception_is_one_of_a_recorded_exchange() -> None:
    labels = {record["label"] for record in HTTP}
    assert NOT_PLAYED.keys() | OTHER_BODIES.keys() <= labels


def client_of(url: str) -> httpx.Client:
    """A client that keeps no connection: the server drops it after a 500 without a word (CONTRACT §3.2)."""
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(base_url=url, trust_env=False, verify=False, limits=limits)


def request(record: dict[str, Any], server: EmbeddedMonGARS, http: httpx.Client) -> httpx.Request:
    """A recorded request, with tokens and payloads of this server in their places."""
    recorded = record["request"]
    headers = {name.lower(): value for name, value in recorded["headers"].items()}
    if "authorization" in headers:
        headers["authorization"] = token_for(record["label"], server, headers["authorization"].split()[0])
    if recorded.get("content_type"):
        headers["content-type"] = recorded["content_type"]
    body = expanded(recorded.get("body"))
    if isinstance(body, dict) and body.get("payload") == "<fernet>":
        not_json = record["label"].endswith("notjson")
        body = {"payload": server.peer_payload_of("hello") if not_json else server.peer_payload({"hello": 1})}
    if body is None or isinstance(body, str):
        return http.build_request(recorded["method"], recorded["path"], content=body, headers=headers)
    made = http.build_request(recorded["method"], recorded["path"], json=body, headers=headers)
    if recorded.get("content_type", "sent") is None:
        del made.headers["content-type"]
    return made


def token_for(label: str, server: EmbeddedMonGARS, scheme: str = "Bearer") -> str:
    if label == "chat-wrongsig":
        return f"{scheme} {EmbeddedMonGARS().token('u1')}"
    life = {"chat-expired": -10.0, "chat-noexp": None}.get(label, 3600.0)
    user = "adm" if label in ADMINS else OTHERS.get(label, "u1")
    return f"{scheme} {server.token(user, admin=user == 'adm', life=life)}"


def compared(record: dict[str, Any], answer: httpx.Response) -> str | None:
    """What is not as it was recorded."""
    recorded = record["response"]
    if answer.status_code != recorded["status"]:
        return f"{answer.status_code} {answer.text}"
    for name in ("allow", "www-authenticate", "content-type"):
        if answer.headers.get(name) != recorded["headers"].get(name):
            return f"{name}: {answer.headers.get(name)}"
    if "location" in recorded["headers"] and path_of(answer.headers["location"]) != path_of(
        recorded["headers"]["location"]
    ):
        return f"location: {answer.headers['location']}"
    if record["label"] in OTHER_BODIES:
        return None
    expected = expanded(recorded["body"])
    got = answer.json() if isinstance(expected, (dict, list)) else answer.text
    if answer.status_code >= 400:
        return None if got == expected else f"{got}"
    return None if shape(got) == shape(expected) and spoken(got) == spoken(expected) else f"{got}"


def spoken(body: Any) -> Any:
    """What an answer says, how confident of it, and in which pieces; None for any other body."""
    if not isinstance(body, dict) or "speech_turn" not in body:
        return None
    segments = body["speech_turn"]["segments"]
    pieces = [(piece["text"], piece["estimated_duration"]) for piece in segments]
    return body["response"], body["confidence"], body["speech_turn"]["text"], pieces


def path_of(url: str) -> str:
    return urlsplit(url).path
