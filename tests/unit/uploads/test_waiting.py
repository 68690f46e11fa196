"""wait=True comes back when the server has really read an upload, with the number of thoughts, or raises."""

from __future__ import annotations

import asyncio
import pickle
import threading
from collections.abc import Callable
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api._async.resources import _ingestion as async_ingestion
from cheshire_cat_api._sync.resources import _ingestion as sync_ingestion
from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_api.testing.faults import Cut, FaultProxy, OnResponse

from .conftest import TEXT, Gate, Uploader

Make = Callable[..., Uploader]


def stored(client: ccat.CatClient) -> list[dict[str, Any]]:
    return [dict(point.payload.metadata) for point in client.memory.iter_points("declarative")]


def uploaders(cat: EmbeddedCat) -> list[str]:
    """As whom uploads came, in order."""
    return [str(each.user) for each in cat.requests if each.path.startswith("/rabbithole/")]


@pytest.fixture
def every_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the connection of an upload all the time."""
    for module in (sync_ingestion, async_ingestion):
        monkeypatch.setattr(module, "PING", 0.0)


# --- It has been read ------------------------------------------------------------------------------------------------


def test_it_has_been_read(cat: EmbeddedCat, client: ccat.CatClient, uploader: Make) -> None:
    """Without an open chat, as a user of the client's own: that of another program hears as before."""
    client.connect_ws(10)
    upload = uploader(cat.url)
    result = upload("upload_file", TEXT, 20, 5, name="tea.txt", metadata={"cups": 2}, wait=True)
    assert isinstance(result, ccat.UploadedFile)
    assert (result.filename, result.thoughts, result["thoughts"]) == ("tea.txt", 40, 40)
    assert pickle.loads(pickle.dumps(result)).thoughts == 40
    assert [sorted(each) for each in stored(client)] == 40 * [["cups", "source", "when"]]  # nothing of ours
    (own,) = set(uploaders(cat))
    assert own.startswith("user-uploads-")
    upload("upload_file", TEXT, name="tea.txt", wait=True)
    assert set(uploaders(cat)) == {own}
    assert (cat.sockets(own), cat.sockets("user")) == (1, 1)
    assert client.ask("[dict]").text == "fast reply output"
    upload.close()
    assert cat.wait_for(lambda: cat.sockets(own) == 0)


def test_the_chat_that_is_open_tells(cat: EmbeddedCat, uploader: Make) -> None:
    """And its own listeners hear all the same."""
    upload = uploader(cat.url)
    told: list[str] = []
    last = threading.Event()
    upload.client.on_event = lambda event: (told.append(event.content), "Finished" in event.content and last.set())
    upload.connect()
    result = upload("upload_file", TEXT, 20, 5, name="tea.txt", wait=True)
    assert result.thoughts == 40
    assert last.wait(10)
    assert told[-1] == "Finished reading tea.txt, I made 40 thoughts on it."
    assert uploaders(cat) == ["user"]
    assert upload.view(lambda client: client.with_options(timeout=9))("upload_file", TEXT, name="b.txt", wait=True)
    assert set(uploaders(cat)) == {"user"}
    # A view of another user has a chat of its own, which is not open; nor is that of one whose id is in a header.
    upload.view(lambda client: client.as_user("alice"))("upload_file", TEXT, name="c.txt", wait=True)
    view = upload.view(lambda client: client.with_options(headers={"user_id": "alice"}))
    assert view("upload_file", TEXT, name="d.txt", wait=True).thoughts
    assert uploaders(cat)[-2:] == 2 * [uploaders(cat)[-1]]
    assert uploaders(cat)[-1].startswith("user-uploads-")


def test_a_chat_that_is_being_connected_is_waited_for(cat: EmbeddedCat, uploader: Make) -> None:
    upload = uploader(cat.url)
    upload.begin_connecting()
    assert upload("upload_file", TEXT, 20, 5, name="tea.txt", wait=True).thoughts == 40
    assert uploaders(cat) == ["user"]


@pytest.mark.parametrize("keys", [{"api_key": "k"}, {"api_key": "k", "ws_key": "w"}, {"ws_key": "w"}])
def test_with_keys(keys: dict[str, str], uploader: Make) -> None:
    with EmbeddedCat(**keys) as cat:  # type: ignore[arg-type]
        upload = uploader(cat.url, auth_key=keys.get("api_key", ""), auth_key_ws=keys.get("ws_key"))
        assert upload("upload_file", TEXT, 20, 5, name="tea.txt", wait=True).thoughts == 40


def test_with_a_jwt_the_chat_must_be_open(cat: EmbeddedCat, client: ccat.CatClient, uploader: Make) -> None:
    """Another socket of the token's user could make another program's deaf. No other permission is needed."""
    client.users.create_user("hare", "marching", {"UPLOAD": ["WRITE"], "CONVERSATION": ["WRITE"]})
    upload = uploader(cat.url, username="hare", password="marching")
    for _ in range(2):  # before the first token, and after
        with pytest.raises(ccat.NotConnected, match=r"connect_ws\(\) first.*nothing was sent"):
            upload("upload_file", TEXT, name="tea.txt", wait=True)
    assert uploaders(cat) == []
    upload.connect()
    assert upload("upload_file", TEXT, 20, 5, name="tea.txt", wait=True).thoughts == 40


def test_what_a_credential_turns_out_to_be(cat: EmbeddedCat, client: ccat.CatClient, uploader: Make) -> None:
    token = client.auth.auth_token("admin", "admin").access_token
    with pytest.raises(ccat.NotConnected):
        uploader(cat.url, credential=lambda: token)("upload_file", TEXT, name="tea.txt", wait=True)
    assert uploader(cat.url, credential=lambda: "key")("upload_file", TEXT, name="tea.txt", wait=True).thoughts


