"""A pool of users: a view for each, one use of each at a time, and none of them cut or kept without need."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api._user_pool.places import Closing, Place, Places, Ticket
from cheshire_cat_api.testing import EmbeddedCat

from .conftest import InThread, Make, until
from .drivers import AsyncDriver, Driver

Work = Callable[[Callable[[], Any]], InThread]
NOW = 1000.0


class Pool:
    """Both pools behind one interface."""

    def __init__(self, chat: Driver, **options: Any) -> None:
        self.run: Callable[..., Any] = chat.run if isinstance(chat, AsyncDriver) else lambda result: result
        self.awaits = chat.kind == "async"
        self.pool = (ccat.AsyncUserPool if self.awaits else ccat.UserPool)(chat.client, **options)

    @property
    def users(self) -> tuple[str, ...]:
        users: tuple[str, ...] = self.pool.users
        return users

    @contextmanager
    def user(self, user_id: str, **options: Any) -> Iterator[Any]:
        use = self.pool.user(user_id, **options)
        view = self.run(use.__aenter__() if self.awaits else use.__enter__())
        try:
            yield view
        finally:
            self.run((use.__aexit__ if self.awaits else use.__exit__)(None, None, None))

    def ask(self, user_id: str, text: str = "[dict]", **options: Any) -> Any:
        with self.user(user_id, **options) as view:
            return self.run(view.ask(text))

    def close(self, *given: float) -> None:
        self.run(self.pool.close(*given))


@pytest.fixture
def pool_of(make: Make) -> Iterator[Callable[..., Pool]]:
    """Make a pool; it is closed in the end."""
    made: list[Pool] = []

    def pool_of(**options: Any) -> Pool:
        made.append(Pool(make(), **options))
        return made[-1]

    yield pool_of
    for pool in made:
        pool.close(0.0)


def test_a_user_has_one_view_and_one_chat(pool_of: Callable[..., Pool], cat: EmbeddedCat) -> None:
    pool = pool_of()
    with pool.user("alice") as first, pool.user("bob") as other:
        assert pool.run(first.ask("[dict]")).raw["user_id"] == "alice"
        assert pool.run(other.ask("[dict]")).raw["user_id"] == "bob"
    with pool.user("alice") as again:
        assert again is first
        assert pool.run(again.ask("[dict]")).raw["user_id"] == "alice"
    assert pool.users == ("alice", "bob")
    assert (cat.sockets("alice"), cat.sockets("bob"), cat.sockets("user")) == (1, 1, 0)
    pool.close()
    assert pool.users == ()
    assert cat.wait_for(lambda: cat.sockets("alice") == cat.sockets("bob") == 0)


def test_uses_of_one_user_come_in_turn_and_others_at_once(
    pool_of: Callable[..., Pool], in_thread: Work, cat: EmbeddedCat
) -> None:
    pool = pool_of()
    with pool.user("alice"):
        works = []
        for number in range(3):
            works.append(in_thread(lambda number=number: pool.ask("alice", f"{number} [dict]")))
            until(lambda: waiting(pool, "alice") == len(works))
        pool.ask("bob")
        assert cat.prompts("alice") == []
    assert [work.result().raw["user_id"] for work in works] == ["alice"] * 3
    assert cat.prompts("alice") == ["0 [dict]", "1 [dict]", "2 [dict]"]


def waiting(pool: Pool, user: str) -> int:
    """How many wait behind the one who uses it."""
    return len(pool.pool._places._places[user].line._tickets) - 1


def test_an_idle_chat_is_closed_and_opened_again(pool_of: Callable[..., Pool], cat: EmbeddedCat) -> None:
    pool = pool_of(idle=0.2)
    for _ in range(2):
        pool.ask("alice")
        assert cat.wait_for(lambda: cat.sockets("alice") == 0)
        until(lambda: pool.users == ())


def test_where_there_are_too_many_the_least_recently_used_is_closed(
    pool_of: Callable[..., Pool], cat: EmbeddedCat
) -> None:
    pool = pool_of(limit=2)
    for user in ("alice", "bob", "alice", "carol"):
        pool.ask(user)
    assert pool.users == ("alice", "carol")
    assert cat.wait_for(lambda: cat.sockets("bob") == 0)
    assert cat.sockets("alice") == cat.sockets("carol") == 1


def test_who_is_used_is_never_closed(pool_of: Callable[..., Pool], in_thread: Work, cat: EmbeddedCat) -> None:
    pool = pool_of(limit=2, idle=0.05)
    asking = in_thread(lambda: pool.ask("alice", "[wait:0.7] hello"))
    assert cat.wait_for(lambda: cat.prompts("alice"))
    for user in ("bob", "carol"):
        pool.ask(user)
    assert cat.sockets("alice") == 1
    assert asking.result().recovered is False


def test_a_turn_that_was_left_is_not_cut(pool_of: Callable[..., Pool], cat: EmbeddedCat) -> None:
    """A browser went away: its turn ends on the server, and only then its user's place is another's."""
    pool = pool_of(limit=1)
    with pool.user("alice") as view:
        stream = view.stream("[slow:0.1] hello")
        pool.run(stream.__aenter__() if pool.awaits else stream.__enter__())
        pool.run(stream.__anext__() if pool.awaits else stream.__next__())
        stream.close()
    with pool.user("bob"):
        assert [message["who"] for message in cat.history("alice")] == ["Human", "AI"]


def test_a_place_or_a_turn_that_does_not_come_is_told_in_time(pool_of: Callable[..., Pool]) -> None:
    pool = pool_of(limit=1)
    with pool.user("alice"):
        with pytest.raises(ccat.TurnTimeout, match=r"user 'alice' was in use for 0.05 s; nothing was sent"):
            pool.ask("alice", timeout=0.05)
        with pytest.raises(ccat.TurnTimeout, match=r"all 1 users of the pool were in use for 0.05 s"):
            pool.ask("bob", timeout=0.05)
    pool.ask("bob", timeout=5)
    assert pool.users == ("bob",)


def test_close_waits_for_who_is_at_work_and_refuses_who_waits(
    pool_of: Callable[..., Pool], in_thread: Work, cat: EmbeddedCat
) -> None:
    pool = pool_of()
    asking = in_thread(lambda: pool.ask("alice", "[wait:0.5] hello"))
    assert cat.wait_for(lambda: cat.prompts("alice"))
    second = in_thread(lambda: pool.ask("alice", "never sent"))
    until(lambda: waiting(pool, "alice") == 1)
    pool.close(20)
    assert asking.result().recovered is False
    with pytest.raises(ccat.NotConnected, match="closed"):
        second.result()
    with pytest.raises(ccat.NotConnected, match="closed"):
        pool.ask("bob")
    assert cat.prompts() == ["[wait:0.5] hello"]
    assert cat.wait_for(lambda: cat.sockets("alice") == 0)


def test_close_ends_what_takes_longer(pool_of: Callable[..., Pool], in_thread: Work, cat: EmbeddedCat) -> None:
    pool = pool_of()
    asking = in_thread(lambda: pool.ask("alice", "[wait:20]"))
    assert cat.wait_for(lambda: cat.prompts("alice"))
    view = pool.pool._places._places["alice"].view
    pool.close(0.1)
    with pytest.raises(ccat.ConnectionLost):
        asking.result(10)
    assert not view.is_ws_connected


def test_who_goes_on_behind_the_close_leaves_no_chat(pool_of: Callable[..., Pool], cat: EmbeddedCat) -> None:
    pool = pool_of()
    with pool.user("alice") as view:
        pool.close(0.0)
        pool.run(view.ask("[dict]"))  # the view itself can be used again, as any client
    assert cat.wait_for(lambda: cat.sockets("alice") == 0)


def test_no_view_no_place(pool_of: Callable[..., Pool]) -> None:
    pool = pool_of(limit=1)
    for _ in range(2):
        with pytest.raises(ccat.ConfigError):
            pool.ask("a\nb")
    assert pool.users == ()
    pool.ask("alice")


def test_a_use_is_begun_once(pool_of: Callable[..., Pool]) -> None:
    pool = pool_of()
    use = pool.pool.user(5)
    enter, leave = (use.__aenter__, use.__aexit__) if pool.awaits else (use.__enter__, use.__exit__)
    pool.run(enter())
    with pytest.raises(RuntimeError):
        pool.run(enter())
    pool.run(leave(None, None, None))
    assert pool.users == ("5",)


@pytest.mark.parametrize("options", [{"idle": 0}, {"idle": True}, {"idle": float("inf")}, {"limit": 0}, {"limit": 1.5}])
def test_what_cannot_work_is_refused(pool_of: Callable[..., Pool], options: dict[str, Any]) -> None:
    with pytest.raises(ccat.ConfigError, match=next(iter(options))):
        pool_of(**options)


@pytest.mark.parametrize("kind", ["sync"], indirect=True)
def test_a_forgotten_pool_ends_by_itself(make: Make, cat: EmbeddedCat) -> None:
    pool = Pool(make(), idle=0.1)
    pool.ask("alice")
    sweeper = pool.pool._sweeper
    del pool
    sweeper.join(10)
    assert not sweeper.is_alive()
    assert cat.wait_for(lambda: cat.sockets("alice") == 0)


def test_a_cancelled_wait_is_in_nobodys_way(cat: EmbeddedCat) -> None:
    async def work() -> None:
        async with (
            ccat.AsyncCatClient(ccat.Config(cat.url)) as client,
            ccat.AsyncUserPool(client, limit=1) as pool,
        ):
            async with pool.user("alice") as view:
                await view.ask("[dict]")
                waits = [asyncio.ensure_future(pool.user(user).__aenter__()) for user in ("alice", "bob")]
                await asyncio.sleep(0)
                for wait in waits:
                    wait.cancel()
                await asyncio.wait(waits)
            # Cancelled while alice's chat is closed for her place:
            wait = asyncio.ensure_future(pool.user("bob").__aenter__())
            await asyncio.sleep(0)
            wait.cancel()
            await asyncio.wait((wait,))
            async with pool.user("carol", timeout=5) as view:
                assert (await view.ask("[dict]")).raw["user_id"] == "carol"
            assert pool.users == ("carol",)
        assert [task for task in asyncio.all_tasks() if "cheshire" in task.get_name()] == []

    asyncio.run(asyncio.wait_for(work(), 30))


# -- the places themselves


def places(busy: set[str] | None = None, **options: Any) -> Places[str]:
    return Places(
        lambda user: f"view of {user}", lambda view: view in (busy or ()), **{"idle": 10, "limit": 2, **options}
    )


def taken(places: Places[str], user: str, now: float = NOW) -> tuple[Ticket, str]:
    ticket = Ticket()
    step = places.step(ticket, user, now)
    assert isinstance(step, Place)
    return ticket, step.view


def test_a_ticket_that_is_gone_is_in_nobodys_way() -> None:
    """Such as of a thread that was interrupted before it could leave."""
    some = places()
    ticket, view = taken(some, "alice")
    waits = Ticket()
    assert some.step(waits, "alice", NOW) is None
    assert some.used
    del ticket
    gc.collect()
    step = some.step(waits, "alice", NOW)
    assert isinstance(step, Place)
    assert step.view == view
    del waits
    gc.collect()
    assert not some.used


def test_newcomers_come_in_turn() -> None:
    some = places(limit=1)
    alice, _ = taken(some, "alice")
    bob, carol = Ticket(), Ticket()
    assert some.step(bob, "bob", NOW) is None
    assert some.step(carol, "carol", NOW) is None
    some.leave(alice, "alice", NOW)
    assert some.step(carol, "carol", NOW) is None
    closing = some.step(bob, "bob", NOW)
    assert isinstance(closing, Closing)
    assert closing.user == "alice"
    assert some.step(bob, "bob", NOW) is None  # it is being closed
    some.closed(closing, NOW)
    assert isinstance(some.step(bob, "bob", NOW), Place)
    assert some.users == ("bob",)


def test_who_comes_while_his_chat_is_closed_keeps_his_view() -> None:
    some = places()
    ticket, view = taken(some, "alice")
    some.leave(ticket, "alice", NOW)
    (closing,) = some.expired(NOW + 10)
    back = Ticket()
    assert some.step(back, "alice", NOW + 10) is None
    some.closed(closing, NOW + 10)
    step = some.step(back, "alice", NOW + 10)
    assert isinstance(step, Place)
    assert step.view == view


def test_a_turn_that_runs_counts_as_use_but_not_for_ever() -> None:
    busy = {"view of alice"}
    some = places(busy, limit=1)
    ticket, _ = taken(some, "alice")
    assert some.next_end(NOW + 100) == float("inf")
    some.leave(ticket, "alice", NOW)
    bob = Ticket()
    assert some.step(bob, "bob", NOW) is None
    assert some.next_end(NOW) == NOW + 10
    assert some.expired(NOW + 10) == []
    assert some.next_end(NOW + 10) == NOW + 20
    assert [closing.user for closing in some.expired(NOW + 20)] == ["alice"]
    busy.clear()
    assert isinstance(some.step(bob, "bob", NOW), Closing)
