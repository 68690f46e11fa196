"""The locks of httpcore that our connections go through are the interpreter's own."""

from __future__ import annotations

import asyncio
import importlib
import sys
import threading

import httpcore._synchronization
import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat
from openapi_facade.transport import pool as _pool  # noqa: F401 - which puts them there
from openapi_facade.transport.httpcore_locks import PLACES

PLAIN = type(threading.Lock())


def test_every_place_is_known() -> None:
    """A new httpcore may have its locks elsewhere, or name them otherwise."""
    for place, name in PLACES.items():
        if place != "socks_proxy":
            assert getattr(importlib.import_module(f"httpcore._sync.{place}"), name) is threading.Lock


def test_no_lock_of_a_connection_is_taken_by_python_code(cat: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(cat.url)) as client:
        client.status.status()
        pool = client._cat_session._pool._made[True]
        outer = pool.connections[0]
        inner = outer._connection
        locks = [pool._optional_thread_lock, outer._request_lock, inner._state_lock]
        assert [type(lock) for lock in locks] == [PLAIN] * 3
        made_in = "httpcore._synchronization"
        assert not [
            name for each in (pool, outer, inner) for name, it in vars(each).items() if type(it).__module__ == made_in
        ]


def test_nothing_is_looked_for_on_the_disk_while_calls_are_made(
    cat: EmbeddedCat, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_for: list[str] = []

    class Finder:
        def find_spec(self, name: str, path: object = None, target: object = None) -> None:
            looked_for.append(name)

    async def calls() -> None:
        async with ccat.AsyncCatClient(ccat.Config(cat.url)) as client:
            await client.status.status()
            with monkeypatch.context() as patch:
                patch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
                await client.status.status()

    asyncio.run(calls())
    assert looked_for == []


def test_another_library_is_asked_for_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    class Sniffio:
        def current_async_library(self) -> str:
            return "curio"

    monkeypatch.setitem(sys.modules, "sniffio", Sniffio())
    with pytest.raises(RuntimeError, match="unsupported async environment"):
        httpcore._synchronization.current_async_library()
    monkeypatch.delitem(sys.modules, "sniffio")
    monkeypatch.delitem(sys.modules, "trio", raising=False)
    assert httpcore._synchronization.current_async_library() == "asyncio"
