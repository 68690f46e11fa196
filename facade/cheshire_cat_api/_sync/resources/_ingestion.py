# Written by scripts/unasync.py from _async/resources/_ingestion.py; do not edit.
"""One upload, from its sending to its end, over a connection of its own. What tells is in `resources._ingestion`."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from cheshire_cat_api._sync.resources.memory import Memory
from cheshire_cat_api._sync.resources.status import Status
from cheshire_cat_api.errors import ApiError, ConnectionFailed, DecodeError, IngestionFailed, TimedOut
from cheshire_cat_api.resources._ingestion import Patience, Signs, declarative_count, gave_up, too_late

if TYPE_CHECKING:
    from cheshire_cat_api._chat.threads.chat import Chat
    from cheshire_cat_api._chat.threads.listener import Notifications
    from cheshire_cat_api._sync.session import Session

T = TypeVar("T")

LOOK = 0.1  # seconds between looks at the connection
COUNT = 0.25  # seconds between looks at the memory
PING = 1.0
"""Seconds after which the connection of an upload is used, so that the server, which drops idle ones, keeps it."""
IDLE = 4.0
"""Seconds after which a connection that is gone tells nothing: the server drops idle ones after 5 (CONTRACT §1.4)."""
MARGIN = 0.3  # seconds that a busy server may take to drop one
LONGEST_TURN = 600.0
"""Seconds after which the next upload is sent, whatever has become of the one before."""


class Ingestion:
    """One upload, over a connection of its own, and what is known of it.

    Args:
        session: of who uploads.
        sources: see `Signs`.
    """

    def __init__(self, session: Session, sources: Sequence[str]) -> None:
        self.over = session.alone()
        self.signs = Signs(sources)
        self.ended = False
        """Whether the server is done with it, or never began."""
        self.has_left = False
        """Whether nobody sends it or waits for it any more."""
        self._aside = self.over.recording([]).with_options(timeout=IDLE, retries=0)
        """For what is asked beside the upload, over the same connection."""
        self._connection: Any = None
        self._count_before: int | None = None
        self._used = 0.0
        self._ear: Notifications | None = None

    def hear(self, chat: Chat, seconds: float) -> None:
        """Listen to what the server notifies the chat's user of.

        Args:
            chat: that is open, or being opened.
            seconds: to wait at most until it is.
        """
        self._ear = chat.listen(seconds)

    def send(self, post: Callable[[Session], T]) -> T:
        """Send it over its connection."""
        answer = post(self.over)
        self.signs.taken()
        self._connection, self._used = self.over.connection, time.monotonic()
        return answer

    def wait(self, patience: Patience, read: Callable[[], bool] | None = None) -> None:
        """Wait until it has been read.

        Args:
            patience: how long.
            read: looks whether it has; None: the server's notifications tell.

        Raises:
            IngestionFailed: the server gave up.
            TimedOut: it was not read in time.
            ConnectionFailed: the client was closed, or the chat that would have told.
        """
        name = ", ".join(self.signs.thoughts)
        patience.begin()
        try:
            while not (self._has_heard(self) if read is None else read()):
                if self._is_dropped(self):
                    self.ended = True
                    raise IngestionFailed(gave_up(name))
                if read is None and self._is_told_by_the_memory():
                    break
                if read is None and not self._hearing:
                    raise ConnectionFailed(f"{name}: the chat that would have told when it has been read has ended")
                if patience.left <= 0:
                    raise too_late(name, patience)
                self.over.check()
                self._keep_connection()
        finally:
            patience.pause()
        self.ended = True

    def make_way(self, later: Ingestion) -> None:
        """Wait until the next one may be sent, as far as one can know.

        Raises:
            ConnectionFailed: the client was closed.
        """
        ends = time.monotonic() + LONGEST_TURN
        while time.monotonic() < ends:
            if self._has_heard(later) or self._is_dropped(later):
                return
            try:
                self.count(later)
            except ConnectionFailed:
                later.over.check()
                return  # there is no server any more
            if self.signs.over(self._hearing):
                break
        later.signs.before(self.signs.count)

    def count(self, asking: Ingestion) -> None:
        """Take note of how much is in the memory, where no notification tells.

        Raises:
            ConnectionFailed: nobody is there.
        """
        if not self._hearing:
            self.signs.counted(asking.in_memory())

    def look_before(self) -> None:
        """Take note of how much is in the memory before anything is sent, for a chat that may prove to be deaf."""
        self._count_before = self.in_memory()

    def in_memory(self) -> int | None:
        """How much the memory has, by a look at it; None: it does not tell.

        Raises:
            ConnectionFailed: nobody is there.
        """
        return declarative_count(self.ask(lambda session: Memory(session).get_collections()))

    def ask(self, question: Callable[[Session], T]) -> T | None:
        """Ask something beside the upload, over the same connection, which the server keeps the longer.

        None: it cannot say. A local store can fail while another thread writes to it; not everybody may read it.

        Raises:
            ConnectionFailed: nobody is there.
        """
        answer = None
        try:
            answer = question(self._aside)
        except (ApiError, DecodeError) as error:
            if error.status_code == 500:  # after which we end it ourselves (D18)
                self._connection = None
        except TimedOut:
            self._connection = None
        if self._connection is self.over.connection:
            self._used = time.monotonic()
        return answer

    def pause(self, seconds: float) -> None:
        """Wait.

        Raises:
            ConnectionFailed: the client was closed meanwhile.
        """
        self.over.pause(seconds)

    def close(self) -> None:
        """Let go of the connection."""
        self.over.close()

    @property
    def _hearing(self) -> bool:
        return self._ear is not None and not self._ear.ended

    def _is_told_by_the_memory(self) -> bool:
        """Whether the memory has grown while the chat heard nothing: its socket is deaf, for it was opened while a turn
        still ran (CONTRACT §1.6)."""
        if self._count_before is None or self.signs.told or not self.signs.quiet:
            return False
        return self.signs.grown_in_silence(self._count_before, self.in_memory())

    def _has_heard(self, asking: Ingestion) -> bool:
        """Whether the server has told that it has been read, waited for a moment."""
        if self._ear is not None:
            self.signs.heard(self._ear.take(LOOK))
        if not self._hearing and not self.signs.read:
            asking.pause(COUNT)
        return self.signs.read

    def _keep_connection(self) -> None:
        """Use it now and then."""
        if self._connection is not None and time.monotonic() - self._used >= PING:
            with suppress(ConnectionFailed):  # which is found out, if it means something
                self.ask(lambda session: Status(session).status())

    def _is_dropped(self, asking: Ingestion) -> bool:
        """Whether the server has ended the connection because it gave up, and not as it does with any."""
        connection, idle = self._connection, time.monotonic() - self._used
        if connection is None or not _is_gone(connection, self.over):
            return False
        self._connection = None
        ours = self.over.lifetime.over  # the client was closed
        return not ours and idle < IDLE and not asking._are_dropped_after(idle)

    def _are_dropped_after(self, seconds: float) -> bool:
        """Whether connections that nothing was uploaded over are dropped as soon, such as by a proxy."""
        other = self._aside.alone()
        try:
            with suppress(ApiError):
                Status(other).status()
            ends = time.monotonic() + seconds + MARGIN
            while not _is_gone(other.connection, other):
                if time.monotonic() >= ends:
                    return False
                other.pause(LOOK / 2)
            return True
        except TimedOut:
            return True
        except ConnectionFailed:
            self.over.check()
            return False  # there is no server any more
        finally:
            other.close()


def _is_gone(connection: Any, session: Session) -> bool:
    """Whether the server has ended a connection, over which the calls of a session went one by one."""
    return connection is not session.connection or connection is None or connection.get_extra_info("is_readable")