def test_a_chat_that_cannot_be_had(dead_url: str, uploader: Make) -> None:
    with pytest.raises(ccat.ConnectionFailed):
        uploader(dead_url)("upload_file", TEXT, name="tea.txt", wait=True)


# --- It has not ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("connected", [False, True], ids=["own user", "chat"])
def test_it_could_not_be_read(connected: bool, cat: EmbeddedCat, uploader: Make) -> None:
    upload = uploader(cat.url)
    if connected:
        upload.connect()
    with pytest.raises(ccat.IngestionFailed, match=r"x\.pdf: the server took it, but gave up reading"):
        upload("upload_file", b"no PDF", name="x.pdf", wait=True)
    assert upload("upload_file", TEXT, 20, 5, name="tea.txt", wait=True).thoughts == 40


@pytest.mark.usefixtures("every_moment")
def test_it_fails_long_after(gate: Gate, uploader: Make) -> None:
    """Longer than the server keeps a connection that nobody uses."""
    with EmbeddedCat(keep_alive=1.0) as cat:
        upload = uploader(cat.url)
        gate.open.clear()
        waiting = upload.begin("upload_file", TEXT, name="tea.txt", wait=True)
        gate.wait_for(1)
        seen = len(cat.requests)
        assert cat.wait_for(lambda: sum(each.path == "/" for each in cat.requests[seen:]) > 12, 30)
        gate.fails = True
        gate.open.set()
        with pytest.raises(ccat.IngestionFailed):
            waiting.result(10)


def test_a_connection_that_ends_in_good_order_is_no_failure(gate: Gate, uploader: Make) -> None:
    """As that of a server which keeps idle ones for a moment only: nothing is learnt from it then."""
    with EmbeddedCat(keep_alive=0.02) as cat:
        upload = uploader(cat.url)
        gate.open.clear()
        waiting = upload.begin("upload_file", TEXT, 20, 5, name="tea.txt", wait=True)
        # The connection that is dropped as soon without an upload.
        assert cat.wait_for(lambda: any(each.path == "/" for each in cat.requests))
        gate.open.set()
        assert waiting.result(10).thoughts == 40


def test_something_in_between_that_keeps_no_connection(cat: EmbeddedCat, gate: Gate, uploader: Make) -> None:
    with FaultProxy(cat.url) as proxy:
        for path in ("/", "/rabbithole/"):
            proxy.add(Cut(when=OnResponse("after"), path=path, times=None))
        upload = uploader(proxy.url)
        gate.open.clear()
        waiting = upload.begin("upload_file", TEXT, 20, 5, name="tea.txt", wait=True)
        proxy.wait_for(lambda: len(proxy.fired) >= 2)
        gate.open.set()
        assert waiting.result(10).thoughts == 40


def test_its_end_is_not_heard_of(cat: EmbeddedCat, gate: Gate, uploader: Make) -> None:
    upload = uploader(cat.url)
    gate.open.clear()
    with pytest.raises(ccat.TimedOut, match=r"not read within 0\.2 s.*may still be reading"):
        upload("upload_file", TEXT, name="tea.txt", wait=True, wait_timeout=0.2)


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan"), None, "5"])
def test_a_time_that_is_none_is_refused(seconds: Any, cat: EmbeddedCat, uploader: Make) -> None:
    with pytest.raises(ccat.ConfigError, match="wait_timeout"):
        uploader(cat.url)("upload_file", b"tea", name="tea.txt", wait=True, wait_timeout=seconds)
    assert cat.requests == []


@pytest.mark.parametrize("connected", [False, True], ids=["own user", "chat"])
def test_the_client_is_closed_meanwhile(connected: bool, cat: EmbeddedCat, gate: Gate, uploader: Make) -> None:
    upload = uploader(cat.url)
    if connected:
        upload.connect()
    gate.open.clear()
    waiting = upload.begin("upload_file", TEXT, name="tea.txt", wait=True)
    gate.wait_for(1)
    upload.close()
    with pytest.raises(ccat.ConnectionFailed):
        waiting.result(5)
    gate.open.set()
    assert upload("upload_file", TEXT, 20, 5, name="tea.txt", wait=True).thoughts == 40  # it can be used again


def test_nothing_is_left_where_it_is_cancelled(cat: EmbeddedCat, client: ccat.CatClient, gate: Gate) -> None:
    async def run() -> None:
        async with ccat.AsyncCatClient(ccat.Config(cat.url)) as uploading:
            gate.open.clear()
            waiting = asyncio.ensure_future(uploading.rabbit_hole.upload_file(TEXT, name="tea.txt", wait=True))
            await asyncio.to_thread(gate.wait_for, 1)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            gate.open.set()
            result = await uploading.rabbit_hole.upload_file(TEXT, 20, 5, name="tea.txt", wait=True)
            assert result.thoughts == 40

    asyncio.run(run())
    assert {frozenset(each) for each in stored(client)} == {frozenset(("source", "when"))}


def test_a_client_that_is_forgotten_leaves_no_socket(cat: EmbeddedCat) -> None:
    client = ccat.CatClient(ccat.Config(cat.url))
    client.rabbit_hole.upload_file(TEXT, name="tea.txt", wait=True)
    (own,) = uploaders(cat)
    del client
    assert cat.wait_for(lambda: cat.sockets(own) == 0)
