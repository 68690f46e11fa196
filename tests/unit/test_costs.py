"""What the client costs, as far as it can be counted: modules, calls of functions, threads, objects that stay.

Nothing here is timed, so nothing here is noise; `make bench` measures the rest.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import json
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from types import FrameType

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat

IMPORT = "import cheshire_cat_api as ccat"
FIRST_CALL = f"{IMPORT}; import sys; ccat.CatClient(ccat.Config(sys.argv[1])).plugins.get_available_plugins()"
READ_AT_MOST = 1024 * 1024


@contextlib.contextmanager
def in_a_process() -> Iterator[str]:
    """The address of a Cat in a process of its own."""
    command = [sys.executable, "-m", "cheshire_cat_api.testing", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """A Cat in a process of its own, so that all that is counted here is the client's."""
    with in_a_process() as url:
        yield url


@pytest.fixture
def reader() -> Iterator[str]:
    """Another one, which reads what is uploaded: of 16 MiB, that keeps a Cat from all else for seconds."""
    with in_a_process() as url:
        yield url


def modules_after(code: str, *arguments: str) -> set[str]:
    """What an interpreter has loaded that ran some code, beyond what it loads to say so."""
    code = f"import json, sys; before = set(sys.modules); {code}; print(json.dumps(sorted(set(sys.modules) - before)))"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60, check=True
    )
    return set(json.loads(done.stdout))


def test_the_import_loads_next_to_nothing() -> None:
    loaded = modules_after(IMPORT)
    assert "cheshire_cat_api" in loaded
    assert len(loaded) < 20, sorted(loaded)


def test_a_first_call_loads_nothing_of_the_chat_nor_of_asyncio(elsewhere: str) -> None:
    loaded = modules_after(FIRST_CALL, elsewhere)
    assert "httpx" in loaded
    assert not loaded & {"asyncio", "websocket", "websockets", "cheshire_cat_api._chat.threads.chat", "pydantic"}


def test_a_first_call_loads_little_beyond_httpx(elsewhere: str) -> None:
    httpx_alone = modules_after("import httpx; httpx.get(sys.argv[1])", elsewhere)
    beyond = modules_after(FIRST_CALL, elsewhere) - httpx_alone
    assert len(beyond) < 130, sorted(beyond)


def growth(work: Callable[[], object], times: int) -> int:
    """By how many blocks of memory the process grows when work is done so often: the least of up to eight tries.

    What is forgotten grows every time; caches and free lists do not, once they are full.
    """
    work()
    least = times
    for _ in range(8):
        least = min(least, _growth(work, times))
        if least < times:
            break
    return least


def _growth(work: Callable[[], object], times: int) -> int:
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(times):
        work()
    gc.collect()
    return sys.getallocatedblocks() - before


def test_calls_leave_nothing_behind(elsewhere: str) -> None:
    with ccat.CatClient(ccat.Config(elsewhere)) as cat:
        assert growth(cat.plugins.get_available_plugins, 200) < 200


def test_turns_leave_nothing_behind(elsewhere: str) -> None:
    with ccat.CatClient(ccat.Config(elsewhere)) as cat:
        assert growth(lambda: cat.ask("[tok:5]"), 200) < 200


def test_clients_leave_nothing_behind(elsewhere: str) -> None:
    def use() -> None:
        with ccat.CatClient(ccat.Config(elsewhere, user_id="alice")) as cat:
            cat.status.status()
            cat.ask("hello")

    assert growth(use, 50) < 50


def test_a_chat_takes_two_threads(elsewhere: str) -> None:
    before = set(threading.enumerate())
    cats = [ccat.CatClient(ccat.Config(elsewhere, user_id=f"user{number}")) for number in range(20)]
    assert set(threading.enumerate()) <= before
    for cat in cats:
        cat.connect_ws(timeout=10)
    ours = set(threading.enumerate()) - before
    assert len(ours) <= 2 * len(cats)
    for cat in cats:
        cat.close()
    for thread in ours:
        thread.join(10)
    assert not [thread for thread in ours if thread.is_alive()]


def functions_called(work: Callable[[], object]) -> int:
    """How often the work calls a function of Python, on this thread and on those that it starts."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    threading.setprofile(note)
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
        threading.setprofile(before)
    return count


def test_the_work_of_a_call_does_not_grow_with_their_number(elsewhere: str) -> None:
    with ccat.CatClient(ccat.Config(elsewhere)) as cat:

        def call(times: int) -> None:
            for _ in range(times):
                cat.plugins.get_available_plugins()

        call(2)
        few, some, many = (functions_called(partial(call, times)) for times in (3, 12, 48))
    assert some <= 4 * few * 1.1
    assert many <= 16 * few * 1.1


def test_the_work_of_a_frame_does_not_grow_with_their_number(elsewhere: str) -> None:
    def ask(tokens: int) -> None:
        with ccat.CatClient(ccat.Config(elsewhere, user_id="alice")) as cat:
            assert sum(1 for _ in cat.stream(f"[tok:{tokens}]")) == tokens

    ask(1)
    none = functions_called(partial(ask, 1))
    for tokens in (100, 400, 1600):  # frames that come together cost a fifth of this
        assert functions_called(partial(ask, tokens)) - none <= 120 * tokens


class Watched(io.BytesIO):
    """A file that notes how much was read at a time."""

    def __init__(self, size: int) -> None:
        super().__init__(bytes(size))
        self.reads: list[int] = []

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.reads.append(len(data))
        return data


@pytest.mark.parametrize("mebibytes", [1, 4, 16])
def test_an_upload_is_read_in_pieces_however_large(reader: str, mebibytes: int) -> None:
    file = Watched(mebibytes * 1024 * 1024)
    with ccat.CatClient(ccat.Config(reader)) as cat:
        cat.rabbit_hole.upload_file(file, name="book.txt")
    assert sum(file.reads) == mebibytes * 1024 * 1024
    assert max(file.reads) <= READ_AT_MOST


def test_options_upon_options_keep_none_of_the_views_between(cat: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(cat.url)) as client:
        first = client.with_options(retries=1)
        view, between = first.with_options(retries=2), weakref.ref(first)
        del first
        assert between() is None
        for _ in range(2 * sys.getrecursionlimit()):
            view = view.with_options(timeout=5)
        assert view.ask("hello").text
        assert client.is_ws_connected


def test_options_upon_options_keep_none_of_the_views_between_awaited(cat: EmbeddedCat) -> None:
    async def main() -> None:
        async with ccat.AsyncCatClient(ccat.Config(cat.url)) as client:
            first = client.with_options(retries=1)
            view, between = first.with_options(retries=2), weakref.ref(first)
            del first
            assert between() is None
            for _ in range(2 * sys.getrecursionlimit()):
                view = view.with_options(timeout=5)
            assert (await view.ask("hello")).text
            assert client.is_ws_connected

    asyncio.run(main())
