"""Operations as they come: by their structure, also where something stands around one; and which path is meant."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from openapi_facade.auth.credentials import Login
from openapi_facade.errors import FacadeError
from openapi_facade.failure import Failure
from openapi_facade.operations import Operation, Routes

from . import constructor, notes_openapi, single
from .driven import Maker, Sessions
from .notes_openapi import get_note, list_notes
from .notes_server import Reply

BOTH = pytest.mark.parametrize("operation", [get_note, constructor.get_note], ids=["generated", "adapted"])


def test_the_generated_package_and_the_runtime_know_nothing_of_each_other() -> None:
    operation: Operation[..., Any] = notes_openapi.get_note  # by its structure; a type checker looks at this line
    assert operation.name == "get_note"
    tree = ast.parse(Path(notes_openapi.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not [name for name in imported if str(name).startswith("openapi_facade")]


@BOTH
@pytest.mark.parametrize(
    ("argument", "problem"),
    [
        ("..", "get_note: '..' stands for nothing in /notes/{name}, and would address something else"),
        ("a/..", "get_note: 'a/..' stands for nothing in"),
        ("", "get_note: '' stands for nothing in"),
        ("a\n", r"get_note: 'a\n' stands for nothing in"),
        ("all", "get_note: 'all' would address GET /notes/all instead"),
        (None, "get_note: a NoneType is no part of /notes/{name}; give text"),
        (True, "get_note: a bool is no part of"),
        (["tea"], "get_note: a list is no part of"),
    ],
)
def test_an_argument_that_would_make_another_path(made: Sessions, operation: Any, argument: Any, problem: str) -> None:
    session = made()
    error = session.error("call", operation, argument)
    session.close()
    assert (error.kind, str(error)[: len(problem)]) == ("argument", problem)
    assert made.server.requests == []


@BOTH
def test_any_other_argument_is_its_own(made: Sessions, operation: Any) -> None:
    odd = "a b?c=d#é%2F;all"
    made.server.change(lambda notes: notes.notes.update({odd: "x"}))
    session = made()
    assert session.call(operation, odd) == {"name": odd, "text": "x"}
    session.close()


def test_a_result_of_its_own_kind(clients: Maker) -> None:
    """Of an adapter around an operation, whose own complaint is an error as any other."""
    clients.server.say(
        Reply(200, {"name": "tea", "text": "x", "more": 1}), Reply(200, {"success": False, "message": "no"})
    )
    client = clients()
    result = client.get("tea")
    assert result == {"name": "tea", "text": "x", **({"more": 1} if clients.kind == "constructor" else {})}
    error = client.error("get", "tea")
    client.close()
    assert clients.kind != "constructor" or (str(error), error.code, error.status_code) == ("no", "decode", 200)
    assert type(error).__module__ == clients.module.__name__


@pytest.mark.parametrize("path", ["notes", "/notes/..", "/notes/%2e%2E/x", "//notes", "/notes?x=1", "/notes#x"])
def test_a_path_of_the_callers_is_the_one_that_is_sent(made: Sessions, path: str) -> None:
    session = made()
    error = session.error("request", "GET", path)
    session.close()
    assert error.kind == "argument"
    assert made.server.requests == []


def test_the_operations_are_loaded_when_they_are_needed(made: Sessions) -> None:
    """Not by a client that is only made, nor by a call that has nothing in its path to look at."""
    loaded: list[bool] = []

    def load() -> Any:
        loaded.append(True)
        return notes_openapi.OPERATIONS

    session = made(replace(single.API, routes=Routes(load)))
    assert [each["name"] for each in session.call(list_notes)] == ["tea"]
    assert loaded == []
    session.call(get_note, "tea")
    session.request("GET", "/notes/tea")
    session.close()
    assert loaded == [True]


KEY = "sesame-9d3f-key"


class Peculiar(FacadeError, ValueError):
    """A client's own, of which a reader makes one."""


@pytest.mark.parametrize("own", [True, False])
def test_what_a_reader_raises_by_itself(made: Sessions, own: bool) -> None:
    """Is the client's own as it is; the runtime's is translated, and shows no key."""

    def parse(answer: object) -> Any:
        raise Peculiar("no tea") if own else Failure("decode", f"no tea with {KEY}")

    session = made(login=Login(KEY))
    error = session.error("call", replace(get_note, parse=parse), "tea")
    session.close()
    assert str(error).startswith("no tea")
    assert KEY not in str(error)
    assert isinstance(error, Peculiar) == own


def test_an_argument_may_have_any_name(made: Sessions) -> None:
    def build(name: str, *, operation: str) -> dict[str, object]:
        return {"method": "GET", "url": f"/notes/{name}", "params": {"operation": operation}}

    odd: Any = build
    session = made()
    assert session.call(replace(get_note, build=odd), "tea", operation="brew")["name"] == "tea"
    session.close()
    assert made.server.requests[-1].path == "/notes/tea"
