"""Whatever goes wrong arrives as the client's own error, with its facts, and with nothing of what is below."""

from __future__ import annotations

import asyncio
import gc
import json
import pickle
import pickletools
import re
import socket
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from openapi_facade.errors import FacadeError
from openapi_facade.failure import Failure
from openapi_facade.redaction import Redactor

from . import constructor, single, tree
from .driven import Driven, Maker, Sessions
from .notes_openapi import get_note
from .notes_server import CUT, Reply, refusal

KINDS: dict[str, dict[str, tuple[type[FacadeError], dict[str, Any]]]] = {
    "config": {
        "tree": (tree.ConfigError, {}),
        "constructor": (constructor.ArgumentError, {"status_code": 0, "code": "config"}),
        "single": (single.NotesError, {"kind": "config"}),
    },
    "argument": {
        "tree": (tree.InvalidArgument, {}),
        "constructor": (constructor.ArgumentError, {"status_code": 0, "code": "argument"}),
        "single": (single.NotesError, {"kind": "argument"}),
    },
    "connection": {
        "tree": (tree.ConnectionFailed, {"attempts": 1, "earlier": ""}),
        "constructor": (constructor.NetworkError, {"status_code": 0, "code": "connection"}),
        "single": (single.NotesError, {"kind": "connection", "status_code": 0}),
    },
    "timeout": {
        "tree": (tree.TimedOut, {"attempts": 1}),
        "constructor": (constructor.NetworkError, {"status_code": 0, "code": "timeout"}),
        "single": (single.NotesError, {"kind": "timeout", "status_code": 0}),
    },
    "status": {
        "tree": (
            tree.NotFound,
            {"status_code": 404, "detail": "no tea", "permission": "NOTES:READ", "method": "GET", "path": "/notes/tea"},
        ),
        "constructor": (constructor.NotFoundError, {"status_code": 404, "code": "gone", "details": {"since": "five"}}),
        "single": (single.NotesError, {"kind": "status", "status_code": 404}),
    },
    "decode": {
        "tree": (tree.DecodeError, {"status_code": 200, "body": "no json", "path": "/notes/tea"}),
        "constructor": (constructor.ServiceError, {"status_code": 200, "code": "decode"}),
        "single": (single.NotesError, {"kind": "decode", "status_code": 200}),
    },
    "event loop": {
        "tree": (tree.WrongEventLoop, {}),
        "constructor": (constructor.ServiceError, {"code": "event loop"}),
        "single": (single.NotesError, {"kind": "event loop"}),
    },
}
FOREIGN = re.compile(r"httpx|httpcore|h11|anyio|notes_openapi|Failure|FacadeError")


@contextmanager
def failing(clients: Maker, kind: str) -> Iterator[tuple[Driven, tuple[Any, ...]]]:
    """A client, and a call of it that fails so."""
    options: dict[str, Any] = {"retries": 0}
    if kind == "connection":
        clients.server.say(CUT)
    elif kind == "timeout":
        clients.server.be_silent()
        options["timeout"] = 0.1
    elif kind == "status":
        clients.server.say(refusal(404, "gone", "no tea", since="five"))
    elif kind == "decode":
        clients.server.say(Reply(200, b"no json"))
    client = clients(**options)
    yield client, ("get", ".." if kind == "argument" else "tea")
    client.close()


def check(error: BaseException, clients: Maker, kind: str) -> None:
    expected, facts = KINDS[kind][clients.kind]
    assert type(error) is expected
    assert {name: getattr(error, name) for name in facts} == facts
    assert isinstance(error, FacadeError)
    assert error.__cause__ is None
    assert error.__context__ is None
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))
    own = clients.module.__name__
    for name in named_in(pickle.dumps(error)):
        assert name.startswith((own, "builtins", "copyreg")), name
    shown = "".join(traceback.format_exception_only(type(error), error))
    assert shown.startswith(f"{own}.{expected.__name__}: {error}")
    assert not FOREIGN.search(repr(error))


def named_in(pickled: bytes) -> list[str]:
    """The modules that a pickle imports."""
    strings, modules = list[str](), list[str]()
    for opcode, argument, _ in pickletools.genops(pickled):
        if "UNICODE" in opcode.name:
            strings.append(str(argument))
        elif opcode.name == "STACK_GLOBAL":
            modules.append(strings[-2])
    return modules


