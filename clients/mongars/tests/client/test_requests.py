"""What each method of a client asks for, and what it gives."""

from __future__ import annotations

import datetime
import inspect
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import mongars_client
from mongars_client import AsyncMonGARS, InvalidArgumentError, MonGARS, models
from mongars_openapi.operations import OPERATIONS

from .kinds import Kind
from .server import ITEM, PASSWORD, Reply, ScriptedServer, token

CONTRACT = Path(mongars_client.__file__).parents[2] / "docs" / "contract.md"
NOW = datetime.datetime(2026, 11, 21, 9, 0, tzinfo=datetime.timezone.utc)


class Case(NamedTuple):
    """A method, what it is called with, what is sent, and something of the result."""

    operation: str
    call: Callable[[Any], Any]
    sent: object
    result: object
    query: str = ""


CASES = {
    "conversation.chat": Case("chat", lambda c: c.conversation.chat("hi"), {"message": "hi"}, ("response", "words")),
    "conversation.history": Case(
        "conversation_history", lambda c: c.conversation.history(), None, [ITEM], "user_id=u1&limit=10"
    ),
    "users.register": Case(
        "register_user",
        lambda c: c.users.register("u5", PASSWORD),
        {"username": "u5", "password": PASSWORD},
        ("status", "registered"),
    ),
    "users.register_admin": Case(
        "register_admin_user",
        lambda c: c.users.register_admin("adm", PASSWORD),
        {"username": "adm", "password": PASSWORD},
        ("is_admin", True),
    ),
    "users.list": Case("list_users", lambda c: c.users.list(), None, ("users", ["adm", "u1"])),
    "users.change_password": Case(
        "change_password",
        lambda c: c.users.change_password(PASSWORD, "another-1"),
        {"old_password": PASSWORD, "new_password": "another-1"},
        ("status", "changed"),
    ),
    "auth.login": Case(
        "login", lambda c: c.auth.login("u1", PASSWORD), f"password={PASSWORD}&username=u1", ("token_type", "bearer")
    ),
    "auth.ticket": Case("issue_ws_ticket", lambda c: c.auth.ticket(), None, ("ttl", 45)),
    "models.get": Case("read_model_configuration", lambda c: c.models.get(), None, ("active_profile", "default")),
    "models.provision": Case(
        "provision_models",
        lambda c: c.models.provision(("coding",), force=True),
        {"roles": ["coding"], "force": True},
        ("statuses", [{"role": "coding", "name": "n", "provider": "ollama", "action": "installed", "detail": None}]),
    ),
    "peers.send_message": Case(
        "peer_message", lambda c: c.peers.send_message("gAAA"), {"payload": "gAAA"}, ("data", [1])
    ),
    "peers.register": Case(
        "peer_register", lambda c: c.peers.register("http://peer"), {"url": "http://peer"}, ("status", "registered")
    ),
    "peers.unregister": Case(
        "peer_unregister",
        lambda c: c.peers.unregister("http://peer"),
        {"url": "http://peer"},
        ("status", "unregistered"),
    ),
    "peers.list": Case("peer_list", lambda c: c.peers.list(), None, ["http://peer"]),
    "peers.load": Case("peer_load", lambda c: c.peers.load(), None, ("load_factor", 0.0)),
    "peers.telemetry": Case("peer_telemetry_snapshot", lambda c: c.peers.telemetry(), None, None),
    "peers.publish_telemetry": Case(
        "peer_telemetry_ingest",
        lambda c: c.peers.publish_telemetry(models.PeerTelemetryPayload(queue_depth=2, observed_at=NOW)),
        {"queue_depth": 2, "observed_at": NOW.isoformat()},
        ("status", "accepted"),
    ),
    "review.rag_context": Case(
        "fetch_rag_context",
        lambda c: c.review.rag_context("x", repositories=["r"], max_results=3),
        {"query": "x", "repositories": ["r"], "max_results": 3},
        ("focus_areas", ["a"]),
    ),
    "ui.suggestions": Case(
        "suggestions",
        lambda c: c.ui.suggestions("fix my code", actions=("code",)),
        {"prompt": "fix my code", "actions": ["code"]},
        ("scores", {"code": 1.5}),
    ),
    "health.healthz": Case("healthz", lambda c: c.health.healthz(), None, ("status", "ok")),
    "health.ready": Case("ready", lambda c: c.health.ready(), None, ("status", "ready")),
}
"""The methods, as the contract names them (CONTRACT §3)."""


@pytest.mark.parametrize("name", CASES)
def test_each_method(kind: Kind, server: ScriptedServer, name: str) -> None:
    case = CASES[name]
    operation = OPERATIONS[case.operation]
    result = kind.run(case.call(kind.client(server)))
    asked = [each for each in server.requests if each.path == operation.path]
    assert [(each.method, each.query) for each in asked] == [(operation.method, case.query)]
    (body,) = server.bodies(operation.path)
    sent = body.decode() if isinstance(case.sent, str) else json.loads(body) if body else None
    assert sent == case.sent
    if isinstance(case.result, tuple):
        field, value = case.result
        assert getattr(result, field) == result[field] == value
    elif case.result is not None:
        assert result == case.result


