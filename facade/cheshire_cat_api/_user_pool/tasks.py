"""Many users of one program, on an event loop."""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType
from typing import TYPE_CHECKING, Generic, TypeVar

from cheshire_cat_api._api import API
from cheshire_cat_api._chat.options import checked_seconds
from cheshire_cat_api._user_pool.places import GOODBYES, Closing, Place, Places, Ticket
from cheshire_cat_api.errors import NotConnected, TurnTimeout
from openapi_facade.forks import renew_after_fork
from openapi_facade.websocket.tasks.signal import Signal

if TYPE_CHECKING:
    from typing_extensions import Self

    from cheshire_cat_api.async_client import AsyncCatClient

logger = logging.getLogger("cheshire_cat_api")

C = TypeVar("C", bound="AsyncCatClient")

LOOK_AGAIN = 1.0  # seconds after which who waits looks again: that a turn which was left has ended, nobody tells


class AsyncUserPool(Generic[C]):
    """Views of one client for many users, such as those of a web server: as many as are in use, over the same pool.

        users = ccat.AsyncUserPool(client)
        async with users.user("alice") as cat:
            print((await cat.ask("What is this?")).text)

    What it does is what `UserPool` does, in one event loop. Parameters and methods are the same.

    Args:
        client: whose views they are (`as_user`). It stays the caller's: `close()` of the pool does not close it.
        idle: seconds without use after which a user's chat is closed.
        limit: how many users have a view at most. Where all of them are in use, others wait.

    Raises:
        ConfigError: no number of seconds, or no limit.
    """

    def __init__(self, client: C, *, idle: float = 300.0, limit: int = 100) -> None:
        self._places: Places[C] = Places(client.as_user, _is_busy, idle, limit)
        self._signal: Signal | None = None
        self._closed = False
        self._sweeper: asyncio.Task[None] | None = None
        self._ends: set[asyncio.Task[None]] = set()
        renew_after_fork(self)

    @property
    def users(self) -> tuple[str, ...]:
        """The ids of those who have a view."""
        return self._places.users

    def user(self, user_id: str | int, *, timeout: float = 120.0) -> AsyncUse[C]:
        """A user's view, for an `async with`: nobody else has it meanwhile. Uses of one user come in turn.

        Within it, do not ask for the same user again, and do not keep the view afterwards.

        Args:
            user_id: see `AsyncCatClient.as_user`.
            timeout: seconds to wait for one's turn.

        Raises, on entering:
            TurnTimeout: it did not come; nothing was sent.
            NotConnected: the pool was closed.
            ConfigError: no id for a view; see `AsyncCatClient.as_user`.
            WrongEventLoop: the pool belongs to another event loop.
        """
        return AsyncUse(self, str(user_id), checked_seconds(timeout, "timeout"))

    async def close(self, timeout: float = 5.0) -> None:
        """End it: who waits is refused, who uses a view has so many seconds to finish, and then all chats are closed.

        Idempotent. What still runs then ends with ConnectionLost. Views are closed within two seconds more.
        """
        seconds = checked_seconds(timeout, "timeout")
        self._closed = True
        if self._signal is None:
            return
        self._signal.set()
        deadline = _now() + seconds
        while self._places.used and _now() < deadline:
            await self._signal.wait(min(LOOK_AGAIN, deadline - _now()))
        views = self._places.all()
        self._signal.set()
        await asyncio.gather(*(view.close(GOODBYES) for view in views), return_exceptions=True)
        tasks = self._ends | ({self._sweeper} if self._sweeper is not None else set())
        if tasks:
            await asyncio.wait(tasks, timeout=GOODBYES)

    def after_fork(self) -> None:
        """Begin anew in a forked child; called by itself."""
        self._places.all()
        self._sweeper = self._signal = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def _take(self, ticket: Ticket, user: str, timeout: float) -> C:
        if self._signal is None:
            self._signal = Signal(API, "chat")
        self._signal.check_loop()
        deadline = _now() + timeout
        while not self._closed:
            now = _now()
            step = self._places.step(ticket, user, now)
            if isinstance(step, Place):
                if self._sweeper is None or self._sweeper.done():
                    self._sweeper = asyncio.get_running_loop().create_task(self._sweep(), name="cheshire-cat-users")
                return step.view
            if isinstance(step, Closing):
                await self._close_view(step)
            elif now >= deadline:
                raise TurnTimeout(self._places.late(user, timeout))
            else:
                await self._signal.wait(min(LOOK_AGAIN, deadline - now))
        raise NotConnected("the pool of users was closed; nothing was sent")

    def _leave(self, ticket: Ticket, user: str) -> None:
        self._places.leave(ticket, user, _now())
        if self._signal is not None:
            self._signal.set()

    async def _close_view(self, closing: Closing[C]) -> None:
        """Close it in a task of its own: a cancellation of who waits for that must not leave half a chat."""
        task = asyncio.get_running_loop().create_task(self._end(closing), name="cheshire-cat-users")
        self._ends.add(task)
        task.add_done_callback(self._ends.discard)
        await asyncio.shield(task)

    async def _end(self, closing: Closing[C]) -> None:
        try:
            await closing.place.view.close()
        except Exception:  # of a subclass
            logger.exception("the chat of user %r could not be closed", closing.user)
        finally:
            self._places.closed(closing, _now())
            if self._signal is not None:
                self._signal.set()

    async def _sweep(self) -> None:
        while self._places.users and self._signal is not None:
            for closing in self._places.expired(_now()):
                await self._close_view(closing)
            pause = self._places.next_end(_now()) - _now()
            if self._places.users:
                await self._signal.wait(pause if pause != float("inf") else None)


class AsyncUse(Generic[C]):
    """One use of a user's view; see `AsyncUserPool.user`."""

    def __init__(self, pool: AsyncUserPool[C], user: str, timeout: float) -> None:
        self._pool = pool
        self._user = user
        self._timeout = timeout
        self._ticket: Ticket | None = None
        self._view: C | None = None

    async def __aenter__(self) -> C:
        if self._ticket is not None:
            raise RuntimeError("this use of a view has begun already; ask the pool for another one")
        self._ticket = Ticket()
        try:
            self._view = await self._pool._take(self._ticket, self._user, self._timeout)
        except BaseException:
            self._leave()
            raise
        return self._view

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        view = self._view
        self._leave()
        if self._pool._closed and view is not None:
            await view.close()  # where it was used beyond the time that it was given, it may have connected anew

    def _leave(self) -> None:
        ticket, self._ticket, self._view = self._ticket, None, None
        if ticket is not None:
            self._pool._leave(ticket, self._user)


def _is_busy(client: AsyncCatClient) -> bool:
    chat = client._cat_own_chat
    return chat is not None and chat.busy


def _now() -> float:
    return asyncio.get_running_loop().time()
