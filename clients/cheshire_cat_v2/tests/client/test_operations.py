"""Every operation of the document has a method, and each of them works."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from cheshire_cat_v2 import CatClient, Config, Forbidden, InvalidArgument, NotFound
from cheshire_cat_v2.testing import EmbeddedCat
from cheshire_cat_v2_openapi.operations import OPERATIONS

from .kinds import Kind


def archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("mine/plugin.json", '{"name": "Mine"}')
        made.writestr("mine/mine.py", "")
    return held.getvalue()


METHODS: dict[str, Callable[[Any], Any]] = {
    "list_agents": lambda cat: cat.agents.list(),
    "message_agent": lambda cat: cat.agents.message("default", [{"role": "user", "content": []}]),
    "list_chats": lambda cat: cat.chats.list("name"),
    "create_chat": lambda cat: cat.chats.create("a name"),
    "get_chat": lambda cat: cat.chats.get("none"),
    "edit_chat": lambda cat: cat.chats.replace("none"),
    "delete_chat": lambda cat: cat.chats.delete("none"),
    "list_uploads": lambda cat: cat.uploads.list(),
    "upload_file": lambda cat: cat.uploads.upload(b"held", name="a.txt"),
    "get_upload": lambda cat: cat.uploads.get("somebody/a.txt"),
    "list_plugins": lambda cat: cat.plugins.list("chats"),
    "get_plugin": lambda cat: cat.plugins.get("chats"),
    "install_plugin": lambda cat: cat.plugins.install(archive(), name="mine.zip"),
    "toggle_plugin": lambda cat: cat.plugins.toggle("ui"),
    "remove_plugin": lambda cat: cat.plugins.remove("none"),
    "list_registry": lambda cat: cat.registry.list(),
    "install_from_registry": lambda cat: cat.registry.install("https://example.com/p.zip"),
    "list_settings": lambda cat: cat.settings.list(),
    "update_settings": lambda cat: cat.settings.replace("core__config__core", {"default_llm": "default:default"}),
    "get_status": lambda cat: cat.status.get(),
    "get_me": lambda cat: cat.me.get(),
    "oauth_login": lambda cat: cat.auth.login("simple"),
    "oauth_callback": lambda cat: cat.auth.callback("simple", code="secret"),
    "oauth_logout": lambda cat: cat.auth.logout(),
}


def test_every_operation_has_a_method() -> None:
    assert set(METHODS) == set(OPERATIONS)
    assert len(METHODS) == 24


def test_each_method_sends_its_operation(server: EmbeddedCat, kind: Kind) -> None:
    cat = kind.client(server, retries=0)
    failed = {}
    for name, call in METHODS.items():
        before = len(server.requests)
        try:
            kind.run(call(cat))
        except Exception as error:
            failed[name] = getattr(error, "status_code", error)
        sent = server.requests[before:]
        operation = OPERATIONS[name]
        assert [each.method for each in sent] == [operation.method]
        assert sent[0].path.split("/")[1] == operation.path.split("/")[1]
    expected = dict.fromkeys(("get_chat", "edit_chat", "delete_chat", "get_upload", "remove_plugin"), 404)
    assert failed == {**expected, "install_from_registry": 500}


def test_edit_keeps_what_replace_would_empty(server: EmbeddedCat, kind: Kind) -> None:
    cat = kind.client(server)
    said = [{"role": "user", "content": [{"type": "text", "text": "x"}]}]
    chat = kind.run(cat.chats.create("one", messages=said, context={"a": 1}))
    edited = kind.run(cat.chats.edit(chat.id, name="two", context={"b": 2}))
    assert (edited.name, edited.messages[0].text, dict(edited.context)) == ("two", "x", {"a": 1, "b": 2})
    replaced = kind.run(cat.chats.replace(chat.id, name="three"))
    assert (list(replaced.messages), dict(replaced.context)) == ([], {})

    core = "core__config__core"
    kind.run(cat.settings.replace(core, {"default_llm": "a:b", "default_embedder": "c:d"}))
    entry = kind.run(cat.settings.edit(core, {"default_llm": "e:f"}))
    assert dict(entry.value) == {"default_llm": "e:f", "default_embedder": "c:d"}
    with pytest.raises(NotFound, match="there are none of the id 'none'"):
        kind.run(cat.settings.edit("none", {}))


def test_chats_beyond_the_newest_ten_are_found_by_a_search(server: EmbeddedCat, kind: Kind) -> None:
    cat = kind.client(server)
    for number in range(12):
        kind.run(cat.chats.create(f"chat number {number:02}"))
    assert len(kind.run(cat.chats.list())) == 10
    assert [chat.name for chat in kind.run(cat.chats.list("NUMBER 00"))] == ["chat number 00"]


def test_an_upload_has_a_url_that_can_be_fetched(server: EmbeddedCat, kind: Kind) -> None:
    cat, told = kind.client(server), []
    name = "più è 100% #1.txt"
    file = kind.run(cat.uploads.upload(b"held", name=name, on_progress=lambda *sent: told.append(sent)))
    assert file.url.endswith("/pi%C3%B9%20%C3%A8%20100%25%20%231.txt")
    assert kind.run(cat.uploads.get(file.url)) == b"held"
    assert [each.url for each in kind.run(cat.uploads.list())] == [file.url]
    assert told[-1] == (4, 4)
    with pytest.raises(InvalidArgument):
        kind.run(cat.uploads.get("a/../../config.py"))
    with pytest.raises(InvalidArgument):
        kind.run(cat.uploads.get("https://example.com/uploads/..%2f..%2fconfig.py"))


def test_who_shows_no_key_is_refused(server: EmbeddedCat) -> None:
    with CatClient(Config(server.url)) as cat, pytest.raises(Forbidden, match="Invalid Credentials"):
        cat.me.get()
