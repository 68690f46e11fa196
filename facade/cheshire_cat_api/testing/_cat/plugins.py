"""Installed plugins: what is read of an archive, activating, settings (CONTRACT §3.1 and §3.2)."""

from __future__ import annotations

import asyncio
import copy
import json
import mimetypes
import posixpath
import re
import unicodedata
from typing import Any

from .archive import MANIFEST, Allowance, Files, unpack
from .errors import ErrorItem, Unhandled, refused
from .plugin_source import Declared, Hook, Procedure
from .settings import Settings

CORE = "core_plugin"
SCRIPTED = "scripted_llm"
ARCHIVES = ("application/zip", "application/x-tar")
TRIGGERS = 500
"""Tools and forms of a plugin, with their examples: each is embedded, and nothing else runs meanwhile."""

_CORE_HOOKS = (
    "factory_allowed_auth_handlers",
    "factory_allowed_embedders",
    "factory_allowed_llms",
    "after_cat_bootstrap",
    "after_cat_recalls_memories",
    "before_cat_bootstrap",
    "before_cat_reads_message",
    "before_cat_recalls_declarative_memories",
    "before_cat_recalls_episodic_memories",
    "before_cat_recalls_memories",
    "before_cat_recalls_procedural_memories",
    "before_cat_sends_message",
    "before_cat_stores_episodic_memory",
    "cat_recall_query",
    "fast_reply",
    "agent_prompt_instructions",
    "agent_prompt_prefix",
    "agent_prompt_suffix",
    "after_rabbithole_splitted_text",
    "after_rabbithole_stored_documents",
    "before_rabbithole_insert_memory",
    "before_rabbithole_splits_text",
    "before_rabbithole_stores_documents",
    "rabbithole_instantiates_parsers",
    "rabbithole_instantiates_splitter",
    "agent_allowed_tools",
    "agent_fast_reply",
    "before_agent_starts",
)
_CORE_DECLARES = Declared(
    hooks=[Hook(name, 0) for name in _CORE_HOOKS],
    tools=[
        Procedure(
            "get_the_time",
            "Useful to get the current time when asked. Input is always None.",
            ("what time is it", "get the time"),
        )
    ],
)
_SCRIPTED_DECLARES = Declared(
    hooks=[Hook("before_cat_sends_message"), Hook("factory_allowed_llms"), Hook("fast_reply")],
    tools=[Procedure("bench_clock", "bench clock", ("bench clock",), return_direct=True)],
    llms=["LLMScriptedConfig"],
)


