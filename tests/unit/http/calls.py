"""The operations of the API's document, with good arguments of each, for tests that call them all."""

from __future__ import annotations

import inspect
import io
import json
import typing
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cheshire_cat_api as ccat
import cheshire_cat_openapi
from cheshire_cat_api.models.body_upload_url import BodyUploadUrl

DOCUMENT = json.loads(Path(cheshire_cat_openapi.__file__).with_name("openapi.json").read_text(encoding="utf-8"))
METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
DOCUMENTED: dict[str, dict[str, Any]] = {
    operation["operationId"]: {**operation, "method": method.upper(), "path": path}
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
    if method in METHODS
}
NAMES = sorted(DOCUMENTED)


class World:
    """A Cat in which there is something to read, change and delete."""

    def __init__(self, client: ccat.CatClient, folder: Path, page: str) -> None:
        self.client = client
        self.folder = folder
        self.page = page

    def file(self, name: str, content: bytes = b"The hatter drinks tea at six o'clock.") -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def plugin(self) -> Path:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("tea/plugin.json", json.dumps({"name": "Tea"}))
            archive.writestr("tea/tea.py", "from cat.mad_hatter.decorators import tool\n")
        return self.file("tea.zip", packed.getvalue())

    def point(self) -> str:
        return self.client.memory.create_memory_point("declarative", "The hatter drinks tea.").id

    def setting(self) -> str:
        return self.client.settings.create_setting({"name": "tea", "value": {"at": 6}}).setting.setting_id

    def user(self) -> str:
        return self.client.users.create_user("hatter", "teatime").id


Arguments = Callable[[World], dict[str, Any]]

# Good arguments of every operation that takes some, by the names that callers write.
ARGUMENTS: dict[str, Arguments] = {
    "auth_token": lambda world: {"username": "admin", "password": "admin"},
    "create_memory_point": lambda world: {"collection_id": "declarative", "content": "Tea.", "metadata": {"cups": 2}},
    "create_setting": lambda world: {"setting_body": {"name": "tea", "value": {"at": 6}, "category": "meals"}},
    "create_user": lambda world: {
        "username": "hatter",
        "password": "teatime",
        "permissions": {"MEMORY": ["READ"], "CONVERSATION": ["WRITE"]},
    },
    "delete_memory_point": lambda world: {"collection_id": "declarative", "point_id": world.point()},
    "delete_memory_points_by_metadata": lambda world: {"collection_id": "declarative", "body": {"source": "user"}},
    "delete_plugin": lambda world: {"plugin_id": "scripted_llm"},
    "delete_setting": lambda world: {"setting_id": world.setting()},
    "delete_user": lambda world: {"user_id": world.user()},
    "edit_memory_point": lambda world: {
        "collection_id": "declarative",
        "point_id": world.point(),
        "content": "More tea.",
        "metadata": {"cups": 3},
    },
    "get_auth_handler_setting": lambda world: {"auth_handler_name": "CoreOnlyAuthConfig"},
    "get_available_plugins": lambda world: {"query": "core"},
    "get_embedder_settings": lambda world: {"language_embedder_name": "EmbedderFakeConfig"},
    "get_llm_settings": lambda world: {"language_model_name": "LLMOpenAIChatConfig"},
    "get_plugin_details": lambda world: {"plugin_id": "core_plugin"},
    "get_plugin_settings": lambda world: {"plugin_id": "core_plugin"},
    "get_points_in_collection": lambda world: {"collection_id": "declarative", "limit": 5, "offset": world.point()},
    "get_setting": lambda world: {"setting_id": world.setting()},
    "get_settings": lambda world: {"search": "llm"},
    "install_plugin": lambda world: {"file": world.plugin()},
    "install_plugin_from_registry": lambda world: {"body": {"url": "https://example.org/tea"}},
    "message_with_cat": lambda world: {"body": {"text": "What time is it?", "cup": "blue"}},
    "read_user": lambda world: {"user_id": world.user()},
    "read_users": lambda world: {"skip": 0, "limit": 2},
    "recall_memory_points": lambda world: {"text": f"tea {world.point()}", "k": 3, "metadata": {"source": "user"}},
    "recall_memory_points_from_text": lambda world: {"text": f"tea {world.point()}", "k": 3},
    "toggle_plugin": lambda world: {"plugin_id": "scripted_llm"},
    "update_setting": lambda world: {
        "setting_id": world.setting(),
        "setting_body": {"name": "tea", "value": {"at": 5}},
    },
    "update_user": lambda world: {
        "user_id": world.user(),
        "username": "hare",
        "password": "marching",
        "permissions": {"STATUS": ["READ"]},
    },
    "upload_file": lambda world: {
        "file": world.file("tea.txt"),
        "chunk_size": 64,
        "chunk_overlap": 8,
        "metadata": {"cups": 2},
    },
    "upload_files": lambda world: {
        "files": [world.file("tea.txt"), world.file("cake.md")],
        "chunk_size": 64,
        "chunk_overlap": 8,
        "metadata": {"tea.txt": {"cups": 2}},
    },
    "upload_memory": lambda world: {"file": world.file("memory.json", b"{}")},
    "upload_url": lambda world: {"url": BodyUploadUrl(url=world.page)},
    "upsert_authenticator_setting": lambda world: {"auth_handler_name": "CoreOnlyAuthConfig", "body": {}},
    "upsert_embedder_setting": lambda world: {"language_embedder_name": "EmbedderFakeConfig", "body": {"size": 16}},
    "upsert_llm_setting": lambda world: {"language_model_name": "LLMDefaultConfig", "body": {}},
    "upsert_plugin_settings": lambda world: {"plugin_id": "core_plugin", "body": {"a": 1}},
    "wipe_single_collection": lambda world: {"collection_id": "declarative"},
}


def method_of(client: ccat.CatClient, name: str) -> Callable[..., Any]:
    """The method that the document's tag and operationId name."""
    (tag,) = DOCUMENTED[name]["tags"]
    return typing.cast("Callable[..., Any]", getattr(getattr(client, tag), name))


def promised(method: Callable[..., Any]) -> Any:
    """What the method is annotated to return."""
    annotation = inspect.signature(method).return_annotation
    return eval(annotation, inspect.unwrap(method).__globals__)