def methods(kind: type) -> set[str]:
    """The public methods of the attributes of a client."""
    client = kind("http://localhost:8000")
    return {
        f"{area}.{name}"
        for area, resource in vars(client).items()
        if not area.startswith("_")
        for name, _ in inspect.getmembers(resource, inspect.ismethod)
        if not name.startswith("_")
    }


def test_every_operation_has_a_method_and_the_contract_says_which() -> None:
    assert {case.operation for case in CASES.values()} == set(OPERATIONS)
    assert len(OPERATIONS) == len(CASES) == 21
    assert methods(MonGARS) == methods(AsyncMonGARS) == set(CASES)
    rows = re.findall(r"^\| `(\w+\.\w+)` \| (\w+) `(\S+)` \|", CONTRACT.read_text("utf-8"), re.M)
    assert {name: (method, path) for name, method, path in rows} == {
        name: (OPERATIONS[case.operation].method, OPERATIONS[case.operation].path) for name, case in CASES.items()
    }


def test_results_are_typed_to_the_bottom(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    assert kind.run(client.models.get()).profile.models["general"].parameters["top_p"] == 0.9
    assert kind.run(client.review.rag_context("x")).references[0].score == 0.5
    assert kind.run(client.conversation.history(limit=1))[0].timestamp.year == 2026
    assert kind.run(client.peers.telemetry()).telemetry[0].load_factor == 0.0


def test_what_is_left_out_is_not_sent(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    kind.run(client.ui.suggestions("x"))
    kind.run(client.review.rag_context("x"))
    kind.run(client.models.provision())
    sent = [json.loads(server.bodies(OPERATIONS[each].path)[0]) for each in ("suggestions", "fetch_rag_context")]
    assert sent == [{"prompt": "x"}, {"query": "x"}]
    assert json.loads(server.bodies("/api/v1/models/provision")[0]) == {"roles": None, "force": False}


def test_a_newer_server_may_say_more_and_less(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    server.say("/api/v1/user/list", Reply(200, {"users": ["a"], "next": {"page": 2}}))
    found = kind.run(client.users.list())
    assert (found.users, found["next"]) == (["a"], {"page": 2})
    server.say("/healthz", Reply(200, {}))
    assert kind.run(client.health.healthz()).status is None


def test_whose_history_it_is_the_token_tells(kind: Kind, server: ScriptedServer) -> None:
    mine = token(3600, "u7")
    server.change(lambda script: script.accepted.add(mine))
    kind.run(kind.client(server, token=mine).conversation.history())
    assert server.requests[-1].query == "user_id=u7&limit=10"
    opaque = kind.client(server, token="opaque")
    with pytest.raises(InvalidArgumentError, match="the token tells no name"):
        kind.run(opaque.conversation.history())
    other = kind.client(server).with_options(headers={"Authorization": f"Bearer {mine}"})
    kind.run(other.conversation.history())
    assert server.requests[-1].query == "user_id=u7&limit=10"


def test_any_other_endpoint(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    answer = kind.run(client.request("GET", "/metrics"))
    assert (answer.status_code, answer.text) == (200, "up 1\n")
    with pytest.raises(mongars_client.DecodeError, match="no JSON"):
        answer.json()
    server.say("/llm/security/approve", Reply(200, {"status": "ok"}))
    approved = kind.run(client.request("POST", "/llm/security/approve", json={"approval_token": "a-secret-1"}))
    assert approved.json() == {"status": "ok"}


def test_wrong_arguments_are_refused_before_anything_is_sent(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    with pytest.raises(InvalidArgumentError, match="payload: a int is no dict"):
        kind.run(client.peers.publish_telemetry(5))
    with pytest.raises(InvalidArgumentError, match="suggestions: cannot be sent"):
        kind.run(client.ui.suggestions(object()))
    assert server.asked in ([], ["POST /token"])


def test_a_view_has_other_options_and_the_same_connections(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    kind.run(client.health.ready())
    view = client.with_options(timeout=5, max_retries=0, headers={"X-Team": "blue"})
    kind.run(view.health.ready())
    kind.run(view.close())  # nothing
    kind.run(client.health.ready())
    assert [each.headers.get("x-team") for each in server.requests] == [None, "blue", None]
    assert len(set(server.change(lambda script: script.ports))) == 1


def test_a_block_closes_and_a_later_call_opens_again(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)

    async def in_block() -> None:
        async with client:
            await client.health.ready()

    if kind.asynchronous:
        kind.run(in_block())
    else:
        with client:
            client.health.ready()
    kind.run(client.health.ready())
    assert len(set(server.change(lambda script: script.ports))) == 2


def test_a_transport_of_the_callers_takes_the_place_of_our_connections(kind: Kind) -> None:
    import httpx

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"status": "ok", "host": request.url.host})

    client = kind.client("http://mongars.example", transport=httpx.MockTransport(answer))
    assert kind.run(client.health.healthz())["host"] == "mongars.example"
