"""Each operation, each status that it was seen to have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .cases import ACCESS, CASES, ELSEWHERE, Case
from .servers import Server

DOCUMENT: dict[str, Any] = json.loads((Path(__file__).parents[2] / "openapi.json").read_text("utf-8"))


@pytest.mark.parametrize("case", [*ACCESS, *CASES], ids=lambda case: f"{case.operation}-{case.status}-{case.who}")
def test_a_request_is_answered_as_the_contract_says(case: Case, server: Server) -> None:
    http = {"nobody": server.client, "user": server.user, "admin": server.admin}[case.who]()
    method, path = case.operation.split()
    told = dict(case.sent)
    answer = http.request(method, path.format(**told.pop("path", {})), **told)
    assert answer.status_code == case.status, answer.text
    if case.status == 500 and case.detail is None:
        assert answer.text == "Internal Server Error"
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    elif isinstance(case.detail, str):
        assert answer.json() == {"detail": case.detail}
    elif case.detail is not None:
        assert [one["type"] for one in answer.json()["detail"]] == case.detail
    elif case.check is not None:
        assert case.check(answer.json()), answer.text


def test_each_operation_of_the_document_has_its_cases() -> None:
    documented = {f"{method.upper()} {path}" for path, methods in DOCUMENT["paths"].items() for method in methods}
    answered = {case.operation for case in CASES if case.status < 400} | {one for one, _ in ELSEWHERE}
    assert documented - answered == set()
    assert len(documented) == 24
