"""Each operation, with each of its statuses (CONTRACT §6)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from .servers import SECRET, Server

CONTRACT = Path(__file__).parents[2] / "docs" / "contract.md"
AVAILABLE, CATEGORIES, SEARCH = "GET /tools/available", "GET /tools/categories", "GET /tools/search"
CHAINHOOK, DAO = "POST /webhooks/chainhook", "POST /webhooks/dao"


class Case(NamedTuple):
    """One request, and what is answered."""

    operation: str
    status: int
    sent: dict[str, Any] = {}  # noqa: RUF012 - nobody changes it
    detail: Any = None
    """What is said of an error: a text, or the types of its items; None: it is none, or says more."""
    with_secret: bool = False


def shown(words: str) -> dict[str, Any]:
    return {"json": {}, "headers": {"Authorization": words}}


CASES = [
    Case("GET /", 200),
    Case(AVAILABLE, 200),
    Case(AVAILABLE, 200, {"params": {"category": "no such category"}}),
    Case(CATEGORIES, 200),
    Case(SEARCH, 200, {"params": {"query": "bitcoin"}}),
    Case(SEARCH, 422, {}, ["missing"]),
    *(
        case
        for hook in (CHAINHOOK, DAO)
        for case in (
            Case(hook, 401, {"json": {}}, "Missing Authorization header"),
            Case(hook, 401, shown("secret"), "Invalid Authorization format. Use 'Bearer <token>'"),
            Case(hook, 401, shown("Bearer no-such-secret"), "Invalid authentication token"),
            Case(hook, 422, {"json": []}, ["dict_type"], with_secret=True),
        )
    ),
    Case(CHAINHOOK, 200, {"json": {}}, with_secret=True),
    Case(DAO, 500, {"json": {}}, with_secret=True),
    # beside the document
    Case("GET /chat/ws", 404, {}, "Not Found"),
    Case("GET /nope", 404, {}, "Not Found"),
    Case("GET /webhooks/dao", 405, {}, "Method Not Allowed"),
]
ELSEWHERE = {(DAO, 200): "was never seen (CONTRACT §7)"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.operation} {case.status}")
def test_an_operation_answers_as_the_contract_says(case: Case, server: Server) -> None:
    sent = dict(case.sent)
    if case.with_secret:
        if server.embedded is None:
            pytest.skip("wants the secret of the server")
        sent["headers"] = {"Authorization": f"Bearer {SECRET}"}
    answer = server.request(*case.operation.split(" "), **sent)
    assert answer.status_code == case.status, answer.text
    if case.detail is not None:
        detail = answer.json()["detail"]
        assert ([each["type"] for each in detail] if isinstance(detail, list) else detail) == case.detail


def test_each_status_of_the_contract_has_a_case() -> None:
    rows = re.findall(
        r"^\| `[\w.]+` \| (\w+) `(\S+)` \|[^|]*\|[^|]*\|([^|]*)\|([^|]*)\|", CONTRACT.read_text("utf-8"), re.M
    )
    told = {
        (f"{method} {path}", int(status))
        for method, path, *statuses in rows
        for status in re.findall(r"\b\d{3}\b", " ".join(statuses))
    }
    assert len(rows) == 6
    assert told - {(case.operation, case.status) for case in CASES} == ELSEWHERE.keys()


def test_tools_have_their_parameters_as_json_in_a_text(server: Server) -> None:
    tools = server.request("GET", "/tools/available").json()
    assert tools
    for tool in tools:
        assert set(tool) == {"id", "name", "description", "category", "parameters"}
        assert all(set(each) == {"description", "type"} for each in json.loads(tool["parameters"]).values())
    categories = server.request("GET", "/tools/categories").json()
    assert categories == sorted(categories) == sorted({tool["category"] for tool in tools})


def test_a_search_and_a_category_are_of_any_case(server: Server) -> None:
    tools = server.request("GET", "/tools/available").json()
    category = tools[0]["category"]
    found = server.request("GET", "/tools/available", params={"category": category.swapcase()}).json()
    assert found == [each for each in tools if each["category"] == category]
    wanted = tools[0]["name"].upper()
    assert tools[0] in server.request("GET", "/tools/search", params={"query": wanted, "category": category}).json()
    assert server.request("GET", "/tools/search", params={"query": ""}).json() == tools
    assert server.request("GET", "/tools/available", params={"category": ""}).json() == tools


def test_a_slash_too_many_is_redirected(server: Server) -> None:
    answer = server.request("GET", "/tools/categories/")
    assert (answer.status_code, answer.headers["location"]) == (307, f"{server.url}/tools/categories")


def test_only_some_pages_may_ask(server: Server) -> None:
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    answer = server.request("OPTIONS", "/tools/categories", headers=headers)
    if answer.status_code == 403:
        pytest.skip("an embedded server that is not exposed serves no pages at all")
    assert (answer.status_code, answer.text) == (400, "Disallowed CORS origin")
