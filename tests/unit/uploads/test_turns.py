"""Uploads of one client take turns: the next one is sent when the one before has been read, as far as one can know."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api._async.resources import _ingestion as async_ingestion
from cheshire_cat_api._sync.resources import _ingestion as sync_ingestion
from cheshire_cat_api.resources import _ingestion
from cheshire_cat_api.testing import EmbeddedCat
from unit.transport.server import Heard, Server, response

from .conftest import PATIENCE, TEXT, Gate, Uploader

Make = Callable[..., Uploader]
TAKEN = {"filename": "a.txt", "content_type": "text/plain", "info": ""}


def uploads(cat: EmbeddedCat) -> int:
    """How many have been sent."""
    return sum(each.path.startswith("/rabbithole/") for each in cat.requests)


@pytest.fixture
def never_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """That nothing comes tells nothing: the test ends before."""
    monkeypatch.setattr(_ingestion, "SILENCE", 10 * PATIENCE)
    monkeypatch.setattr(_ingestion, "QUIET", 10 * PATIENCE)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What grows no more has been read, after a moment."""
    monkeypatch.setattr(_ingestion, "QUIET", 0.2)
    for module in (sync_ingestion, async_ingestion):
        monkeypatch.setattr(module, "COUNT", 0.02)


# --- What is heard ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("never_silent")
@pytest.mark.parametrize("method", ["upload_file", "upload_files"])
def test_the_next_is_sent_when_the_chat_has_heard_of_the_one_before(
    method: str, cat: EmbeddedCat, gate: Gate, uploader: Make
) -> None:
    """And the first one comes back at once."""
    upload = uploader(cat.url)
    upload.connect()
    gate.open.clear()

    def begin(name: str) -> Any:
        return upload.begin(method, [(name, TEXT)]) if method == "upload_files" else upload.begin(method, (name, TEXT))

    assert begin("a.txt").result(PATIENCE)
    gate.wait_for(1)
    second = begin("b.txt")
    with pytest.raises(TimeoutError):
        second.result(0.3)
    assert (uploads(cat), gate.reached) == (1, ["a.txt"])
    gate.open.set()
    assert second.result(PATIENCE)
    gate.wait_for(2)


@pytest.mark.usefixtures("never_silent")
def test_five_in_a_loop(cat: EmbeddedCat, uploader: Make) -> None:
    upload = uploader(cat.url)
    told: list[str] = []
    last = threading.Event()
    upload.client.on_event = lambda event: (told.append(event.content), "5.txt" in event.content and last.set())
    upload.connect()
    for number in range(1, 6):
        assert upload("upload_file", TEXT, name=f"{number}.txt").thoughts is None
    assert last.wait(PATIENCE)
    assert [content.split(",")[0] for content in told[2::3]] == [f"Finished reading {n}.txt" for n in range(1, 6)]


@pytest.mark.usefixtures("never_silent")
@pytest.mark.parametrize("parallel", [False, True])
def test_five_in_a_loop_ruin_no_store_unless_they_may_be_read_at_once(uploader: Make, parallel: bool) -> None:
    """A store as that of a real Cat without a vector database (CONTRACT §3.3)."""
    with EmbeddedCat(fragile_store=True) as cat:
        upload = uploader(cat.url, parallel_uploads=parallel)
        ended = threading.Semaphore(0)
        upload.client.on_event = lambda event: "I made" in event.content and ended.release()
        upload.connect()
        for number in range(5):
            upload("upload_file", TEXT, name=f"{number}.txt")
        for _ in range(5):
            assert ended.acquire(timeout=PATIENCE)
        assert httpx.get(f"{cat.url}/memory/collections").status_code == (500 if parallel else 200)


@pytest.mark.usefixtures("never_silent")
def test_whatever_asks_for_them(cat: EmbeddedCat, gate: Gate, uploader: Make) -> None:
    """Views, and tasks or threads at the same time."""
    upload = uploader(cat.url)
    gate.open.clear()
    begun = [
        upload.begin("upload_file", TEXT, name="a.txt", wait=True),
        upload.view(lambda client: client.with_options(timeout=9)).begin("upload_file", TEXT, name="b.txt", wait=True),
        upload.view(lambda client: client.as_user("alice")).begin("upload_file", TEXT, name="c.txt", wait=True),
    ]
    for number in range(1, 4):
        gate.wait_for(number)
        assert not cat.wait_for(lambda sent=number: uploads(cat) > sent, 0.1)  # type: ignore[misc]
        gate.let_through = number
    assert len({each.result(PATIENCE).thoughts for each in begun}) == 1


@pytest.mark.usefixtures("never_silent")
def test_one_that_fails_does_not_keep_the_next(cat: EmbeddedCat, uploader: Make) -> None:
    upload = uploader(cat.url)
    upload.connect()
    upload("upload_file", b"no PDF", name="x.pdf")
    assert upload("upload_file", TEXT, 20, 5, name="tea.txt", wait=True).thoughts == 40


