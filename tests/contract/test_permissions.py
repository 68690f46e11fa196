"""Who may do what: every operation without credentials, without its permission, and with only that (CONTRACT §3)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from .conftest import Connect, Member
from .marks import WITH_HTTP_KEY, covers, needs
from .seen import OPERATIONS, Operation
from .servers import DATA, FORGED_JWT, Server
from .shapes import any_error, ok, refused
from .test_auth import RESOURCES, VERBS

RECORDED: dict[str, Any] = {
    recorded["operationId"]: recorded for recorded in json.loads((DATA / "permissions.json").read_text()).values()
}
GUARDED = [operation for operation in OPERATIONS if operation.permission]

# Aimed at nothing that exists, wherever a call could do harm; the rest is asked for as it is.
ASK: dict[str, dict[str, Any]] = {
    "message_with_cat": {"json": {"text": "hi"}},
    "create_setting": {"json": {"name": "of-the-permission-sweep", "value": {}}},
    "update_user": {"json": {}},
    "update_setting": {"json": {"name": "x", "value": {}}},
    "upsert_llm_setting": {"json": {}},
    "upsert_embedder_setting": {"json": {}},
    "upsert_authenticator_setting": {"json": {}},
    "upsert_plugin_settings": {"json": {}},
    "install_plugin_from_registry": {"json": {}},
    "create_memory_point": {"json": {"content": "x"}},
    "edit_memory_point": {"json": {"content": "x"}},
    "delete_memory_points_by_metadata": {"json": {"k": "v"}},
    "recall_memory_points_from_text": {"params": {"text": "x"}},
    "recall_memory_points": {"json": {}},
    "upload_url": {"json": {}},
}


def ask(client: httpx.Client, operation: Operation) -> httpx.Response:
    """Call an operation with `nope` for every parameter in its path."""
    path = "/".join("nope" if part.startswith("{") else part for part in operation.path.split("/"))
    if operation.name == "create_user":
        return client.post(path, json={"username": f"swept-{uuid4().hex[:12]}", "password": "curiouser"})
    return client.request(operation.method, path, **ASK.get(operation.name, {}))


def for_each(operations: list[Operation]) -> pytest.MarkDecorator:
    """Run a case once per operation, each marked as showing that one's 403."""
    return pytest.mark.parametrize(
        "operation", [pytest.param(o, id=o.name, marks=covers(o.name, 403)) for o in operations]
    )


@pytest.fixture(scope="module")
def swept_members() -> Iterator[dict[str, tuple[Member, httpx.Client]]]:
    """One user per server for the whole sweep: to make one costs half a second, to change one nothing."""
    members: dict[str, tuple[Member, httpx.Client]] = {}
    yield members
    for person, admin in members.values():
        admin.delete(f"/users/{person.id}")
        admin.close()


@pytest.fixture
def with_permissions(
    swept_members: dict[str, tuple[Member, httpx.Client]], server: Server, connect: Connect
) -> Callable[[dict[str, list[str]]], httpx.Client]:
    """Give a client of a user who has exactly these permissions."""
    if server.url not in swept_members:
        admin = httpx.Client(
            base_url=server.url,
            headers=server.credentials,
            trust_env=False,
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        sent = {"username": f"swept-{uuid4().hex[:12]}", "password": "curiouser"}
        user_id = admin.post("/users/", json=sent).json()["id"]
        token = admin.post("/auth/token", json=sent).json()["access_token"]
        swept_members[server.url] = Member(user_id, sent["username"], sent["password"], token), admin
    person, admin = swept_members[server.url]

    def allow(permissions: dict[str, list[str]]) -> httpx.Client:
        changed = admin.put(f"/users/{person.id}", json={"permissions": permissions})
        assert changed.json()["permissions"] == permissions
        return connect(person.headers)

    return allow


def test_the_recorded_permissions_are_those_of_the_table() -> None:
    assert {o.name: o.permission for o in GUARDED} == {name: r["permission"] for name, r in RECORDED.items()}


@needs(*WITH_HTTP_KEY)
@for_each(GUARDED)
def test_without_a_key(connect: Connect, operation: Operation) -> None:
    refused(ask(connect(), operation))


@for_each(GUARDED)
def test_with_a_forged_token(connect: Connect, operation: Operation) -> None:
    refused(ask(connect({"Authorization": f"Bearer {FORGED_JWT}"}), operation))


@for_each(GUARDED)
def test_with_all_permissions_but_that_one(
    with_permissions: Callable[[dict[str, list[str]]], httpx.Client], operation: Operation
) -> None:
    assert operation.permission
    resource, verb = operation.permission.split(":")
    permissions = {r: [v for v in VERBS if (r, v) != (resource, verb)] for r in RESOURCES}
    refused(ask(with_permissions(permissions), operation))


@pytest.mark.parametrize("operation", [pytest.param(o, id=o.name) for o in GUARDED])
def test_with_only_that_permission(
    with_permissions: Callable[[dict[str, list[str]]], httpx.Client],
    api: httpx.Client,
    operation: Operation,
) -> None:
    assert operation.permission
    resource, verb = operation.permission.split(":")
    answer = ask(with_permissions({resource: [verb]}), operation)
    assert answer.status_code == RECORDED[operation.name]["status_with_only"], answer.text
    if answer.status_code == 200:
        ok(answer)
    else:
        any_error(answer)
    if operation.name == "create_user":
        api.delete(f"/users/{answer.json()['id']}")
    if operation.name == "create_setting":
        api.delete(f"/settings/{answer.json()['setting']['setting_id']}")
