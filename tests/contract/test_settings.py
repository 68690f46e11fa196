"""The five operations on /settings (CONTRACT §3, §3.1)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from .marks import covers
from .shapes import UUID, app_error, crashed, invalid, is_setting, ok


@pytest.fixture
def setting(api: httpx.Client) -> Iterator[dict[str, Any]]:
    """Create a setting."""
    body = {"name": f"foo-{uuid4().hex[:12]}", "value": {"a": 1}, "category": "bar"}
    created = ok(api.post("/settings/", json=body))["setting"]
    assert {key: created[key] for key in body} == body
    yield created
    api.delete(f"/settings/{created['setting_id']}")


@covers("create_setting", 200)
def test_create(setting: dict[str, Any]) -> None:
    is_setting(setting)
    assert UUID.fullmatch(setting["setting_id"])
    assert abs(setting["updated_at"] - time.time()) < 60


@covers("create_setting", 200)
def test_create_with_the_same_name_and_own_id(api: httpx.Client, setting: dict[str, Any]) -> None:
    body = {"name": setting["name"], "value": ["x"], "setting_id": "mine", "unknown": 1}
    answer = ok(api.post("/settings/", json=body))
    assert set(answer) == {"setting"}
    twin = answer["setting"]
    is_setting(twin)
    assert UUID.fullmatch(twin["setting_id"])
    assert (twin["name"], twin["value"], twin["category"]) == (setting["name"], ["x"], None)
    found = ok(api.get("/settings/", params={"search": setting["name"]}))["settings"]
    assert sorted(s["setting_id"] for s in found) == sorted([setting["setting_id"], twin["setting_id"]])
    ok(api.delete(f"/settings/{twin['setting_id']}"))


@covers("create_setting", 400)
def test_create_value_of_a_wrong_type(api: httpx.Client) -> None:
    items = invalid(
        api.post("/settings/", json={"name": "foo", "value": "str"}),
        ("dict_type", ["body", "value", "dict[any,any]"]),
        ("list_type", ["body", "value", "list[any]"]),
    )
    assert [item["input"] for item in items] == ["str", "str"]


@covers("create_setting", 400)
def test_create_without_a_name(api: httpx.Client) -> None:
    (item,) = invalid(api.post("/settings/", json={"value": {}}), ("missing", ["body", "name"]))
    assert item["msg"] == "Field required"
    assert item["input"] == {"value": {}}


@covers("get_settings", 200)
def test_list(api: httpx.Client, setting: dict[str, Any]) -> None:
    answer = ok(api.get("/settings/"))
    assert set(answer) == {"settings"}
    for item in answer["settings"]:
        is_setting(item)
    assert setting in answer["settings"]
    assert "users" not in {item["name"] for item in answer["settings"]}


@covers("get_settings", 200)
def test_search_is_a_regex_at_the_start(api: httpx.Client, setting: dict[str, Any]) -> None:
    def found(search: str) -> bool:
        return setting in ok(api.get("/settings/", params={"search": search}))["settings"]

    assert found("fo+-")
    assert found(setting["name"])
    assert not found("oo-")
    assert found(".*oo-")
    assert not found("bar")


@covers("get_settings", 500)
def test_search_with_a_bad_regex(api: httpx.Client) -> None:
    crashed(api.get("/settings/", params={"search": "("}))


@covers("get_setting", 200)
def test_get(api: httpx.Client, setting: dict[str, Any]) -> None:
    assert ok(api.get(f"/settings/{setting['setting_id']}")) == {"setting": setting}


@covers("get_setting", 404)
def test_get_unknown(api: httpx.Client) -> None:
    app_error(api.get("/settings/nope"), 404, "No setting with this id: nope")


@covers("update_setting", 200)
def test_update(api: httpx.Client, setting: dict[str, Any]) -> None:
    path = f"/settings/{setting['setting_id']}"
    body = {"name": setting["name"], "value": {"a": 3}, "category": "bar"}
    answer = ok(api.put(path, json=body))
    assert set(answer) == {"setting"}
    is_setting(answer["setting"])
    assert answer["setting"] | {"updated_at": 0} == {**setting, "value": {"a": 3}, "updated_at": 0}
    assert ok(api.get(path)) == answer


@covers("update_setting", 404)
def test_update_unknown(api: httpx.Client) -> None:
    answer = api.put("/settings/nope", json={"name": "foo", "value": {"a": 3}})
    app_error(answer, 404, "No setting with this id: nope")


@covers("delete_setting", 200, 404)
@covers("get_setting", 404)
def test_delete(api: httpx.Client, setting: dict[str, Any]) -> None:
    identity = setting["setting_id"]
    assert ok(api.delete(f"/settings/{identity}")) == {"deleted": identity}
    app_error(api.delete(f"/settings/{identity}"), 404, f"No setting with this id: {identity}")
    app_error(api.get(f"/settings/{identity}"), 404, f"No setting with this id: {identity}")
