"""Errors are the client's own, whichever its tree: those that are raised, and those that are told."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import socket
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from openapi_facade.errors import FacadeError
from openapi_facade.failure import Failure
from openapi_facade.redaction import Redactor
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.events import Closed, Failed, GaveUp

from ..clients import constructor, single, tree  # noqa: TID252  # no package has a name above
from .conftest import Make
from .server import NotesSocket

KINDS = ("connection", "timeout", "handshake", "not connected", "lost", "config")


class Tree(NamedTuple):
    """A client's errors: for each kind the class, and the facts that are asked for."""

    api: Any
    root: type[FacadeError]
    classes: dict[str, type[FacadeError]]
    facts: Callable[[Any], dict[str, Any]]


TREES = {
    "single": Tree(
        single.API,
        single.NotesError,
        dict.fromkeys(KINDS, single.NotesError),
        lambda error: {"kind": error.kind, "status": error.status_code},
    ),
    "tree": Tree(
        tree.API,
        tree.NotesError,
        {
            "connection": tree.ConnectionFailed,
            "timeout": tree.TimedOut,
            "handshake": tree.HandshakeRefused,
            "not connected": tree.NotConnected,
            "lost": tree.ConnectionLost,
            "config": tree.ConfigError,
        },
        lambda error: {
            name: getattr(error, name) for name in ("status_code", "close_code", "reason") if hasattr(error, name)
        },
    ),
    "constructor": Tree(
        constructor.API,
        constructor.ServiceError,
        {
            **dict.fromkeys(("connection", "timeout"), constructor.NetworkError),
            **dict.fromkeys(("handshake", "not connected", "lost"), constructor.ServiceError),
            "config": constructor.ArgumentError,
        },
        lambda error: {"code": error.code, "status": error.status_code},
    ),
}

FACTS: dict[str, dict[str, dict[str, Any]]] = {
    "single": {kind: {"kind": kind, "status": 403 if kind == "handshake" else 0} for kind in KINDS},
    "tree": {
        **{kind: {} for kind in KINDS},
        "handshake": {"status_code": 403},
        "lost": {"close_code": 1011, "reason": "a fault"},
    },
    "constructor": {kind: {"code": kind, "status": 403 if kind == "handshake" else 0} for kind in KINDS},
}


@pytest.fixture(params=list(TREES))
def name(request: pytest.FixtureRequest) -> str:
    """Of a tree."""
    return str(request.param)


def check(name: str, kind: str, error: Any, of_a_cut: bool = False) -> None:
    """See that an error is of this tree and this kind, and that nothing else hangs on it."""
    wanted = TREES[name]
    assert type(error) is wanted.classes[kind]
    assert isinstance(error, FacadeError)
    facts = FACTS[name][kind] if not of_a_cut or name != "tree" else {"close_code": 1006, "reason": ""}
    assert wanted.facts(error) == facts
    assert (error.__cause__, error.__context__, error.__suppress_context__) == (None, None, False)
    assert not [each for each in (*vars(error).values(), *error.args) if isinstance(each, BaseException)]
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert (type(again), str(again), wanted.facts(again)) == (type(error), str(error), facts)


def raised(call: Callable[[], object]) -> Any:
    """Return what it raises."""
    with pytest.raises(FacadeError) as caught:
        call()
    assert not isinstance(caught.value, Failure)
    return caught.value


def test_a_handshake_that_is_refused(make: Make, server: NotesSocket, name: str) -> None:
    server.refusals.append(403)
    watch = make(api=TREES[name].api)
    check(name, "handshake", raised(watch.open))
    (failed,) = watch.told.wait_for(Failed)
    check(name, "handshake", failed.error)
    error = raised(lambda: watch.send("late"))
    check(name, "not connected", error)
    assert "HTTP 403" in str(error)


def test_a_server_that_is_not_there(make: Make, server: NotesSocket, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    watch = make(api=TREES[name].api, address=lambda: Address(f"ws://127.0.0.1:{port}/"))
    check(name, "connection", raised(watch.open))
    (failed,) = watch.told.wait_for(Failed)
    check(name, "connection", failed.error)


def test_a_server_that_does_not_answer(make: Make, server: NotesSocket, name: str) -> None:
    """Within the time that an attempt has; and within that of who waits, which may be less."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        for timeouts in ((0.1, 30.0), (30.0, 0.1)):
            connect_timeout, timeout = timeouts
            where = Address(f"ws://127.0.0.1:{port}/")
            watch = make(api=TREES[name].api, address=lambda: where, connect_timeout=connect_timeout)  # noqa: B023
            check(name, "timeout", raised(lambda: watch.open(timeout)))  # noqa: B023
            watch.close(timeout=1)


def test_a_connection_that_is_lost(make: Make, server: NotesSocket, name: str, again: Any) -> None:
    watch = make(api=TREES[name].api, reconnect=again())
    watch.open()
    server.refusals.append(403)
    server.peer().goodbye(1011, "a fault")
    watch.told.wait_for(GaveUp)
    lost, gone = watch.told.of(Failed)
    check(name, "lost", lost.error)
    check(name, "handshake", gone.error)
    check(name, "handshake", watch.told.of(GaveUp)[0].error)
    check(name, "not connected", raised(lambda: watch.send("late")))


def test_a_text_that_is_cut_off(make: Make, deaf: NotesSocket, name: str) -> None:
    watch = make(api=TREES[name].api, address=lambda: Address(deaf.url))
    watch.open()
    check(name, "lost", raised(lambda: watch.send("x" * (8 << 20), timeout=0.1)), of_a_cut=True)
    watch.told.wait_for(Closed)
    for failed in watch.told.of(Failed):
        check(name, "lost", failed.error, of_a_cut=True)


def test_a_connection_that_was_closed(make: Make, server: NotesSocket, name: str) -> None:
    watch = make(api=TREES[name].api)
    watch.open()
    server.peer()
    watch.close(timeout=0.1)
    check(name, "not connected", raised(lambda: watch.send("late")))


def test_an_address_that_cannot_be_had(make: Make, server: NotesSocket, name: str) -> None:
    def nowhere() -> Address:
        raise LookupError("a secret")

    watch = make(api=TREES[name].api, address=nowhere)
    check(name, "config", raised(watch.open))
    (failed,) = watch.told.wait_for(Failed)
    check(name, "config", failed.error)


@pytest.mark.parametrize("reason", [b"", b'{"detail":"The key of Ann is none"}', b"x" * 5000, b"\xff"])
def test_a_client_can_read_why_a_handshake_was_refused(make: Make, server: NotesSocket, reason: bytes) -> None:
    """Without secrets, and so much of it that no page of a proxy is carried around."""
    failures: list[Failure] = []

    def translate(failure: Failure) -> Exception:
        failures.append(failure)
        return single.error_of(failure)

    server.refusals.append(401)
    server.reason = reason
    watch = make(api=dataclasses.replace(single.API, translate=translate), redactor=Redactor(lambda: ["Ann"]))
    with pytest.raises(single.NotesError):
        watch.open()
    (body,) = {failure.body for failure in failures if failure.kind == "handshake"}
    assert body == reason.decode("utf-8", "replace").replace("Ann", "***")[:4096]
