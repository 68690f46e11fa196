"""One wrong field of every result. Type checkers refuse each marked line; it is never run."""

from __future__ import annotations

from cheshire_cat_api import CatClient


def reads(cat: CatClient) -> None:
    """Every operation once."""
    print(cat.auth.auth_token("name", "word").access_toke)  # wrong
    print(cat.auth.get_available_permissions().memory)  # wrong
    print(cat.auth_handler.get_auth_handler_settings().selected_configuratio)  # wrong
    print(cat.auth_handler.get_auth_handler_setting("name").nam)  # wrong
    print(cat.auth_handler.upsert_authenticator_setting("name", {}).valu)  # wrong
    print(cat.embedder.get_embedders_settings().settings[0].nam)  # wrong
    print(cat.embedder.get_embedder_settings("name").schem)  # wrong
    print(cat.embedder.upsert_embedder_setting("name", {}).nam)  # wrong
    print(cat.llm.get_llms_settings().settings[0].valu)  # wrong
    print(cat.llm.get_llm_settings("name").valu)  # wrong
    print(cat.llm.upsert_llm_setting("name", {}).valu)  # wrong
    print(cat.memory.get_collections().collections[0].vectors_coun)  # wrong
    print(cat.memory.wipe_collections().deletedx)  # wrong
    print(cat.memory.wipe_single_collection("declarative").deletedx)  # wrong
    print(cat.memory.get_points_in_collection("declarative").points[0].payload.page_conten)  # wrong
    print(cat.memory.create_memory_point("declarative", "text").metadata.whe)  # wrong
    print(cat.memory.edit_memory_point("declarative", "id", "text").vecto)  # wrong
    print(cat.memory.delete_memory_point("declarative", "id").delete)  # wrong
    print(cat.memory.delete_memory_points_by_metadata("declarative", {"a": 1}).delete)  # wrong
    print(cat.memory.recall_memory_points("text").vectors.collections.episodic[0].scor)  # wrong
    print(cat.memory.recall_memory_points_from_text("text").query.vecto)  # wrong
    print(cat.memory.get_conversation_history().history[0].tex)  # wrong
    print(cat.memory.wipe_conversation_history().delete)  # wrong
    print(cat.plugins.get_available_plugins().installed[0].nam)  # wrong
    print(cat.plugins.get_plugin_details("id").data.hooks[0].priorit)  # wrong
    print(cat.plugins.install_plugin("a.zip").filenam)  # wrong
    print(cat.plugins.install_plugin_from_registry("url").ur)  # wrong
    print(cat.plugins.toggle_plugin("id").inf)  # wrong
    print(cat.plugins.delete_plugin("id").delete)  # wrong
    print(cat.plugins.get_plugins_settings().settings[0].schem)  # wrong
    print(cat.plugins.get_plugin_settings("id").valu)  # wrong
    print(cat.plugins.upsert_plugin_settings("id", {}).valu)  # wrong
    print(cat.rabbit_hole.upload_file("a.txt").content_typ)  # wrong
    print(cat.rabbit_hole.upload_files(["a.txt"])["a.txt"].inf)  # wrong
    print(cat.rabbit_hole.upload_url("http://a").ur)  # wrong
    print(cat.rabbit_hole.upload_memory("a.json").filenam)  # wrong
    print(cat.rabbit_hole.get_allowed_mimetypes().allowe)  # wrong
    print(cat.settings.get_settings().settings[0].valu)  # wrong
    print(cat.settings.create_setting({"name": "a", "value": {}}).setting.setting_i)  # wrong
    print(cat.settings.get_setting("id").setting.updated_a)  # wrong
    print(cat.settings.update_setting("id", {"name": "a", "value": {}}).setting.categor)  # wrong
    print(cat.settings.delete_setting("id").delete)  # wrong
    print(cat.status.status().versio)  # wrong
    print(cat.status.message_with_cat("hello").wh)  # wrong
    print(cat.users.create_user("name", "password").i)  # wrong
    print(cat.users.read_users()[0].usernam)  # wrong
    print(cat.users.read_user("id").permission)  # wrong
    print(cat.users.update_user("id").usernam)  # wrong
    print(cat.users.delete_user("id").usernam)  # wrong
