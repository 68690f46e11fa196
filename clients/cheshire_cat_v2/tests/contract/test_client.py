"""Our client on the same server: each of its operations once, and what it says to agents."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

import cheshire_cat_v2 as ccat

from .servers import Server, archive

CORE = "core__config__core"


@pytest.fixture
def cat(server: Server) -> Iterator[ccat.CatClient]:
    """A client of a user who was not there before."""
    with ccat.CatClient(ccat.Config(server.url, auth_key=server.token())) as client:
        yield client


@pytest.fixture
def admin(server: Server) -> Iterator[ccat.CatClient]:
    """A client with the key."""
    with ccat.CatClient(ccat.Config(server.url, auth_key=server.key)) as client:
        yield client


def test_who_and_what_is_there(cat: ccat.CatClient, admin: ccat.CatClient) -> None:
    assert cat.status.get().version.startswith("2.")
    assert (cat.me.get().name, admin.me.get().name) == ("al", "admin")
    assert {"default", "probe"} <= {agent.slug for agent in cat.agents.list()}
    with pytest.raises(ccat.Forbidden, match="Insufficient role"):
        cat.settings.list()


def test_a_question_a_stream_and_tools(cat: ccat.CatClient) -> None:
    assert cat.ask("perché 日本 🐱").text == "Echo: perché 日本 🐱"
    assert list(cat.stream("one two")) == ["Echo:", " one", " two"]
    assert list(cat.stream("/quiet psst")) == ["psst"]
    events = list(cat.stream('/say+tool add {"a": 2, "b": 40}', agent="probe").events())
    called = next(event for event in events if isinstance(event, ccat.ToolCalled))
    result = next(event for event in events if isinstance(event, ccat.ToolResult))
    assert (called.name, called.args, result.content) == ("add", {"a": 2, "b": 40}, "42")
    customs = [event.type for event in cat.stream("hi", agent="events").events() if isinstance(event, ccat.Custom)]
    assert customs == ["STEP_STARTED", "CUSTOM", "STATE_SNAPSHOT", "STEP_FINISHED"]
    said = [{"role": "user", "content": [{"type": "text", "text": "hi"}]}]
    assert cat.agents.message("default", said).messages[0].text == "Echo: hi"


def test_failures_are_told(cat: ccat.CatClient) -> None:
    with pytest.raises(ccat.RunFailed, match="kaboom") as failed:
        cat.ask("/error-mid kaboom")
    assert failed.value.partial == "so far "
    with pytest.raises(ccat.NotFound, match="Agent 'nope' not found"):
        cat.ask("hi", agent="nope")
    with pytest.raises(ccat.RunFailed, match="ArgsSchema"):
        cat.ask("hi", agent="withargs")
    assert cat.ask("hi", agent="withargs", args={"temperature": 0.5}).text.startswith("ArgsSchema(temperature=0.5")
    said = [{"role": "user", "content": [{"type": "text", "text": "/error boom"}]}]
    for _ in range(3):  # each closes its connection unsaid (CONTRACT C1)
        with pytest.raises(ccat.ServerError):
            cat.agents.message("default", said)
        assert cat.me.get().name == "al"


def test_a_conversation_is_known_to_the_model_and_can_be_stored(cat: ccat.CatClient) -> None:
    conversation = cat.conversation(agent="probe")
    conversation.ask('/tool add {"a": 2, "b": 40}')
    branch = conversation.copy()
    told = conversation.ask("/history").text
    assert '["tool", "42"], ["assistant", "Tool said: 42"]' in told
    stored = conversation.save("of the contract")
    again = cat.load_conversation(stored.id, agent="probe")
    assert '["tool", "42"]' in again.ask("/history").text
    assert len(branch.messages) < len(conversation.messages)


def test_leaving_a_stream_cancels_its_run(cat: ccat.CatClient, server: Server) -> None:
    with cat.stream("/slow 0.1 600") as stream:
        assert next(iter(stream)) == "t0"
    if server.embedded is not None:
        embedded = server.embedded
        assert embedded.wait_for(lambda: embedded.runs[-1].state == "cancelled")
    assert cat.ask("hi").text == "Echo: hi"


def test_chats(cat: ccat.CatClient) -> None:
    made = cat.chats.create("first", context={"k": 1})
    assert cat.chats.edit(made.id, name="second").context["k"] == 1
    assert cat.chats.replace(made.id, name="third").name == "third"
    assert cat.chats.get(made.id).name == "third"
    assert [chat.name for chat in cat.chats.list("THIRD")] == ["third"]
    cat.chats.delete(made.id)
    assert cat.chats.list() == []


def test_uploads(cat: ccat.CatClient) -> None:
    made = cat.uploads.upload(b"hello cat", name="più è.txt")
    assert cat.uploads.get(made.url) == b"hello cat"
    assert [file.url for file in cat.uploads.list()] == [made.url]


def test_plugins_and_the_registry(admin: ccat.CatClient) -> None:
    made = admin.plugins.install(archive({"contract_client.py": b"x = 1"}), name="contract-client.zip")
    try:
        assert (made.id, made.active) == ("contract_client", True)
        admin.plugins.toggle(made.id)
        assert admin.plugins.get(made.id).active is False
        assert made.id in [plugin.id for plugin in admin.plugins.list()]
    finally:
        admin.plugins.remove("contract_client")
    assert admin.registry.list()
    with pytest.raises(ccat.ServerError, match="Could not install"):
        admin.registry.install("https://nowhere.invalid/x")


def test_settings(admin: ccat.CatClient) -> None:
    assert CORE in [entry.id for entry in admin.settings.list()]
    assert admin.settings.edit(CORE, {"default_llm": "scripted:echo"}).value["default_llm"] == "scripted:echo"
    provider = "core__model_providers__openai_compatible"
    assert admin.settings.replace(provider, {"api_key": "k"}).value["api_key"] == "k"
    assert admin.settings.replace(provider, {}).value["api_key"] == ""


def test_a_login_leads_somewhere(cat: ccat.CatClient) -> None:
    assert "/auth/internal-idp" in cat.auth.login("simple")
    assert cat.auth.callback("simple", code="any").startswith("http")
    assert cat.auth.logout().startswith("http")
    with pytest.raises(ccat.Forbidden):
        cat.auth.callback("simple")


def test_the_same_awaited(server: Server) -> None:
    async def once() -> list[str]:
        async with ccat.AsyncCatClient(ccat.Config(server.url, auth_key=server.token())) as cat:
            assert (await cat.ask("hi")).text == "Echo: hi"
            assert await cat.chats.list() == []
            conversation = cat.conversation()
            return [token async for token in conversation.stream("one two")]

    assert asyncio.run(once()) == ["Echo:", " one", " two"]


@pytest.mark.filterwarnings("ignore:The HMAC key")  # the server's own default is a short one
def test_a_user_signs_for_themselves(server: Server) -> None:
    pytest.importorskip("jwt")
    token = ccat.user_token(server.secret, "bo", roles=["editor"])
    with ccat.CatClient(ccat.Config(server.url, auth_key=token)) as cat:
        assert (cat.me.get().name, cat.me.get().roles) == ("bo", ["editor"])
