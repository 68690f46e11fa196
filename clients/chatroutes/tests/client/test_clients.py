"""A client as a whole: where it comes from, how it ends, its views, its pages, its trees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import chatroutes
from chatroutes import AsyncChatRoutes, ChatRoutes, InvalidArgumentError
from chatroutes.testing import EmbeddedChatRoutes, FaultProxy, faults

from .kinds import KEY, Kind

KINDS = pytest.mark.parametrize("made", [ChatRoutes, AsyncChatRoutes])


@pytest.fixture
def proxy(service: EmbeddedChatRoutes) -> Iterator[FaultProxy]:
    """A way to the server on which connections can be counted."""
    with FaultProxy(service.url) as opened:
        yield opened


@KINDS
def test_the_defaults_are_those_of_the_published_versions(made: Any) -> None:
    client = made("k")
    assert client.base_url == "https://api.chatroutes.com/api/v1"
    config = client._config
    assert (config.attempt, config.retries, config.retry_delay) == (30, 3, 1.0)
    assert made("k", "http://127.0.0.1:1/api/v1/").base_url == "http://127.0.0.1:1/api/v1"
    assert made.__module__ == "chatroutes"
    with pytest.raises(AttributeError):
        client.api_key = "another"


@KINDS
def test_the_environment_says_who_asks_and_where(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidArgumentError, match="CHATROUTES_API_KEY is not set"):
        made.from_env()
    monkeypatch.setenv("CHATROUTES_API_KEY", KEY)
    assert (made.from_env().api_key, made.from_env().base_url) == (KEY, "https://api.chatroutes.com/api/v1")
    monkeypatch.setenv("CHATROUTES_BASE_URL", "http://127.0.0.1:1/v1/")
    client = made.from_env(retry_attempts=7, api_key="mine")
    assert (client.api_key, client.base_url, client._config.retries) == ("mine", "http://127.0.0.1:1/v1", 7)
    assert made("k").base_url == "https://api.chatroutes.com/api/v1"  # nothing is read without being told


def test_a_client_opens_again_after_it_was_closed(kind: Kind, proxy: FaultProxy) -> None:
    client = kind.client(proxy.url)
    with kind.opened(client) as same:
        assert same is client
        kind.run(client.conversations.list())
        kind.close(client.with_options(timeout=5))  # a view owns nothing
        with kind.opened(client.with_options(timeout=5)):
            pass
        kind.run(client.conversations.list())
        assert len(proxy.connections) == 1
    proxy.wait_for(lambda: proxy.open_connections == 0)
    kind.close(client)
    assert kind.run(client.conversations.list())["total"] == 1


def test_views_share_connections_and_have_their_own_options(
    kind: Kind, service: EmbeddedChatRoutes, proxy: FaultProxy
) -> None:
    client = kind.client(proxy.url, timeout=7, retry_attempts=1)
    view = client.with_options(timeout=9, retry_attempts=2, retry_delay=0.5, headers={"X-Team": "blue"})
    again = view.with_options(retry_messages=True, total_timeout=11)
    for each in (client, view, again, client):
        kind.run(each.conversations.list())
    assert [request.headers.get("x-team") for request in service.requests] == [None, "blue", "blue", None]
    found = [
        (c._config.attempt, c._config.retries, c._config.retry_delay, c._config.total) for c in (client, view, again)
    ]
    assert found == [(7, 1, 0, None), (9, 2, 0.5, None), (9, 2, 0.5, 11)]
    assert len(proxy.connections) == 1
    assert type(view) is type(client)
    service.enqueue(faults.error(503, "no"), times=5)
    with pytest.raises(chatroutes.ServerError):
        kind.run(again.with_options(retry_delay=0.001).messages.send("conv_123", {"content": "x"}))
    assert len(service.requests) == 4 + 3


@pytest.mark.parametrize("dialect", ["early", "modern"])
def test_all_pages_are_gone_through(kind: Kind, dialect: Any) -> None:
    with EmbeddedChatRoutes(dialect=dialect, sample=False) as service:
        for index in range(5):
            service.add_conversation(f"C{index}", shared=index == 0)
        client = kind.client(service)

        def titles(params: Any = None) -> list[str]:
            return [each["title"] for each in kind.every(client.conversations.iterate(params))]

        assert titles({"limit": 2}) == ["C4", "C3", "C2", "C1", "C0"]
        assert [request.query for request in service.requests] == [f"limit=2&page={n}" for n in (1, 2, 3)]
        assert titles({"limit": 2, "page": 2}) == ["C2", "C1", "C0"]
        assert titles({"limit": 3, "filter": "owned"}) == ["C4", "C3", "C2", "C1"]
        assert titles({"filter": "shared"}) == titles({"page": "1", "filter": "shared"}) == ["C0"]
        assert titles() == ["C4", "C3", "C2", "C1", "C0"]
        assert titles({"page": 9}) == []


def test_pages_are_asked_for_when_they_are_needed_and_end(kind: Kind, service: EmbeddedChatRoutes) -> None:
    more = {"conversations": [{"id": "c"}], "total": 9, "page": 1, "limit": 1, "hasNext": True}
    service.enqueue(faults.Answer(200, more), faults.Answer(200, {**more, "conversations": []}))
    every = kind.client(service).conversations.iterate({"limit": 1})
    assert service.requests == []
    assert kind.next(every)["id"] == "c"
    assert len(service.requests) == 1
    assert kind.every(every) == []
    assert len(service.requests) == 2


@pytest.mark.parametrize("page", ["x", 1.5, float("nan"), True])
def test_a_page_that_is_no_number_is_refused(kind: Kind, service: EmbeddedChatRoutes, page: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="page"):
        kind.every(kind.client(service).conversations.iterate({"page": page}))
    assert service.requests == []


@pytest.mark.parametrize("shape", ["nested", "messages", "flat"])
def test_a_tree_is_walked_whatever_its_shape(kind: Kind, shape: Any) -> None:
    with EmbeddedChatRoutes(tree=shape) as service:
        client = kind.client(service)
        fork = kind.run(client.branches.fork("conv_123", {"forkPointMessageId": "msg_456", "title": "Fork"}))
        kind.run(client.branches.send_message("conv_123", fork["id"], {"content": "Why?"}))
        tree = kind.run(client.conversations.get_tree("conv_123"))
    walked = [(depth, node["content"]) for depth, node in tree.walk()]
    assert tree["conversation"]["title"] == "Sample Conversation"
    assert tree["metadata"]["totalNodes"] == len(walked) >= 2
    assert ("Why?" if shape == "messages" else "Fork") in [content for _, content in walked]
    assert walked[0][0] == 0
