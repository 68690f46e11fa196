"""The fault proxy between the embedded Cat and clients that people use."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
import websocket
from websockets.sync.client import connect

from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_api.testing.faults import (
    Answer,
    Cut,
    CutBody,
    FaultProxy,
    Frame,
    Huge,
    Insert,
    OnResponse,
    RandomFaults,
)

QUESTION = json.dumps({"text": "hello [tok:3]"})


@pytest.fixture
def proxy() -> Iterator[FaultProxy]:
    with EmbeddedCat() as cat, FaultProxy(cat.url) as proxy:
        yield proxy


@pytest.fixture
def http(proxy: FaultProxy) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=proxy.url, trust_env=False, timeout=10) as client:
        yield client


def chat_url(proxy: FaultProxy) -> str:
    return f"ws://{proxy.host}:{proxy.port}/ws/alice"


def test_answers_of_the_proxy_and_of_the_cat_share_a_connection(proxy: FaultProxy, http: httpx.Client) -> None:
    proxy.add(Answer(503, retry_after=1, body=b"busy", path="/plugins/", times=2))
    replies = [http.get("/plugins/") for _ in range(3)]
    assert [reply.status_code for reply in replies] == [503, 503, 200]
    assert [reply.headers.get("retry-after") for reply in replies] == ["1", "1", None]
    assert http.head("/").status_code == 405
    [connection] = proxy.connections
    assert connection.requests == [("GET", "/plugins/")] * 3 + [("HEAD", "/")]


def test_a_redirect_of_the_cat_leads_back_to_the_proxy(proxy: FaultProxy, http: httpx.Client) -> None:
    assert http.get("/plugins").headers["location"] == f"{proxy.url}/plugins/"


def test_a_lost_answer_and_a_cut_one(proxy: FaultProxy, http: httpx.Client) -> None:
    proxy.add(Cut(by="rst", when=OnResponse(), path="/"))
    proxy.add(CutBody(5, path="/"))
    with pytest.raises(httpx.ReadError):
        http.get("/")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        http.get("/")
    assert http.get("/").json()["status"]


def test_a_chat_that_is_cut_in_a_frame_and_works_again(proxy: FaultProxy) -> None:
    proxy.add(Cut(by="rst", when=Frame(2, edge="at")))
    chat = websocket.create_connection(chat_url(proxy), timeout=10)
    chat.send(QUESTION)
    assert json.loads(chat.recv())["type"] == "chat_token"
    with pytest.raises(ConnectionResetError):
        chat.recv()
    chat.close()
    again = websocket.create_connection(chat_url(proxy), timeout=10)
    again.ping()
    again.close()
    assert proxy.connections[0].to_client.frames == 1


def test_a_frame_put_in_between_compressed_ones(proxy: FaultProxy) -> None:
    proxy.add(Insert("this is not JSON", when=Frame(2)))
    with connect(chat_url(proxy), compression="deflate", max_size=None) as chat:
        chat.send(QUESTION)
        received = [chat.recv(timeout=10) for _ in range(3)]
        assert [extension.name for extension in chat.protocol.extensions] == ["permessage-deflate"]
    assert json.loads(received[0])["type"] == "chat_token"
    assert received[1] == "this is not JSON"
    assert json.loads(received[2])["type"] == "chat_token"


def test_a_huge_frame_is_a_notification(proxy: FaultProxy) -> None:
    proxy.add(Insert(Huge(100)))
    with connect(chat_url(proxy)) as chat:
        chat.send(QUESTION)
        assert chat.recv(timeout=10) == '{"type": "notification", "content": "' + "x" * 61 + '"}'
    assert repr(Huge(100)) == "Huge(size=100)"


def test_a_huge_frame_that_is_picked_is_one_too() -> None:
    policy = RandomFaults(7, 1.0, kinds=(Insert,))
    picked = [policy.pick(1, number, websocket=True) for number in range(50)]
    assert {type(pick.frame) for pick in picked if isinstance(pick, Insert)} == {str, Huge}
    assert repr(policy) == "RandomFaults(seed=7, rate=1.0, kinds=(Insert,))"
