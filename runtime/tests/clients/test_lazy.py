"""What is made when it is first read: once, with no lock, and where something can still be made."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from openapi_facade import lazy

from . import tree


@pytest.mark.parametrize("kind", [tree.Client, tree.AsyncClient])
def test_what_is_made_lazily_is_made_once(kind: Any) -> None:
    client, other = kind("localhost"), kind("localhost")
    assert "notes" not in vars(client)
    assert client.notes is client.notes
    assert vars(client)["notes"] is not other.notes
    assert isinstance(kind.notes, lazy.lazy_attribute)


def test_two_threads_get_the_same() -> None:
    """Both make one, since nobody waits: the first that is kept is everybody's."""
    both = threading.Barrier(2)

    class Held:
        @lazy.lazy_attribute
        def thing(self) -> object:
            """Something."""
            both.wait(10)
            return object()

    held, got = Held(), list[object]()
    threads = [threading.Thread(target=lambda: got.append(held.thing)) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(10)
    assert got == [held.thing] * 2
    assert Held.thing.__doc__ == "Something."


def test_a_client_may_say_where_nothing_is_made() -> None:
    def check() -> None:
        raise tree.ConnectionFailed("too late")

    class attribute(lazy.lazy_attribute):  # type: ignore[type-arg]
        @staticmethod
        def _check() -> Callable[[], None]:
            return check

    class Held:
        @attribute
        def thing(self) -> object:
            raise AssertionError

    with pytest.raises(tree.ConnectionFailed, match="too late"):
        _ = Held().thing
