"""Every operation of the API has a command other than `api`, which calls it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cheshire_cat_api
from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_openapi.operations import OPERATIONS

from .command import Command, Ended

LINES: dict[str, tuple[str, ...]] = {
    "auth_token": ("login", "--url", "{url}", "--username", "admin", "--password", "@{file:admin}"),
    "get_available_permissions": ("users", "permissions"),
    "get_auth_handler_settings": ("auth-handler", "list"),
    "get_auth_handler_setting": ("auth-handler", "show", "CoreOnlyAuthConfig"),
    "upsert_authenticator_setting": ("auth-handler", "set", "CoreOnlyAuthConfig", "--yes"),
    "get_embedders_settings": ("embedder", "list"),
    "get_embedder_settings": ("embedder", "show", "EmbedderFakeConfig"),
    "upsert_embedder_setting": ("embedder", "set", "EmbedderFakeConfig", "size=64", "--yes"),
    "get_llms_settings": ("llm", "list"),
    "get_llm_settings": ("llm", "show", "LLMOllamaConfig"),
    "upsert_llm_setting": ("llm", "set", "LLMOllamaConfig", "base_url=http://localhost:11434"),
    "get_collections": ("memory", "list"),
    "wipe_collections": ("memory", "wipe", "--yes"),
    "wipe_single_collection": ("memory", "wipe", "episodic", "--yes"),
    "get_points_in_collection": ("memory", "list", "declarative"),
    "create_memory_point": ("memory", "add", "tea"),
    "delete_memory_points_by_metadata": ("memory", "delete", "-m", "source=tea.txt"),
    "edit_memory_point": ("memory", "edit", "{point}", "coffee"),
    "delete_memory_point": ("memory", "delete", "{point}"),
    "get_conversation_history": ("memory", "history"),
    "wipe_conversation_history": ("memory", "wipe", "--history", "--yes"),
    "recall_memory_points_from_text": ("memory", "recall", "tea", "--get"),
    "recall_memory_points": ("memory", "recall", "tea"),
    "get_available_plugins": ("plugins", "list"),
    "get_plugins_settings": ("plugins", "settings"),
    "get_plugin_settings": ("plugins", "settings", "core_plugin"),
    "upsert_plugin_settings": ("plugins", "set", "core_plugin", "cups=2"),
    "toggle_plugin": ("plugins", "toggle", "scripted_llm"),
    "install_plugin": ("plugins", "install", "{file:plugin}"),
    "install_plugin_from_registry": ("plugins", "install", "http://127.0.0.1:1/tea.zip"),
    "get_plugin_details": ("plugins", "show", "core_plugin"),
    "delete_plugin": ("plugins", "remove", "scripted_llm", "--yes"),
    "upload_file": ("chat", "/upload {file:tea.txt}"),
    "get_allowed_mimetypes": ("chat", "/upload"),
    "upload_files": ("chat", "/upload {file:tea.txt} {file:cups.txt}"),
    "upload_memory": ("memory", "import", "{saved}"),
    "upload_url": ("chat", "/upload http://127.0.0.1:1/"),
    "get_settings": ("settings", "list"),
    "create_setting": ("settings", "create", "tea", '{{"cups": 2}}'),
    "get_setting": ("settings", "show", "{setting}"),
    "update_setting": ("settings", "set", "{setting}", '{{"cups": 3}}'),
    "delete_setting": ("settings", "delete", "{setting}"),
    "status": ("status",),
    "message_with_cat": ("ask", "--http", "Hello"),
    "read_users": ("users", "list"),
    "create_user": ("users", "create", "alice", "--password", "@{file:password}"),
    "read_user": ("users", "show", "admin"),
    "update_user": ("users", "set", "user", "--name", "alicia"),
    "delete_user": ("users", "delete", "user", "--yes"),
}
"""operationId -> a command line; of `chat`, what is typed. In braces stands what the test makes."""

REFUSED = {"install_plugin", "install_plugin_from_registry", "upload_url"}
"""Those that the Cat of the test refuses: an archive that is none, and addresses where nobody is."""


class Things(dict[str, str]):
    """What is put into a line, made where it is asked for."""

    def __init__(self, cat: EmbeddedCat, client: cheshire_cat_api.CatClient, folder: Path) -> None:
        super().__init__(url=cat.url)
        self._client = client
        self._folder = folder

    def __missing__(self, name: str) -> str:
        if name == "point":
            return str(self._client.memory.create_memory_point("declarative", "tea").id)
        if name == "setting":
            return str(self._client.settings.create_setting({"name": "tea", "value": {}}).setting.setting_id)
        if name == "saved":
            self._client.memory.create_memory_point("declarative", "tea")
            path = self._folder / "saved.jsonl"
            self._client.memory.export(path)
            return str(path)
        path = self._folder / {"plugin": "plugin.zip"}.get(name, name)
        path.write_text("admin" if name == "admin" else "tea, tea, tea")
        return str(path)


@pytest.fixture
def things(cat: EmbeddedCat, client: cheshire_cat_api.CatClient, tmp_path: Path) -> Things:
    return Things(cat, client, tmp_path)


def filled(word: str, things: Things) -> str:
    """A word of a line with what stands in braces there."""
    return re.sub(r"\{(?:file:)?([\w.]+)\}", lambda found: things[found[1]], word).replace("{{", "{").replace("}}", "}")


def called(line: tuple[str, ...], things: Things, ccat: Command) -> Ended:
    """Run a line."""
    words = [filled(word, things) for word in line]
    return ccat("chat", text=f"{words[1]}\n") if words[0] == "chat" else ccat(*words)


def test_every_operation_has_a_line() -> None:
    assert set(LINES) == set(OPERATIONS)
    assert "api" not in {line[0] for line in LINES.values()}


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_command_calls_the_operation(name: str, cat: EmbeddedCat, things: Things, ccat: Command) -> None:
    ended = called(LINES[name], things, ccat)
    operation = OPERATIONS[name]
    path = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(operation.path)))
    assert [each for each in cat.requests if each.method == operation.method and path.fullmatch(each.path)], ended
    assert ended.code == (1 if name in REFUSED else 0), ended
    assert "Traceback" not in ended.err
