"""Reads a field of every result. Type checkers accept it; it is never run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import assert_type

from cheshire_cat_api import CatClient

if TYPE_CHECKING:
    from cheshire_cat_api import models


def reads(cat: CatClient) -> None:
    """Every operation once, by the name of its attribute and then its own."""
    assert_type(cat.auth.auth_token("name", "word").access_token, str)
    assert_type(cat.auth.get_available_permissions()["MEMORY"], list[str])
    assert_type(cat.auth_handler.get_auth_handler_settings().selected_configuration, None | str)
    assert_type(cat.auth_handler.get_auth_handler_setting("name").name, str)
    assert_type(cat.auth_handler.upsert_authenticator_setting("name", {}).value, models.JsonObject)
    assert_type(cat.embedder.get_embedders_settings().settings[0].name, str)
    assert_type(cat.embedder.get_embedder_settings("name").schema, models.JsonSchema)
    assert_type(cat.embedder.upsert_embedder_setting("name", {}).name, str)
    assert_type(cat.llm.get_llms_settings().settings[0].value, models.JsonObject)
    assert_type(cat.llm.get_llm_settings("name").value, models.JsonObject)
    assert_type(cat.llm.upsert_llm_setting("name", {}).value, models.JsonObject)
    assert_type(cat.memory.get_collections().collections[0].vectors_count, int)
    assert_type(cat.memory.wipe_collections().deleted["declarative"], bool)
    assert_type(cat.memory.wipe_single_collection("declarative").deleted["declarative"], bool)
    assert_type(cat.memory.get_points_in_collection("declarative").points[0].payload.page_content, str)
    assert_type(cat.memory.create_memory_point("declarative", "text").metadata.when, float | None)
    assert_type(cat.memory.edit_memory_point("declarative", "id", "text").vector, list[float])
    assert_type(cat.memory.delete_memory_point("declarative", "id").deleted, str)
    assert_type(cat.memory.delete_memory_points_by_metadata("declarative", {"a": 1}).deleted, list[Any])
    assert_type(cat.memory.recall_memory_points("text").vectors.collections.episodic[0].score, float)
    assert_type(cat.memory.recall_memory_points_from_text("text").query.vector, list[float])
    assert_type(cat.memory.get_conversation_history().history[0].text, None | str)
    assert_type(cat.memory.wipe_conversation_history().deleted, bool)
    assert_type(cat.plugins.get_available_plugins().installed[0].name, str)
    assert_type(cat.plugins.get_plugin_details("id").data.hooks[0].priority, float)
    assert_type(cat.plugins.install_plugin("a.zip").filename, str)
    assert_type(cat.plugins.install_plugin_from_registry("url").url, str)
    assert_type(cat.plugins.toggle_plugin("id").info, str)
    assert_type(cat.plugins.delete_plugin("id").deleted, str)
    assert_type(cat.plugins.get_plugins_settings().settings[0].schema, models.JsonSchema)
    assert_type(cat.plugins.get_plugin_settings("id").value, models.JsonObject)
    assert_type(cat.plugins.upsert_plugin_settings("id", {}).value, models.JsonObject)
    assert_type(cat.rabbit_hole.upload_file("a.txt").content_type, None | str)
    assert_type(cat.rabbit_hole.upload_files(["a.txt"])["a.txt"].info, str)
    assert_type(cat.rabbit_hole.upload_url("http://a").url, str)
    assert_type(cat.rabbit_hole.upload_memory("a.json").filename, str)
    assert_type(cat.rabbit_hole.get_allowed_mimetypes().allowed, list[str])
    assert_type(cat.settings.get_settings().settings[0].value, Any)
    assert_type(cat.settings.create_setting({"name": "a", "value": {}}).setting.setting_id, str)
    assert_type(cat.settings.get_setting("id").setting.updated_at, int)
    assert_type(cat.settings.update_setting("id", {"name": "a", "value": {}}).setting.category, None | str)
    assert_type(cat.settings.delete_setting("id").deleted, str)
    assert_type(cat.status.status().version, str)
    assert_type(cat.status.message_with_cat("hello").why, models.MessageWhy | None)
    assert_type(cat.users.create_user("name", "password").id, str)
    assert_type(cat.users.read_users()[0].username, str)
    assert_type(cat.users.read_user("id").permissions, models.Permissions)
    assert_type(cat.users.update_user("id").username, str)
    assert_type(cat.users.delete_user("id").username, str)


def reads_as_mappings(cat: CatClient) -> None:
    """The same by JSON names: whatever lies behind a key is not known to a type checker."""
    plugins = cat.plugins.get_available_plugins()
    assert_type(plugins["installed"][0]["name"], Any)
    assert_type(plugins.to_dict(), dict[str, Any])
    assert_type(dict(plugins), dict[str, Any])
    assert_type("installed" in plugins, bool)
    assert_type(list(plugins), list[str])
    assert_type(plugins.get("nothing", 5), Any)