@pytest.mark.usefixtures("never_silent")
@pytest.mark.parametrize("name", ["tea.exe", "no.name"])
def test_nor_does_one_that_was_not_taken(name: str, cat: EmbeddedCat, uploader: Make) -> None:
    upload = uploader(cat.url)
    for _ in range(2):
        with pytest.raises(ccat.UnsupportedType):
            upload("upload_file", TEXT, name=name)


@pytest.mark.usefixtures("never_silent")
def test_one_that_nobody_waits_for_any_more_still_has_its_turn(cat: EmbeddedCat, gate: Gate, uploader: Make) -> None:
    upload = uploader(cat.url)
    gate.open.clear()
    with pytest.raises(ccat.TimedOut):
        upload("upload_file", TEXT, name="a.txt", wait=True, wait_timeout=0.1)
    second = upload.begin("upload_file", TEXT, name="b.txt", wait=True)
    with pytest.raises(TimeoutError):
        second.result(0.3)
    assert uploads(cat) == 1
    gate.open.set()
    assert second.result(PATIENCE).thoughts


@pytest.mark.usefixtures("never_silent")
def test_closing_ends_who_waits_for_a_turn(cat: EmbeddedCat, gate: Gate, uploader: Make) -> None:
    upload = uploader(cat.url)
    upload.connect()
    gate.open.clear()
    upload("upload_file", TEXT, name="a.txt")
    begun = [upload.begin("upload_file", TEXT, name=f"{n}.txt", wait=wait) for n, wait in enumerate([False, True])]
    with pytest.raises(TimeoutError):
        begun[0].result(0.2)
    upload.close()
    for each in begun:
        with pytest.raises(ccat.ConnectionFailed):
            each.result(5)
    assert uploads(cat) == 1


# --- What is seen ----------------------------------------------------------------------------------------------------


class Reading:
    """A server that reads what is uploaded while it is looked at: some pieces at each look at its memory.

    Args:
        pieces: of each upload.
        status: of its answers about the memory.
        tells: whether those have the count; otherwise they are no JSON.
    """

    def __init__(self, pieces: int, status: int = 200, tells: bool = True) -> None:
        self._pieces, self._status, self._tells = pieces, status, tells
        self.left = self.count = 0
        self.left_at_uploads: list[int] = []

    def __call__(self, heard: Heard) -> bytes:
        if heard.target == "/memory/collections":
            self.count += min(1, self.left)
            self.left -= min(1, self.left)
            told = {"collections": [{"name": "declarative", "vectors_count": self.count}]}
            return response(self._status, told if self._tells else b"<html>")
        assert heard.target.startswith("/rabbithole/")
        self.left_at_uploads.append(self.left)
        self.left += self._pieces
        return response(200, TAKEN)


@pytest.mark.usefixtures("quick")
def test_without_a_chat_the_memory_tells(uploader: Make) -> None:
    """Which has grown, and grows no more; an upload as such is one request, and the first one comes back at once."""
    reading = Reading(8)
    with Server(reading) as server:
        upload = uploader(server.url)
        upload("upload_file", TEXT, name="a.txt")
        assert [heard.target for heard in server.heard] == ["/rabbithole/"]
        for _ in range(2):
            upload("upload_file", TEXT, name="a.txt")
    assert reading.left_at_uploads == [0, 0, 0]


@pytest.mark.usefixtures("quick")
def test_a_server_that_begins_late(uploader: Make) -> None:
    """An empty memory, or what is in it after the upload before, says whether anything has come: silence is no sign."""
    reading = Reading(0)
    with Server(reading) as server:
        upload = uploader(server.url)
        upload("upload_file", TEXT, name="first.txt")
        for _ in range(2):
            late = upload.begin("upload_file", TEXT, name="late.txt")
            with pytest.raises(TimeoutError):
                late.result(1.0)  # QUIET is 0.2 s
            reading.left += 4  # of the one before
            assert late.result(PATIENCE)


@pytest.mark.usefixtures("quick")
def test_what_takes_long_to_begin_with(monkeypatch: pytest.MonkeyPatch, uploader: Make) -> None:
    """Of a document that must be parsed, no piece comes for a while: that is no sign then."""
    monkeypatch.setattr(_ingestion, "SILENCE", 1.0)
    reading = Reading(0)
    with Server(reading) as server:
        upload = uploader(server.url)
        upload("upload_file", TEXT, name="a.pdf")
        second = upload.begin("upload_file", TEXT, name="b.pdf")
        with pytest.raises(TimeoutError):
            second.result(0.5)  # QUIET is 0.2 s
        second.result(PATIENCE)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("status", "tells"), [(403, True), (500, True), (200, False)])
