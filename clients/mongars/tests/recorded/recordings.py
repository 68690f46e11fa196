"""The recordings of a real server, and an embedded one set up as that was.

`tests/data/transcripts.jsonl` has about half of what was recorded, so what came before is made up for by `prepared`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from mongars_client.testing import EmbeddedMonGARS, ManualClock, Reply

from .shapes import expanded

PASSWORD = "secret-pass"
RECORDED: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "transcripts.jsonl").read_text("utf-8").splitlines()
]
_SETTING = re.compile(r"(WS_\w+)=(\S+)")


def server_of(record: dict[str, Any]) -> str:
    """Return which of the recorded servers a record is of: the default one, or what its note says of another."""
    note: str = record.get("note", "")
    return note if note.startswith(("server with", "fresh database")) else ""


@contextmanager
def embedded(which: str) -> Iterator[tuple[EmbeddedMonGARS, ManualClock]]:
    """Give a server with the settings of a recorded one; it says what the real one said to the same message."""
    settings = dict(_SETTING.findall(which))
    options: dict[str, Any] = {}
    if "WS_HEARTBEAT_INTERVAL_SECONDS" in settings:
        options["heartbeat_interval"] = float(settings["WS_HEARTBEAT_INTERVAL_SECONDS"])
        options["heartbeat_timeout"] = float(settings["WS_HEARTBEAT_TIMEOUT_SECONDS"])
        options["ticket_ttl"] = int(settings["WS_TICKET_TTL_SECONDS"])
    if "WS_RATE_LIMIT_MAX_TOKENS" in settings:
        limit = float(settings["WS_RATE_LIMIT_MAX_TOKENS"]), float(settings["WS_RATE_LIMIT_REFILL_SECONDS"])
        options["event_limit"], options["origins"] = limit, ()
    options["events"] = "WS_ENABLE_EVENTS" not in settings
    said = _said(which)
    clock = ManualClock()
    with EmbeddedMonGARS(clock=clock, answers=lambda message, _user: said.get(message), **options) as server:
        yield server, clock


def prepared(server: EmbeddedMonGARS, which: str) -> None:
    """Do what had been done on the recorded server, and is not among the recordings."""
    if not which:
        return
    with httpx.Client(base_url=server.url, trust_env=False, verify=False) as http:
        for user in ("u1", "v1"):
            http.post("/api/v1/user/register", json={"username": user, "password": PASSWORD}).raise_for_status()
        # the history was read before, and is empty for ever
        headers = {"Authorization": f"Bearer {server.token('u1')}"}
        http.get("/api/v1/conversation/history?user_id=u1", headers=headers).raise_for_status()


def _said(which: str) -> dict[str, Reply]:
    answers: dict[str, Reply] = {}
    for record in RECORDED:
        request, body = record.get("request", {}), record.get("response", {}).get("body")
        if server_of(record) == which and request.get("path", "").endswith("/chat") and "speech_turn" in (body or ()):
            answers[expanded(request["body"]["message"]).strip()] = Reply(body["response"], body["confidence"])
        for frame in record.get("frames", ()) if server_of(record) == which else ():
            if frame["dir"] == "recv" and frame["data"]["type"] == "chat.message":
                told = frame["data"]["data"]
                answers[told["query"]] = Reply(told["response"], 0.0)
    return answers
