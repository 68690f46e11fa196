"""A conversation keeps what was said, and loses nothing."""

from __future__ import annotations

from typing import Any

import pytest

from cheshire_cat_v2 import RunFailed
from cheshire_cat_v2.testing import EmbeddedCat

from .kinds import Kind


def texts(conversation: Any) -> list[str]:
    return [block["text"] for message in conversation.messages for block in message["content"]]


@pytest.mark.parametrize("libraries", ["release", "pinned", "newest"])
def test_history_goes_back_as_it_came(kind: Kind, libraries: Any) -> None:
    with EmbeddedCat(libraries=libraries) as server:
        conversation = kind.client(server).conversation("probe")
        kind.run(conversation.ask('/tool add {"a": 2, "b": 40}'))
        assert [message["role"] for message in conversation.messages] == ["user", "assistant", "tool", "assistant"]
        told = kind.run(conversation.ask("/history")).text
        assert '["user", "/tool add' in told
        assert "Tool said: 42" in told
        saved = kind.run(conversation.save("stored"))
        loaded = kind.run(kind.client(server).load_conversation(saved.id, "probe"))
        assert texts(loaded) == texts(conversation)
        assert "Tool said: 42" in kind.run(loaded.ask("/history")).text


def test_nothing_is_lost_when_a_turn_fails_or_is_left(server: EmbeddedCat, kind: Kind) -> None:
    conversation = kind.client(server).conversation()
    kind.run(conversation.ask("one"))
    before = list(conversation.messages)
    with pytest.raises(RunFailed):
        kind.run(conversation.ask("/error-mid no"))
    assert conversation.messages == before
    kind.first(conversation.stream("/slow 0.02 500"))
    assert conversation.messages == before
    kind.all(conversation.stream("two"))
    assert texts(conversation) == ["one", "Echo: one", "two", "Echo: two"]


def test_a_copy_goes_its_own_way(server: EmbeddedCat, kind: Kind) -> None:
    conversation = kind.client(server).conversation()
    kind.run(conversation.ask("one"))
    saved = kind.run(conversation.save("first"))
    branch = conversation.copy()
    kind.run(branch.ask("two"))
    assert texts(conversation) == ["one", "Echo: one"]
    assert texts(branch) == ["one", "Echo: one", "two", "Echo: two"]
    assert kind.run(branch.save("second")).id != saved.id
    kind.run(conversation.ask("three"))
    assert kind.run(conversation.save()).id == saved.id
    assert sorted(chat["name"] for chat in server.chats()) == ["first", "second"]