@pytest.mark.parametrize("kind", ["argument", "connection", "timeout", "status", "decode"])
def test_a_failed_call(clients: Maker, kind: str) -> None:
    with failing(clients, kind) as (client, call):
        error = client.error(*call)
    check(error, clients, kind)
    # what is not answered in time may not even have been read in time
    assert clients.server.asked == ([] if kind == "argument" else ["GET /notes/tea"]) or kind == "timeout"


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("http://", {}),
        ("http://localhost:0", {}),
        ("ftp://localhost", {}),
        ("localhost", {"key": "with\nline"}),
        ("localhost", {"timeout": 0}),
        ("localhost", {"retries": -1}),
        ("localhost", {"proxy": "socks://x"}),
        ("localhost", {"max_body": 0}),
        ("localhost", {"verify": False}),
    ],
)
def test_a_configuration_that_cannot_work(clients: Maker, url: str, options: dict[str, Any]) -> None:
    error = clients.error(url, **options)
    check(error, clients, "config")
    assert str(error).startswith(next(iter(options), "base_url"))


@pytest.mark.parametrize("clients", [(each, "async") for each in (tree, constructor, single)], indirect=True)
def test_another_event_loop(clients: Maker) -> None:
    client = clients()
    client.get("tea")
    caught: list[Any] = []

    async def elsewhere() -> None:
        try:
            await client.target.get("tea")
        except FacadeError as error:
            caught.append(error)

    asyncio.run(elsewhere())
    check(caught[0], clients, "event loop")
    client.close()


def test_a_status_that_the_document_does_not_have(clients: Maker) -> None:
    clients.server.say(Reply(202, {"name": "tea", "text": ""}))
    client = clients()
    error = client.error("summary")
    client.close()
    assert type(error) is KINDS["decode"][clients.kind][0]
    assert "that is no status of summary; is there a Notes server at this address?" in str(error)


@pytest.mark.parametrize("body", [b"", b"[[]]", b'{"error": 7}', b"[" * 9999, b"\xff", b"<html>"])
def test_an_error_in_which_no_words_are_found(made: Sessions, body: bytes) -> None:
    """Whatever a server, or what stands in front of it, sends: its status says enough."""
    made.server.say(Reply(418, body))
    session = made(replace(single.API, detail=lambda body: json.loads(body)["error"]["message"]))
    error = session.error("call", get_note, "tea")
    session.close()
    assert (error.kind, error.status_code) == ("status", 418)
    assert str(error) == "GET /notes/tea: 418 I'm a Teapot"


def test_nobody_there(clients: Maker) -> None:
    """It says where, and is tried again, since nothing was sent; so of any operation."""
    with socket.socket() as held:  # bound and not listening: nobody else gets the port meanwhile
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        client = clients(f"http://127.0.0.1:{port}", retries=1, timeout=5)
        error = client.error("add", "tea", "at six")
        client.close()
    assert type(error) is KINDS["connection"][clients.kind][0]
    assert f"no server answers at http://127.0.0.1:{port}: " in str(error)
    assert "is the Notes server up, and the port right? (2 attempts)" in str(error)
    if isinstance(error, tree.ConnectionFailed):
        assert (error.attempts, len(error.earlier.splitlines())) == (2, 1)


@pytest.mark.parametrize("kind", ["argument", "connection", "timeout", "status", "decode"])
def test_no_frame_keeps_the_error(clients: Maker, kind: str, without_collector: None) -> None:
    """Nor the runtime's own, which has passed those that hold the request, until the collector comes."""
    with failing(clients, kind) as (client, call):
        assert client.forgotten(*call)() is None
        assert [each for each in gc.get_objects() if type(each) is Failure] == []


def test_one_root_for_several_clients(made: Any) -> None:
    """A program of several clients catches all of their errors by it, and each client's by its own."""
    made.server.say(*[refusal(418, "teapot", "no coffee")] * 3)
    caught = []
    for module in (tree, constructor, single):
        client = Maker(made.run, made.server, module)()
        try:
            client.get("coffee")
        except FacadeError as error:
            caught.append(type(error))
        client.close()
    assert caught == [tree.StatusError, constructor.ServiceError, single.NotesError]
    assert not issubclass(single.NotesError, (tree.NotesError, constructor.ServiceError))


def test_a_short_secret_changes_no_kind() -> None:
    """By what is ours of a failure a client knows it."""
    failure = Failure("status", "a kettle at six", code="kettle", detail="tea", method="GET")
    cleaned = Redactor(lambda: ["t", "k"]).error(failure)
    assert (cleaned.kind, cleaned.code, cleaned.method) == ("status", "kettle", "GET")
    assert (cleaned.message, cleaned.detail) == ("a ***e******le a*** six", "***ea")
