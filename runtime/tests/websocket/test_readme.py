"""The WebSocket on the page for people is one that works: that of these tests, word for word."""

from __future__ import annotations

import asyncio
import queue
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from openapi_facade.errors import FacadeError

from ..clients import single  # noqa: TID252  # no package has a name above
from . import watching
from .server import PATIENCE, NotesSocket
from .test_outgoing import in_thread, note, ping, pong

README = Path(__file__).parents[2] / "README.md"
TOKEN = "t0ken of the/notes"


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Its code, run."""
    _, code = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    own = Path(watching.__file__).read_text(encoding="utf-8")
    assert code == re.sub(r"from \.\.clients\.single import API .*", "from notes_client import API", own)
    monkeypatch.setitem(sys.modules, "notes_client", single)
    module: Any = ModuleType("page")
    exec(compile(code, str(README), "exec"), vars(module))
    return module


def serve(server: NotesSocket) -> list[str]:
    """Tell of notes over two connections, and return what was heard."""
    peer = server.peer()
    peer.say(ping(1), note("tea"))
    heard = peer.texts(2)
    peer.goodbye(1011, f"no {TOKEN}")
    peer = server.peer()
    peer.say(note("milk"))
    peer.rest()
    peer.goodbye()
    return [*heard, peer.target]


WANTED = ["milk, please", pong(1), "/notes?token=t0ken%20of%20the/notes"]


def test_over_threads(page: Any, server: NotesSocket) -> None:
    serving, heard = in_thread(lambda: serve(server))
    notes: queue.Queue[str] = queue.Queue()
    errors: queue.Queue[Exception] = queue.Queue()
    watcher = page.Watcher(server.url, TOKEN, notes.put, errors.put)
    watcher.open()
    watcher.send("milk, please")
    assert [notes.get(timeout=PATIENCE), notes.get(timeout=PATIENCE)] == ["tea", "milk"]
    watcher.close()
    serving.join(PATIENCE)
    check(heard, errors.get_nowait())


def test_over_tasks(page: Any, server: NotesSocket) -> None:
    async def watch() -> Exception:
        notes: asyncio.Queue[str] = asyncio.Queue()
        errors: asyncio.Queue[Exception] = asyncio.Queue()
        watcher = page.AsyncWatcher(server.url, TOKEN, notes.put, errors.put)
        await watcher.open()
        await watcher.send("milk, please")
        for name in ("tea", "milk"):
            assert await asyncio.wait_for(notes.get(), PATIENCE) == name
        await watcher.close()
        return errors.get_nowait()

    serving, heard = in_thread(lambda: serve(server))
    error = asyncio.run(watch())
    serving.join(PATIENCE)
    check(heard, error)


def check(heard: list[Any], error: Exception) -> None:
    """See what came of it on either side; which of two texts goes out first is open."""
    assert [sorted(heard[0][:2]), heard[0][2]] == [sorted(WANTED[:2]), WANTED[2]]
    assert isinstance(error, single.NotesError)
    assert isinstance(error, FacadeError)
    assert str(error) == "the server closed the connection with 1011 no ***"
