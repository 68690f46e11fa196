"""The five operations on /users (CONTRACT §3, §3.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from .conftest import Connect, Member
from .marks import covers
from .shapes import BASE_PERMISSIONS, app_error, invalid, is_user, ok, refused

PASSWORD = "wandering"


@pytest.fixture
def alice(api: httpx.Client) -> Any:
    """Create a user with base permissions."""
    created = ok(api.post("/users/", json={"username": f"alice-{uuid4().hex[:12]}", "password": PASSWORD}))
    yield created
    api.delete(f"/users/{created['id']}")


@covers("create_user", 200)
def test_create(alice: dict[str, Any]) -> None:
    is_user(alice)
    assert alice["username"].startswith("alice-")
    assert alice["permissions"] == BASE_PERMISSIONS


@covers("create_user", 200)
def test_create_with_permissions(api: httpx.Client) -> None:
    name = f"bob-{uuid4().hex[:12]}"
    wanted = {"STATUS": ["READ"], "UPLOAD": ["WRITE"]}
    created = ok(api.post("/users/", json={"username": name, "password": PASSWORD, "permissions": wanted}))
    is_user(created)
    assert created["username"] == name
    assert created["permissions"] == wanted
    ok(api.delete(f"/users/{created['id']}"))


@covers("create_user", 400)
@pytest.mark.parametrize(
    ("change", "kind", "loc", "context"),
    [
        ({"password": "abcd"}, "string_too_short", ["password"], {"min_length": 5}),
        ({"username": "c"}, "string_too_short", ["username"], {"min_length": 2}),
        ({"email": "x"}, "extra_forbidden", ["email"], None),
        ({"permissions": {"NOPE": ["READ"]}}, "enum", ["permissions", "NOPE", "[key]"], ...),
    ],
)
def test_create_invalid(api: httpx.Client, change: dict[str, Any], kind: str, loc: list[str], context: object) -> None:
    answer = api.post("/users/", json={"username": f"carol-{uuid4().hex}", "password": PASSWORD, **change})
    (item,) = invalid(answer, (kind, ["body", *loc]))
    if context is ...:
        assert set(item["ctx"]) == {"expected"}
    else:
        assert item.get("ctx") == context


@covers("create_user", 403)
def test_create_duplicate(api: httpx.Client, alice: dict[str, Any]) -> None:
    again = {"username": alice["username"], "password": PASSWORD}
    app_error(api.post("/users/", json=again), 403, "Cannot duplicate user")


@covers("read_users", 200)
def test_list(api: httpx.Client, alice: dict[str, Any]) -> None:
    users = ok(api.get("/users/"))
    for user in users:
        is_user(user)
    assert {"admin", "user"} <= {user["username"] for user in users}
    assert alice in users


@covers("read_users", 200)
def test_list_is_a_slice(api: httpx.Client, alice: dict[str, Any]) -> None:
    users = ok(api.get("/users/"))
    assert len(users) >= 3
    for skip, limit in ((1, 1), (0, 2), (0, -1), (-1, 100), (1000, 5)):
        assert ok(api.get("/users/", params={"skip": skip, "limit": limit})) == users[skip : skip + limit]


@covers("read_users", 400)
def test_list_bad_query(api: httpx.Client) -> None:
    (item,) = invalid(api.get("/users/?skip=a"), ("int_parsing", ["query", "skip"]))
    assert item["msg"] == "Input should be a valid integer, unable to parse string as an integer"
    assert item["input"] == "a"


@covers("read_users", 403)
def test_list_is_not_for_base_users(connect: Connect, member: Callable[..., Member]) -> None:
    refused(connect(member().headers).get("/users/"))


@covers("read_user", 200)
def test_read(api: httpx.Client, alice: dict[str, Any]) -> None:
    assert ok(api.get(f"/users/{alice['id']}")) == alice


@covers("read_user", 404)
def test_read_unknown(api: httpx.Client) -> None:
    app_error(api.get("/users/nope"), 404, "User not found")


@covers("update_user", 200)
def test_update(api: httpx.Client, alice: dict[str, Any]) -> None:
    path = f"/users/{alice['id']}"
    renamed = {**alice, "username": f"{alice['username']}-2"}
    assert ok(api.put(path, json={"username": renamed["username"]})) == renamed
    replaced = {**renamed, "permissions": {"STATUS": ["READ"]}}
    assert ok(api.put(path, json={"permissions": {"STATUS": ["READ"]}})) == replaced
    assert ok(api.put(path, json={})) == replaced
    assert ok(api.get(path)) == replaced


@covers("update_user", 200)
def test_update_takes_shorter_passwords_than_create(
    api: httpx.Client, connect: Connect, member: Callable[..., Member]
) -> None:
    person = member()
    is_user(ok(api.put(f"/users/{person.id}", json={"password": "abcd"})))
    token = ok(connect().post("/auth/token", json={"username": person.name, "password": "abcd"}))
    assert token["token_type"] == "bearer"


@covers("update_user", 200)
def test_update_does_not_see_duplicates(
    api: httpx.Client, alice: dict[str, Any], member: Callable[..., Member]
) -> None:
    twin = ok(api.put(f"/users/{member().id}", json={"username": alice["username"]}))
    is_user(twin)
    assert twin["username"] == alice["username"]
    assert twin["id"] != alice["id"]


@covers("update_user", 400)
@pytest.mark.parametrize(
    ("body", "kind", "field"),
    [
        ({"username": None}, "string_type", "username"),
        ({"permissions": None}, "dict_type", "permissions"),
        ({"id": "x"}, "extra_forbidden", "id"),
        ({"password": "abc"}, "string_too_short", "password"),
    ],
)
def test_update_invalid(api: httpx.Client, alice: dict[str, Any], body: dict[str, Any], kind: str, field: str) -> None:
    (item,) = invalid(api.put(f"/users/{alice['id']}", json=body), (kind, ["body", field]))
    assert item["input"] == body[field]
    assert ok(api.get(f"/users/{alice['id']}")) == alice


@covers("update_user", 404)
def test_update_unknown(api: httpx.Client) -> None:
    app_error(api.put("/users/nope", json={"username": "zz"}), 404, "User not found")


@covers("delete_user", 200, 404)
@covers("read_user", 404)
def test_delete(api: httpx.Client, alice: dict[str, Any]) -> None:
    path = f"/users/{alice['id']}"
    assert ok(api.delete(path)) == alice
    app_error(api.delete(path), 404, "User not found")
    app_error(api.get(path), 404, "User not found")