def test_a_memory_that_does_not_tell(status: int, tells: bool, monkeypatch: pytest.MonkeyPatch, uploader: Make) -> None:
    monkeypatch.setattr(_ingestion, "SILENCE", 1.0)
    with Server(Reading(8, status, tells)) as server:
        upload = uploader(server.url)
        upload("upload_file", TEXT, name="a.txt")
        second = upload.begin("upload_file", TEXT, name="b.txt")
        with pytest.raises(TimeoutError):
            second.result(0.5)
        second.result(PATIENCE)


@pytest.mark.usefixtures("quick")
def test_an_upload_whose_answer_was_lost(monkeypatch: pytest.MonkeyPatch, uploader: Make) -> None:
    """It may be read all the same."""
    monkeypatch.setattr(_ingestion, "QUIET", 1.0)
    reading = Reading(3)

    def answer(heard: Heard) -> bytes | None:
        given = reading(heard)
        return None if len(server.heard) == 1 else given

    with Server(answer) as server:
        upload = uploader(server.url)
        with pytest.raises(ccat.ConnectionFailed):
            upload("upload_file", TEXT, name="a.txt")
        upload("upload_file", TEXT, name="b.txt")
    assert reading.left_at_uploads == [0, 0]


# --- Without turns ---------------------------------------------------------------------------------------------------


def test_they_need_not(cat: EmbeddedCat, gate: Gate, uploader: Make) -> None:
    upload = uploader(cat.url, parallel_uploads=True)
    gate.open.clear()
    waiting = [upload.begin("upload_file", TEXT, 20, 5, name=f"{number}.txt", wait=True) for number in range(2)]
    upload("upload_file", TEXT, name="2.txt")
    gate.wait_for(3)
    gate.open.set()
    assert [each.result(PATIENCE).thoughts for each in waiting] == [40, 40]
    with pytest.raises(ccat.IngestionFailed):
        upload("upload_file", b"no PDF", name="x.pdf", wait=True)


# --- Interrupts and forks --------------------------------------------------------------------------------------------


def test_an_interrupt_leaves_the_next_one_its_turn(cat: EmbeddedCat, gate: Gate) -> None:
    """Ctrl-C while it is waited for."""
    gate.open.clear()
    with interrupted_when(lambda: gate.wait_for(1)), ccat.CatClient(ccat.Config(cat.url)) as client:
        with pytest.raises(KeyboardInterrupt):
            client.rabbit_hole.upload_file(TEXT, name="a.txt", wait=True)
        threading.Timer(0.3, gate.open.set).start()
        assert client.rabbit_hole.upload_file(TEXT, 20, 5, name="b.txt", wait=True).thoughts == 40
    assert gate.reached == ["a.txt", "b.txt"]


@contextlib.contextmanager
def interrupted_when(reached: Callable[[], object]) -> Iterator[None]:
    """Interrupt the main thread then."""

    def interrupt() -> None:
        reached()
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    thread = threading.Thread(target=interrupt, daemon=True)
    thread.start()
    yield
    thread.join()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
@pytest.mark.usefixtures("never_silent")
def test_a_forked_child_begins_anew(cat: EmbeddedCat, gate: Gate) -> None:
    """With a user of its own, for the parent's still listens."""
    with ccat.CatClient(ccat.Config(cat.url)) as client:
        client.rabbit_hole.upload_file(TEXT, name="a.txt", wait=True)
        gate.open.clear()
        with pytest.raises(ccat.TimedOut):
            client.rabbit_hole.upload_file(TEXT, name="b.txt", wait=True, wait_timeout=0.1)
        child = os.fork()
        if child == 0:  # nothing but _exit ends this process: the rest is the parent's
            code = 3
            try:
                signal.alarm(20)
                client.rabbit_hole.upload_file(TEXT, name="c.txt", wait=True)
                code = 0
            finally:
                os._exit(code)
        gate.wait_for(3)
        gate.open.set()
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert client.rabbit_hole.upload_file(TEXT, 20, 5, name="d.txt", wait=True).thoughts == 40
    assert len({each.user for each in cat.requests if each.path.startswith("/rabbithole/")}) == 2


def test_a_cancellation_gives_the_turn_back(cat: EmbeddedCat, gate: Gate) -> None:
    async def run() -> None:
        async with ccat.AsyncCatClient(ccat.Config(cat.url)) as client:
            await client.connect_ws(10)
            gate.open.clear()
            await client.rabbit_hole.upload_file(TEXT, name="a.txt")
            second = asyncio.ensure_future(client.rabbit_hole.upload_file(TEXT, name="b.txt"))
            await asyncio.sleep(0.2)
            second.cancel()
            with pytest.raises(asyncio.CancelledError):
                await second
            gate.open.set()
            assert (await client.rabbit_hole.upload_file(TEXT, 20, 5, name="c.txt", wait=True)).thoughts == 40

    asyncio.run(run())
    assert gate.reached == ["a.txt", "c.txt"]
