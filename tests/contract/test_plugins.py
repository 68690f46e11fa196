"""The nine operations on /plugins (CONTRACT §3, §3.1, §3.2, D9b, D10 to D12)."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from .marks import covers
from .servers import Server
from .shapes import app_error, crashed, invalid, is_manifest, ok

NOT_ADMITTED = "MIME type `{}` not supported. Admitted types: application/zip, application/x-tar"
INSTALLED = "Plugin is being installed asynchronously"
WITH_SETTINGS = """
from pydantic import BaseModel
from cat.mad_hatter.decorators import plugin

class Settings(BaseModel):
    n: int
    s: str

@plugin
def settings_model():
    return Settings
"""


def packed(**files: str) -> bytes:
    """Return a zip archive; `__` in a name stands for a slash, `_py` at its end for .py."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_py", ".py"), text)
    return buffer.getvalue()


def packed_tar(name: str, text: str, mode: str) -> bytes:
    """Return a tar archive of one file."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        entry = tarfile.TarInfo(name)
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text.encode()))
    return buffer.getvalue()


Upload = Callable[..., httpx.Response]


@pytest.fixture
def upload(api: httpx.Client) -> Iterator[Upload]:
    """Upload archives; what they install is deleted afterwards."""
    uploaded: list[str] = []

    def post(filename: str, archive: bytes, content_type: str = "application/zip") -> httpx.Response:
        uploaded.append(filename.split(".")[0])
        return api.post("/plugins/upload", files={"file": (filename, archive, content_type)})

    yield post
    for plugin in uploaded:
        api.delete(f"/plugins/{plugin}")


@pytest.fixture
def plugin_name() -> str:
    """Give a plugin id that no other case uses."""
    return f"probe_{uuid4().hex[:12]}"


@covers("get_available_plugins", 200)
def test_list(scripted: Server, api: httpx.Client) -> None:
    answer = ok(api.get("/plugins/"))
    assert set(answer) == {"filters", "installed", "registry"}
    assert answer["filters"] == {"query": None}
    assert isinstance(answer["registry"], list)
    for manifest in answer["installed"]:
        is_manifest(manifest, listed=True)
    plugins = {manifest["id"]: manifest for manifest in answer["installed"]}
    assert plugins["core_plugin"]["active"] is True
    assert plugins["core_plugin"]["tools"] == [{"name": "get_the_time"}]
    assert plugins["scripted_llm"]["name"] == "Scripted LLM"


@covers("get_available_plugins", 200)
def test_list_with_a_query(scripted: Server, api: httpx.Client) -> None:
    answer = ok(api.get("/plugins/", params={"query": "scripted"}))
    assert answer["filters"] == {"query": "scripted"}
    assert [manifest["id"] for manifest in answer["installed"]] == ["scripted_llm"]


@covers("get_plugin_details", 200)
def test_details(scripted: Server, api: httpx.Client) -> None:
    answer = ok(api.get("/plugins/scripted_llm"))
    assert set(answer) == {"data"}
    manifest = answer["data"]
    is_manifest(manifest, listed=False)
    assert manifest["id"] == "scripted_llm"
    assert manifest["version"] == "0.0.1"
    assert manifest["active"] is True
    hooks = sorted(hook["name"] for hook in manifest["hooks"])
    assert hooks == ["before_cat_sends_message", "factory_allowed_llms", "fast_reply"]
    assert manifest["tools"] == [{"name": "bench_clock"}]


@covers("get_plugin_details", 404)
def test_details_unknown(api: httpx.Client) -> None:
    app_error(api.get("/plugins/nope"), 404, "Plugin not found")


@covers("install_plugin", 200)
@covers("get_plugin_details", 200)
@covers("delete_plugin", 200, 404)
def test_install_and_delete(upload: Upload, api: httpx.Client, plugin_name: str) -> None:
    archive = packed(**{f"{plugin_name}__plugin.json": '{"name": "Probe"}', f"{plugin_name}__a_py": "x = 1\n"})
    assert ok(upload(f"{plugin_name}.zip", archive)) == {
        "filename": f"{plugin_name}.zip",
        "content_type": "application/zip",
        "info": INSTALLED,
    }
    manifest = ok(api.get(f"/plugins/{plugin_name}"))["data"]  # at once: it is installed when the answer comes
    is_manifest(manifest, listed=False)
    assert (manifest["id"], manifest["name"], manifest["active"]) == (plugin_name, "Probe", True)
    assert ok(api.delete(f"/plugins/{plugin_name}")) == {"deleted": plugin_name}
    app_error(api.get(f"/plugins/{plugin_name}"), 404, "Plugin not found")
    app_error(api.delete(f"/plugins/{plugin_name}"), 404, "Item not found")


@covers("install_plugin", 200)
@covers("get_plugin_details", 200)
@pytest.mark.parametrize(("extension", "mode", "more"), [(".tar", "w", ""), (".tar.gz", "w:gz", "_tar")])
def test_install_tar(upload: Upload, api: httpx.Client, plugin_name: str, extension: str, mode: str, more: str) -> None:
    archive = packed_tar(f"{plugin_name}/a.py", "x = 1\n", mode)
    assert ok(upload(f"{plugin_name}{extension}", archive, "application/x-tar"))["info"] == INSTALLED
    identity = plugin_name + more  # only the last extension is cut off
    assert ok(api.get(f"/plugins/{identity}"))["data"]["active"] is True
    assert ok(api.delete(f"/plugins/{identity}")) == {"deleted": identity}


@covers("install_plugin", 200)
def test_install_id_is_a_slug_of_the_file_name(upload: Upload, api: httpx.Client, plugin_name: str) -> None:
    assert ok(upload(f"{plugin_name.capitalize()} Two.zip", packed(folder__a_py="x = 1\n")))["info"] == INSTALLED
    identity = f"{plugin_name}_two"
    assert ok(api.get(f"/plugins/{identity}"))["data"]["id"] == identity
    assert ok(api.delete(f"/plugins/{identity}")) == {"deleted": identity}


@covers("install_plugin", 200)
def test_install_with_a_syntax_error(upload: Upload, api: httpx.Client, plugin_name: str) -> None:
    ok(upload(f"{plugin_name}.zip", packed(**{f"{plugin_name}__a_py": "def ("})))
    manifest = ok(api.get(f"/plugins/{plugin_name}"))["data"]
    assert manifest["active"] is True
    assert manifest["hooks"] == manifest["tools"] == []


@covers("install_plugin", 400)
@pytest.mark.parametrize("content_type", ["application/zip", "text/plain"])
def test_install_judges_by_the_extension_alone(upload: Upload, plugin_name: str, content_type: str) -> None:
    # and yet names the content type of the part (D11b)
    app_error(upload(f"{plugin_name}.txt", b"x", content_type), 400, NOT_ADMITTED.format(content_type))


@covers("install_plugin", 400)
def test_install_without_a_file(api: httpx.Client) -> None:
    (item,) = invalid(api.post("/plugins/upload", data={"x": "y"}), ("missing", ["body", "file"]))
    assert item["input"] is None


@covers("install_plugin", 500)
@pytest.mark.parametrize(
    "archive", [b"no archive", packed(), packed(folder__readme="x")], ids=["corrupt", "empty", "without-py"]
)
def test_install_a_useless_archive(upload: Upload, api: httpx.Client, plugin_name: str, archive: bytes) -> None:
    crashed(upload(f"{plugin_name}.zip", archive))
    app_error(api.get(f"/plugins/{plugin_name}"), 404, "Plugin not found")


@covers("install_plugin_from_registry", 500)
def test_registry_without_a_url(api: httpx.Client) -> None:
    app_error(api.post("/plugins/upload/registry", json={}), 500, "'url'")


@covers("install_plugin_from_registry", 500)
@pytest.mark.parametrize("body", [{"url": "https://127.0.0.1:9/no-plugin"}, None])
def test_registry_unreachable_or_unknown_plugin(api: httpx.Client, body: object) -> None:
    answer = api.post("/plugins/upload/registry", json=body)
    assert answer.status_code == 500
    assert set(answer.json()) == {"detail"}
    assert set(answer.json()["detail"]) == {"error"}
    assert answer.json()["detail"]["error"]  # the words depend on the network


@covers("toggle_plugin", 200)
def test_toggle(upload: Upload, api: httpx.Client, plugin_name: str) -> None:
    ok(upload(f"{plugin_name}.zip", packed(**{f"{plugin_name}__a_py": "x = 1\n"})))
    for active in (False, True):
        assert ok(api.put(f"/plugins/toggle/{plugin_name}")) == {"info": f"Plugin {plugin_name} toggled"}
        assert ok(api.get(f"/plugins/{plugin_name}"))["data"]["active"] is active


@covers("toggle_plugin", 200)
@covers("upsert_llm_setting", 200)
def test_toggle_hides_hooks_and_tools(scripted: Server, scripted_again: None, api: httpx.Client) -> None:
    ok(api.put("/plugins/toggle/scripted_llm"))
    manifest = ok(api.get("/plugins/scripted_llm"))["data"]
    ok(api.put("/plugins/toggle/scripted_llm"))
    assert manifest["active"] is False
    assert manifest["hooks"] == manifest["tools"] == []
    assert ok(api.put("/llm/settings/LLMScriptedConfig", json={}))["name"] == "LLMScriptedConfig"


@covers("toggle_plugin", 404)
def test_toggle_unknown(api: httpx.Client) -> None:
    app_error(api.put("/plugins/toggle/nope"), 404, "Plugin not found")


@covers("delete_plugin", 200)
def test_delete_core_plugin_has_no_effect(api: httpx.Client) -> None:
    before = ok(api.get("/plugins/core_plugin"))
    assert ok(api.delete("/plugins/core_plugin")) == {"deleted": "core_plugin"}
    assert ok(api.get("/plugins/core_plugin")) == before


@covers("toggle_plugin", 200)
def test_toggle_core_plugin_says_active_without_being_it(api: httpx.Client) -> None:
    seen = []
    for _ in range(2):
        assert ok(api.put("/plugins/toggle/core_plugin")) == {"info": "Plugin core_plugin toggled"}
        seen.append(ok(api.get("/plugins/core_plugin"))["data"])
    assert [manifest["active"] for manifest in seen] == [True, True]
    assert [manifest["tools"] for manifest in seen] == [[], [{"name": "get_the_time"}]]


@covers("delete_plugin", 404)
def test_delete_unknown(api: httpx.Client) -> None:
    app_error(api.delete("/plugins/nope"), 404, "Item not found")


@covers("get_plugins_settings", 200)
def test_settings_of_all(scripted: Server, api: httpx.Client) -> None:
    answer = ok(api.get("/plugins/settings"))
    assert set(answer) == {"settings"}
    for item in answer["settings"]:
        assert set(item) == {"name", "value", "schema"}
    schemas = {item["name"]: item["schema"] for item in answer["settings"]}
    assert schemas["core_plugin"] == schemas["scripted_llm"] == {}


@covers("get_plugin_settings", 200)
def test_settings_of_one(upload: Upload, api: httpx.Client, plugin_name: str) -> None:
    ok(upload(f"{plugin_name}.zip", packed(**{f"{plugin_name}__a_py": "x = 1\n"})))
    assert ok(api.get(f"/plugins/settings/{plugin_name}")) == {"name": plugin_name, "value": {}, "schema": {}}


@covers("get_plugin_settings", 404)
def test_settings_of_an_unknown_one(api: httpx.Client) -> None:
    app_error(api.get("/plugins/settings/nope"), 404, "Plugin not found")


@covers("upsert_plugin_settings", 200)
@covers("get_plugin_settings", 200)
def test_put_settings_merges(upload: Upload, api: httpx.Client, plugin_name: str) -> None:
    ok(upload(f"{plugin_name}.zip", packed(**{f"{plugin_name}__a_py": "x = 1\n"})))
    path = f"/plugins/settings/{plugin_name}"
    for sent, kept in (({"a": 1}, {"a": 1}), ({"b": 2}, {"a": 1, "b": 2}), ({}, {"a": 1, "b": 2})):
        assert ok(api.put(path, json=sent)) == {"name": plugin_name, "value": kept}
    assert ok(api.get(path))["value"] == {"a": 1, "b": 2}


@covers("upsert_plugin_settings", 200)
def test_put_settings_without_a_body_stores_an_example(upload: Upload, api: httpx.Client, plugin_name: str) -> None:
    ok(upload(f"{plugin_name}.zip", packed(**{f"{plugin_name}__a_py": "x = 1\n"})))
    answer = ok(api.put(f"/plugins/settings/{plugin_name}"))
    assert answer["value"] == {"setting_a": "some value", "setting_b": "another value"}


@covers("upsert_plugin_settings", 200, 400)
def test_put_settings_validates_what_is_sent(upload: Upload, api: httpx.Client, plugin_name: str) -> None:
    ok(upload(f"{plugin_name}.zip", packed(**{f"{plugin_name}__a_py": WITH_SETTINGS})))
    path = f"/plugins/settings/{plugin_name}"
    schema: dict[str, Any] = ok(api.get(path))["schema"]
    assert schema["required"] == ["n", "s"]
    not_int = "Input should be a valid integer, unable to parse string as an integer"
    app_error(api.put(path, json={"n": "x"}), 400, f"{not_int}\nField required")
    assert ok(api.put(path, json={"n": 5, "s": "a", "k": 1}))["value"] == {"n": 5, "s": "a", "k": 1}
    app_error(api.put(path, json={"n": 6}), 400, "Field required")
    assert ok(api.get(path))["value"] == {"n": 5, "s": "a", "k": 1}


@covers("upsert_plugin_settings", 200)
def test_put_settings_of_an_inactive_plugin_are_not_validated(
    upload: Upload, api: httpx.Client, plugin_name: str
) -> None:
    ok(upload(f"{plugin_name}.zip", packed(**{f"{plugin_name}__a_py": WITH_SETTINGS})))
    ok(api.put(f"/plugins/toggle/{plugin_name}"))
    answer = ok(api.put(f"/plugins/settings/{plugin_name}", json={"n": "x"}))
    assert answer == {"name": plugin_name, "value": {"n": "x"}}


@covers("upsert_plugin_settings", 400)
def test_put_settings_not_an_object(api: httpx.Client) -> None:
    (item,) = invalid(api.put("/plugins/settings/core_plugin", json=[]), ("dict_type", ["body"]))
    assert item["input"] == []


@covers("upsert_plugin_settings", 404)
def test_put_settings_of_an_unknown_plugin(api: httpx.Client) -> None:
    app_error(api.put("/plugins/settings/nope", json={}), 404, "Plugin not found")
