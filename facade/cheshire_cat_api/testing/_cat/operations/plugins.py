"""Plugins: list, install, toggle, settings, remove."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import UploadFile

from cheshire_cat_api.testing._cat.archive import check_size
from cheshire_cat_api.testing._cat.call import Body, Call, Form
from cheshire_cat_api.testing._cat.errors import refused
from cheshire_cat_api.testing._cat.plugins import ARCHIVES, Plugin, archive_type, read_plugin
from cheshire_cat_api.testing._cat.validation import Field, mapping, string

ARCHIVE = Form("file")
FROM_REGISTRY = Body(mapping, {"url": "https://github.com/plugin-dev-account/plugin-repo"})
SETTINGS = Body(mapping, {"setting_a": "some value", "setting_b": "another value"})
SEARCH = {"query": Field(string(), None)}


async def get_available_plugins(call: Call) -> Any:
    query = call.query["query"]
    listed = []
    for plugin in call.cat.plugins.all():
        manifest = {**plugin.manifest(), "upgrade": None}
        text = " ".join(str(value) for value in manifest.values()).lower()
        if query is None or query.lower() in text:
            listed.append(manifest)
    return {"filters": {"query": query}, "installed": listed, "registry": []}


async def install_plugin(call: Call) -> Any:
    file: UploadFile = call.body["file"]
    filename = file.filename or ""
    if archive_type(filename) not in ARCHIVES:
        admitted = ", ".join(ARCHIVES)
        # the text names the part's own type although the name decides (CONTRACT D11b)
        raise refused(400, f"MIME type `{file.content_type}` not supported. Admitted types: {admitted}")
    check_size(file.size or 0)
    call.cat.plugins.install(await read_plugin(filename, await file.read()))
    call.cat.sync_procedures()
    return {
        "filename": filename,
        "content_type": file.content_type,
        "info": "Plugin is being installed asynchronously",
    }


async def install_plugin_from_registry(call: Call) -> Any:
    if "url" not in call.body:
        raise refused(500, "'url'")
    # there is no registry within reach (CONTRACT D12)
    raise refused(500, "[Errno -2] Name or service not known")


async def toggle_plugin(call: Call) -> Any:
    plugin = _found(call)
    call.cat.plugins.toggle(plugin.id)
    call.cat.sync_procedures()
    return {"info": f"Plugin {plugin.id} toggled"}


async def get_plugins_settings(call: Call) -> Any:
    return {"settings": [_settings(plugin) for plugin in call.cat.plugins.all()]}


async def get_plugin_settings(call: Call) -> Any:
    return _settings(_found(call))


async def upsert_plugin_settings(call: Call) -> Any:
    plugin = _found(call)
    problems = plugin.problems(call.body)
    if problems:
        raise refused(400, "\n".join(problems))
    return {"name": plugin.id, "value": plugin.save(call.body)}


async def get_plugin_details(call: Call) -> Any:
    return {"data": _found(call).manifest()}


async def delete_plugin(call: Call) -> Any:
    plugin = _found(call, "Item not found")
    call.cat.plugins.remove(plugin.id)
    call.cat.sync_procedures()
    return {"deleted": plugin.id}


def _found(call: Call, otherwise: str = "Plugin not found") -> Plugin:
    plugin = call.cat.plugins.get(call.path["plugin_id"])
    if plugin is None:
        raise refused(404, otherwise)
    return plugin


def _settings(plugin: Plugin) -> Any:
    return {"name": plugin.id, "value": plugin.settings, "schema": plugin.schema()}
