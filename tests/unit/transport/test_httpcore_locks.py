"""The locks of httpcore that our connections go through are the interpreter's own."""

from __future__ import annotations

import importlib
import threading

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
