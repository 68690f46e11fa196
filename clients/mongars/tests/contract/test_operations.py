"""Each operation, with each of its statuses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from .cases import ACCESS, CASES, ELSEWHERE, Case, caller
from .servers import Server, new_name

CONTRACT = Path(__file__).parents[2] / "docs" / "contract.md"
_ROW = re.compile(r"\| `[\w.]+` \| (\w+) `(/[^`]+)` \|[^|]*\|[^|]*\|([^|]*)\|([^|]*)\|")


def id_of(case: Case) -> str:
    return f"{case.operation} {case.status}, {case.who}"


@pytest.mark.parametrize("case", [*ACCESS, *CASES], ids=id_of)
def test_an_operation_answers_as_the_contract_says(case: Case, server: Server) -> None:
    if server.embedded is None and case.who in ("ghost", "endless"):
        pytest.skip("wants a token that only the secret of the server can make")
    name, http = caller(case, server)
    method, path = case.operation.split(" ")
    answer = http.request(method, path, **filled(case.sent, name))
    assert answer.status_code == case.status, answer.text
    if case.status >= 400:
        refused(case, answer)
    elif case.check:
        assert case.check(answer.json()), answer.text


def refused(case: Case, answer: httpx.Response) -> None:
    """What is said of a refusal, and in which headers (CONTRACT §3.2)."""
    if case.status == 500:
        assert (answer.text, answer.headers["content-type"]) == ("Internal Server Error", "text/plain; charset=utf-8")
        return
    detail = answer.json()["detail"]
    assert ([item["type"] for item in detail] if isinstance(detail, list) else detail) == case.detail
    challenged = "WWW-Authenticate" in answer.headers
    assert challenged == (case.detail == "Not authenticated")
    if case.status == 405:
        assert "POST" in answer.headers["allow"]


def filled(sent: Any, name: str) -> Any:
    """A request with the name of its user where that belongs."""
    if isinstance(sent, dict):
        return {key: filled(value, name) for key, value in sent.items()}
    return sent(name) if callable(sent) else sent


def test_each_status_of_the_contract_has_a_case() -> None:
    rows = _ROW.findall(CONTRACT.read_text("utf-8"))
    assert len(rows) == 21
    told = {
        (f"{method} {path}", int(status))
        for method, path, success, others in rows
        for status in re.findall(r"\b\d{3}\b", success + others)
    }
    shown = {(case.operation, case.status) for case in (*ACCESS, *CASES)}
    assert told - shown == ELSEWHERE.keys()


def test_a_peer_is_known_until_it_is_unregistered(server: Server) -> None:
    http = server.admins()
    url = f"http://{new_name()}.example:8000"

    def told(what: str) -> str:
        status: str = http.post(f"/api/v1/peer/{what}", json={"url": f"{url}/"}).json()["status"]
        return status

    assert [told("register"), told("register")] == ["registered", "already registered"]
    assert url in http.get("/api/v1/peer/list").json()
    assert [told("unregister"), told("unregister")] == ["unregistered", "not registered"]
    assert url not in http.get("/api/v1/peer/list").json()


def test_a_slash_too_many_is_redirected(server: Server) -> None:
    answer = server.client().post("/token/", data={"username": "a", "password": "b"})
    assert (answer.status_code, answer.headers["location"]) == (307, f"{server.url}/token")


def test_metrics_are_for_whoever_has_a_token(server: Server) -> None:
    _, http = server.user()
    answer = http.get("/metrics")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; version=1.0.0; charset=utf-8")
    assert answer.text.startswith("# HELP ")
