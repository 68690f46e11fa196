"""Many users of one program, on threads."""

from __future__ import annotations

import logging
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Generic, TypeVar

from cheshire_cat_api._chat.options import checked_seconds
from cheshire_cat_api._user_pool.places import GOODBYES, Closing, Place, Places, Ticket
from cheshire_cat_api.errors import NotConnected, TurnTimeout
from openapi_facade.forks import renew_after_fork
from openapi_facade.locks import LOOK_AGAIN, Monitor

if TYPE_CHECKING:
    from typing_extensions import Self

    from cheshire_cat_api.client import CatClient

logger = logging.getLogger("cheshire_cat_api")

C = TypeVar("C", bound="CatClient")


class UserPool(Generic[C]):
    """Views of one client for many users, such as those of a web server: as many as are in use, over the same pool.

        users = ccat.UserPool(client)
        with users.user("alice") as cat:
            print(cat.ask("What is this?").text)

    A user's chat stays open for the next use, and is closed when nobody has used it for a while, or when another user
    needs its place: never while it is used, nor while a turn that was left is known to run on the server (up to
    `2 * idle` seconds). Threads may share the pool. In a forked child it is empty.

    Args:
        client: whose views they are (`as_user`). It stays the caller's: `close()` of the pool does not close it.
        idle: seconds without use after which a user's chat is closed.
        limit: how many users have a view at most. Where all of them are in use, others wait.

    Raises:
        ConfigError: no number of seconds, or no limit.
    """

    def __init__(self, client: C, *, idle: float = 300.0, limit: int = 100) -> None:
        self._places: Places[C] = Places(client.as_user, _is_busy, idle, limit)
        self._changed = Monitor()
        self._closed = False
        self._sweeper: threading.Thread | None = None
        renew_after_fork(self)

    @property
    def users(self) -> tuple[str, ...]:
        """The ids of those who have a view."""
        with self._changed.lock:
            return self._places.users

    def user(self, user_id: str | int, *, timeout: float = 120.0) -> Use[C]:
        """A user's view, for a `with`: nobody else has it meanwhile. Uses of one user come in turn.

        Within it, do not ask for the same user again, and do not keep the view afterwards.

        Args:
            user_id: see `CatClient.as_user`.
            timeout: seconds to wait for one's turn.

        Raises, on entering:
            TurnTimeout: it did not come; nothing was sent.
            NotConnected: the pool was closed.
            ConfigError: no id for a view; see `CatClient.as_user`.
        """
        return Use(self, str(user_id), checked_seconds(timeout, "timeout"))

    def close(self, timeout: float = 5.0) -> None:
        """End it: who waits is refused, who uses a view has so many seconds to finish, and then all chats are closed.

        Idempotent. What still runs then ends with ConnectionLost. Views are closed within two seconds more.
        """
        deadline = time.monotonic() + checked_seconds(timeout, "timeout")
        with self._changed.lock:
            self._closed = True
            self._changed.notify_all()
        while not self._changed.wait_for(lambda: not self._places.used, min(LOOK_AGAIN, deadline - time.monotonic())):
            if time.monotonic() >= deadline:
                break
        with self._changed.lock:
            views, sweeper = self._places.all(), self._sweeper
            self._changed.notify_all()
        deadline = time.monotonic() + GOODBYES
        for view in views:
            view.close(max(0.0, deadline - time.monotonic()))
        if sweeper is not None and sweeper is not threading.current_thread():
            sweeper.join(max(0.0, deadline - time.monotonic()))

    def after_fork(self) -> None:
        """Begin anew in a forked child; called by itself."""
        self._changed.after_fork()
        self._places.all()
        self._sweeper = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _take(self, ticket: Ticket, user: str, timeout: float) -> C:
        deadline = time.monotonic() + timeout
        while True:
            with self._changed.lock:
                if self._closed:
                    raise NotConnected("the pool of users was closed; nothing was sent")
                now = time.monotonic()
                step = self._places.step(ticket, user, now)
                if isinstance(step, Place):
                    self._sweep_in_time()
                    return step.view
                if step is None and now >= deadline:
                    raise TurnTimeout(self._places.late(user, timeout))
                waiter = self._changed.enlist() if step is None else None
            if isinstance(step, Closing):
                self._close_view(step)
            elif waiter is not None:
                self._changed.wait(waiter, min(LOOK_AGAIN, deadline - now))

    def _leave(self, ticket: Ticket, user: str, view: C | None) -> None:
        with self._changed.lock:
            self._places.leave(ticket, user, time.monotonic())
            self._changed.notify_all()
        if self._closed and view is not None:
            view.close()  # where it was used beyond the time that it was given, it may have connected anew

    def _close_view(self, closing: Closing[C]) -> None:
        try:
            closing.place.view.close()
        except Exception:  # of a subclass
            logger.exception("the chat of user %r could not be closed", closing.user)
        with self._changed.lock:
            self._places.closed(closing, time.monotonic())
            self._changed.notify_all()

    def _sweep_in_time(self) -> None:
        """Have somebody close what is idle. Under the lock."""
        if self._sweeper is None:
            sweeper = threading.Thread(target=self._sweep, name="cheshire-cat-users", daemon=True)
            try:
                sweeper.start()
            except RuntimeError as error:
                logger.error("no thread can be had that closes idle chats, until the next use: %s", error)
            else:
                self._sweeper = sweeper

    def _sweep(self) -> None:
        while True:
            with self._changed.lock:
                now = time.monotonic()
                if not self._places.users:
                    self._sweeper = None
                    return
                due = self._places.expired(now)
                pause = self._places.next_end(now) - now
                waiter = self._changed.enlist()
            for closing in due:
                self._close_view(closing)
            self._changed.wait(waiter, min(pause, threading.TIMEOUT_MAX) if not due else 0.0)
            del due  # tickets


class Use(Generic[C]):
    """One use of a user's view; see `UserPool.user`."""

    def __init__(self, pool: UserPool[C], user: str, timeout: float) -> None:
        self._pool = pool
        self._user = user
        self._timeout = timeout
        self._ticket: Ticket | None = None
        self._view: C | None = None

    def __enter__(self) -> C:
        if self._ticket is not None:
            raise RuntimeError("this use of a view has begun already; ask the pool for another one")
        self._ticket = Ticket()
        try:
            self._view = self._pool._take(self._ticket, self._user, self._timeout)
        except BaseException:
            self._leave()
            raise
        return self._view

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        ticket, view, self._ticket, self._view = self._ticket, self._view, None, None
        if ticket is not None:
            self._pool._leave(ticket, self._user, view)


def _is_busy(client: CatClient) -> bool:
    chat = client._cat_own_chat
    return chat is not None and chat.busy
