"""The three operations on /auth_handler/settings (CONTRACT §3, §3.1)."""

from __future__ import annotations

import httpx

from .marks import covers
from .shapes import app_error, invalid, is_configuration, ok

LABEL = "auhrizatorName"  # the server's own spelling
NAME = "CoreOnlyAuthConfig"
UNKNOWN = "Nope not supported. Must be one of ['CoreOnlyAuthConfig']"


@covers("get_auth_handler_settings", 200)
@covers("get_auth_handler_setting", 200)
def test_list_and_get(api: httpx.Client) -> None:
    item = ok(api.get(f"/auth_handler/settings/{NAME}"))
    is_configuration(item, LABEL)
    assert item["value"] == {}
    assert item["schema"]["properties"] == {}
    assert ok(api.get("/auth_handler/settings")) == {"settings": [item], "selected_configuration": NAME}


@covers("get_auth_handler_setting", 400)
def test_get_unknown(api: httpx.Client) -> None:
    app_error(api.get("/auth_handler/settings/Nope"), 400, UNKNOWN)


@covers("upsert_authenticator_setting", 200)
def test_put(api: httpx.Client) -> None:
    assert ok(api.put(f"/auth_handler/settings/{NAME}", json={})) == {"name": NAME, "value": {}}


@covers("upsert_authenticator_setting", 400)
def test_put_unknown(api: httpx.Client) -> None:
    app_error(api.put("/auth_handler/settings/Nope", json={}), 400, UNKNOWN)


@covers("upsert_authenticator_setting", 400)
def test_put_without_a_body(api: httpx.Client) -> None:
    (item,) = invalid(api.put(f"/auth_handler/settings/{NAME}"), ("missing", ["body"]))
    assert item == {"type": "missing", "loc": ["body"], "msg": "Field required", "input": None}


@covers("upsert_authenticator_setting", 400)
def test_put_not_an_object(api: httpx.Client) -> None:
    (item,) = invalid(api.put(f"/auth_handler/settings/{NAME}", json=[]), ("dict_type", ["body"]))
    assert item["input"] == []