class Plugin:
    """One installed plugin. While it is inactive, only its manifest is known to the Cat."""

    def __init__(self, plugin_id: str, manifest: dict[str, Any], declares: Declared) -> None:
        self.id = plugin_id
        self._manifest = {"id": plugin_id, **_manifest(plugin_id, manifest)}
        self._declares = declares
        self.active = False
        self.settings: dict[str, Any] = {}

    @property
    def declared(self) -> Declared:
        """What it declares, as far as the Cat has loaded it."""
        return self._declares if self.active else Declared()

    def manifest(self) -> dict[str, Any]:
        """The manifest of `GET /plugins/{id}`."""
        declared = self.declared
        return {
            **self._manifest,
            "active": self.active or self.id == CORE,  # the core plugin says so even when it is not (CONTRACT D10)
            "hooks": [{"name": hook.name, "priority": hook.priority} for hook in declared.hooks],
            "tools": [{"name": tool.name} for tool in declared.tools],
            "forms": [{"name": form.name} for form in declared.forms],
            "endpoints": [{"name": endpoint.name, "tags": list(endpoint.tags)} for endpoint in declared.endpoints],
        }

    def activate(self) -> None:
        self.active = True
        if self._declares.settings and not self.settings:
            self.settings = copy.deepcopy(self._declares.settings.defaults() or {})

    def schema(self) -> dict[str, Any]:
        """The JSON schema of its settings; empty where it has none."""
        declared = self.declared
        if declared.settings_schema is not None:
            return declared.settings_schema
        schema = declared.settings.schema() if declared.settings else {}
        return schema if schema.get("properties") else {}

    def save(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Merge into the saved settings and return them all; the core plugin keeps none."""
        if self.id != CORE:
            self.settings = {**self.settings, **settings}
        return self.settings

    def problems(self, settings: dict[str, Any]) -> list[str]:
        """What is wrong with a body of settings, in words."""
        errors: list[ErrorItem] = []
        if self.declared.settings:
            self.declared.settings.check()(settings, (), errors)
        return [error["msg"] for error in errors]


class Plugins:
    """The plugins of one Cat, by id; the core plugin is always there."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        core = Plugin(CORE, _CORE_MANIFEST, _CORE_DECLARES)
        core.activate()
        self._plugins: dict[str, Plugin] = {CORE: core}

    def all(self) -> list[Plugin]:
        return list(self._plugins.values())

    def active(self) -> list[Plugin]:
        return [plugin for plugin in self._plugins.values() if plugin.active]

    def core_active(self) -> bool:
        """Whether the hooks are there on which every turn depends."""
        return self._plugins[CORE].active

    def get(self, plugin_id: str) -> Plugin | None:
        return self._plugins.get(plugin_id)

    def install_scripted(self) -> None:
        """Install the plugin whose language model answers by script, as if its archive had been uploaded."""
        self.install(Plugin(SCRIPTED, _SCRIPTED_MANIFEST, _SCRIPTED_DECLARES))

    def install(self, plugin: Plugin) -> None:
        """Take a plugin in, and activate it if it is new."""
        old = self._plugins.get(plugin.id)
        self._plugins[plugin.id] = plugin
        if old is not None:
            plugin.settings = old.settings
            # the real Cat toggles what it installs: uploading an active plugin again switches it off
            plugin.active = old.active
        self.toggle(plugin.id)

    def toggle(self, plugin_id: str) -> None:
        """Switch a plugin on or off. The core plugin can be switched off too, and then no turn succeeds."""
        plugin = self._plugins[plugin_id]
        if plugin.active:
            plugin.active = False
        else:
            plugin.activate()
        self._settings.put("active_plugins", [p.id for p in self._plugins.values() if p.active])

    def remove(self, plugin_id: str) -> None:
        """Uninstall. Removing the core plugin has no effect (CONTRACT D10)."""
        if plugin_id == CORE:
            return
        if self._plugins[plugin_id].active:
            self.toggle(plugin_id)
        del self._plugins[plugin_id]


async def read_plugin(filename: str, content: bytes) -> Plugin:
    """Read a plugin out of an archive, in a thread, so that others are answered meanwhile.

    Raises Refused for an archive that is too large, in one way or another; whatever else is wrong with it is a plain
    500 (CONTRACT D11).
    """
    allowance = Allowance()
    try:
        return await asyncio.to_thread(_read_plugin, filename, content, allowance)
    except asyncio.CancelledError:
        allowance.stop()  # nobody can stop the thread, which would hold up the end of the Cat
        raise


def _read_plugin(filename: str, content: bytes, allowance: Allowance) -> Plugin:
    files = _without_single_folder(unpack(archive_type(filename), content, allowance))
    sources = [path for path in sorted(files) if path.endswith(".py")]
    if not sources:
        raise Unhandled("the archive holds no Python file")
    declares = Declared()
    for path in sources:
        allowance.check_time()
        declares.read(files[path].decode("utf-8", "replace"))
    procedures = (*declares.tools, *declares.forms)
    if len(procedures) + sum(len(each.examples) for each in procedures) > TRIGGERS:
        raise refused(413, f"The plugin has more than {TRIGGERS} tools, forms and examples of them.")
    try:
        manifest = json.loads(files.get(MANIFEST, b"{}"))
    except (ValueError, RecursionError):
        manifest = {}
    return Plugin(_plugin_id(filename), manifest if isinstance(manifest, dict) else {}, declares)


def archive_type(filename: str | None) -> str | None:
    """The media type that a file's name stands for; the part's own content type counts for nothing."""
    return mimetypes.guess_type(filename or "")[0]


def _without_single_folder(files: Files) -> Files:
    """An archive that holds one folder and nothing else means the content of that folder."""
    tops = {path.partition("/")[0] for path in files}
    if len(tops) == 1 and all("/" in path for path in files):
        return {path.partition("/")[2]: content for path, content in files.items()}
    return files


def _plugin_id(filename: str) -> str:
    """The slug of the archive's name, which is the plugin's id."""
    stem = posixpath.splitext(posixpath.basename(filename))[0]
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def _manifest(plugin_id: str, given: dict[str, Any]) -> dict[str, Any]:
    defaults = {
        "name": "".join(word.capitalize() for word in plugin_id.split("_")),
        "description": ("Description not found for this plugin. Please create a `plugin.json` in the plugin folder."),
        "author_name": "Unknown author",
        "author_url": "",
        "plugin_url": "",
        "tags": "unknown",
        "thumb": "",
        "version": "0.0.1",
        "min_cat_version": "",
        "max_cat_version": "",
    }
    return {name: given.get(name, default) for name, default in defaults.items()}


_CORE_MANIFEST = {
    "name": "Core CCat",
    "description": "The hooks and tools that every Cat has.",
    "author_name": "Cheshire Cat",
    "author_url": "https://cheshirecat.ai",
    "plugin_url": "https://github.com/cheshire-cat-ai/core",
    "tags": "core, default, cat",
    "version": "0.0.2",
}
_SCRIPTED_MANIFEST = {
    "name": "Scripted LLM",
    "description": "A language model that answers by script, for verifying clients against a real Cat",
    "author_name": "cheshire-cat-api",
    "tags": "test",
}
