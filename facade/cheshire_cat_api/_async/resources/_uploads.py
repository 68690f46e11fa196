"""The uploads of a client and its views: in turn, and with who hears of their ends. What they tell is in `_ingestion`.

Two that are read at a time can ruin the store of a Cat until it is restarted (CONTRACT §3.2). So the next one is sent
when the one before has been read, as far as one can know: the server says so over the user's WebSocket; it drops the
connection at which it gives up; and where neither is to be had, the memory has grown, and grows no more.
"""

from __future__ import annotations

import time
import uuid
import weakref
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from cheshire_cat_api._async.resources.memory import AsyncMemory
from cheshire_cat_api._async.resources.status import AsyncStatus
from cheshire_cat_api._transport.forks import renew_after_fork
from cheshire_cat_api._transport.tokens import is_jwt
from cheshire_cat_api._transport.turns import AsyncTurns
from cheshire_cat_api.errors import (
    ApiError,
    CatError,
    ChatError,
    ConfigError,
    ConnectionFailed,
    DecodeError,
    IngestionFailed,
    InvalidArgument,
    NotConnected,
    TimedOut,
)
from cheshire_cat_api.resources._ingestion import Patience, Signs, declarative_count, gave_up, too_late

if TYPE_CHECKING:
    from cheshire_cat_api._chat.tasks.chat import AsyncChat
    from cheshire_cat_api._chat.tasks.listener import AsyncNotifications
    from cheshire_cat_api._transport._async.session import AsyncSession

T = TypeVar("T")

LOOK = 0.1  # seconds between looks at the connection
COUNT = 0.25  # seconds between looks at the memory
TURN = 0.05  # seconds between looks at whose turn it is
PING = 1.0
"""Seconds after which the connection of an upload is used, so that the server, which drops idle ones, keeps it."""
IDLE = 4.0
"""Seconds after which a connection that is gone tells nothing: the server drops idle ones after 5 (CONTRACT §1.4)."""
MARGIN = 0.3  # seconds that a busy server may take to drop one
LONGEST_TURN = 600.0
"""Seconds after which the next upload is sent, whatever has become of the one before."""
NOT_TAKEN = ApiError, ChatError, ConfigError, InvalidArgument
"""What ends an upload of which the server reads nothing."""


class AsyncIngestion:
    """One upload, over a connection of its own, and what is known of it.

    Args:
        session: of who uploads.
        sources: see `Signs`.
    """

    def __init__(self, session: AsyncSession, sources: Sequence[str]) -> None:
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
        self._ear: AsyncNotifications | None = None

    async def hear(self, chat: AsyncChat, seconds: float) -> None:
        """Listen to what the server notifies the chat's user of.

        Args:
            chat: that is open, or being opened.
            seconds: to wait at most until it is.
        """
        self._ear = await chat.listen(seconds)

    async def send(self, post: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """Send it over its connection."""
        answer = await post(self.over)
        self.signs.taken()
        self._connection, self._used = self.over.connection, time.monotonic()
        return answer

    async def wait(self, patience: Patience, read: Callable[[], Awaitable[bool]] | None = None) -> None:
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
            while not await (self._has_heard(self) if read is None else read()):
                if await self._is_dropped(self):
                    self.ended = True
                    raise IngestionFailed(gave_up(name))
                if read is None and await self._is_told_by_the_memory():
                    break
                if read is None and not self._hearing:
                    raise ConnectionFailed(f"{name}: the chat that would have told when it has been read has ended")
                if patience.left <= 0:
                    raise too_late(name, patience)
                self.over.check()
                await self._keep_connection()
        finally:
            patience.pause()
        self.ended = True

    async def make_way(self, later: AsyncIngestion) -> None:
        """Wait until the next one may be sent, as far as one can know.

        Raises:
            ConnectionFailed: the client was closed.
        """
        ends = time.monotonic() + LONGEST_TURN
        while time.monotonic() < ends:
            if await self._has_heard(later) or await self._is_dropped(later):
                return
            try:
                await self.count(later)
            except ConnectionFailed:
                later.over.check()
                return  # there is no server any more
            if self.signs.over(self._hearing):
                break
        later.signs.count = self.signs.count

    async def count(self, asking: AsyncIngestion) -> None:
        """Take note of how much is in the memory, where no notification tells.

        Raises:
            ConnectionFailed: nobody is there.
        """
        if not self._hearing:
            collections = await asking.ask(lambda session: AsyncMemory(session).get_collections())
            self.signs.counted(declarative_count(collections))

    async def ask(self, question: Callable[[AsyncSession], Awaitable[T]]) -> T | None:
        """Ask something beside the upload, over the same connection, which the server keeps the longer.

        None: it cannot say. A local store can fail while another thread writes to it; not everybody may read it.

        Raises:
            ConnectionFailed: nobody is there.
        """
        answer = None
        try:
            answer = await question(self._aside)
        except (ApiError, DecodeError) as error:
            if error.status_code == 500:  # after which we end it ourselves (D18)
                self._connection = None
        except TimedOut:
            self._connection = None
        if self._connection is self.over.connection:
            self._used = time.monotonic()
        return answer

    async def pause(self, seconds: float) -> None:
        """Wait.

        Raises:
            ConnectionFailed: the client was closed meanwhile.
        """
        await self.over.pause(seconds)

    async def close(self) -> None:
        """Let go of the connection."""
        await self.over.close()

    @property
    def _hearing(self) -> bool:
        return self._ear is not None and not self._ear.ended

    async def look_before(self) -> None:
        """Take note of how much is in the memory before anything is sent, for a chat that may prove to be deaf."""
        self._count_before = declarative_count(await self.ask(_collections))

    async def _is_told_by_the_memory(self) -> bool:
        """Whether the memory has grown while the chat heard nothing: its socket is deaf, for it was opened while a turn
        still ran (CONTRACT §1.6)."""
        if self._count_before is None or self.signs.told or not self.signs.quiet:
            return False
        return self.signs.grown_in_silence(self._count_before, declarative_count(await self.ask(_collections)))

    async def _has_heard(self, asking: AsyncIngestion) -> bool:
        """Whether the server has told that it has been read, waited for a moment."""
        if self._ear is not None:
            self.signs.heard(await self._ear.take(LOOK))
        if not self._hearing and not self.signs.read:
            await asking.pause(COUNT)
        return self.signs.read

    async def _keep_connection(self) -> None:
        """Use it now and then."""
        if self._connection is not None and time.monotonic() - self._used >= PING:
            with suppress(ConnectionFailed):  # which is found out, if it means something
                await self.ask(lambda session: AsyncStatus(session).status())

    async def _is_dropped(self, asking: AsyncIngestion) -> bool:
        """Whether the server has ended the connection because it gave up, and not as it does with any."""
        connection, idle = self._connection, time.monotonic() - self._used
        if connection is None or not _is_gone(connection, self.over):
            return False
        self._connection = None
        ours = self.over.lifetime.over  # the client was closed
        return not ours and idle < IDLE and not await asking._are_dropped_after(idle)

    async def _are_dropped_after(self, seconds: float) -> bool:
        """Whether connections that nothing was uploaded over are dropped as soon, such as by a proxy."""
        other = self._aside.alone()
        try:
            with suppress(ApiError):
                await AsyncStatus(other).status()
            ends = time.monotonic() + seconds + MARGIN
            while not _is_gone(other.connection, other):
                if time.monotonic() >= ends:
                    return False
                await other.pause(LOOK / 2)
            return True
        except TimedOut:
            return True
        except ConnectionFailed:
            self.over.check()
            return False  # there is no server any more
        finally:
            await other.close()


class AsyncUploads:
    """The uploads of a client and its views, one at a time.

    Args:
        session: of the client.
        chat_of: makes a chat of a user, which only listens.
    """

    def __init__(self, session: AsyncSession, chat_of: Callable[[str], AsyncChat] | None = None) -> None:
        config = session.config
        self._parallel = config.parallel_uploads
        self._connect_timeout = config.connect_timeout
        self._chat_of = chat_of
        self._user_id = config.user_id
        self._own_id = ""
        self.chat: AsyncChat | None = None
        """Of a user of its own, for uploads that are waited for while the chat of who uploads is not open."""
        self._forgotten: weakref.finalize[Any, Any] | None = None
        self._opening = AsyncTurns()
        self._row: list[AsyncIngestion] = []
        """Those that are sent, waited for or waiting for their turn, in order."""
        self._before: AsyncIngestion | None = None
        renew_after_fork(self)

    async def close(self) -> None:
        """Let go of the connection that the last upload came over; of what is being read, nobody hears any more."""
        before, self._before = self._before, None
        if before is not None:
            await before.close()

    def after_fork(self) -> None:
        """Begin anew in a forked child: what is being read is the parent's affair."""
        chat, self.chat, self._before, self._row = self.chat, None, None, []
        self._own_id = ""  # the parent's still listens
        if chat is not None and self._forgotten is not None:
            self._forgotten.detach()  # it would end the parent's chat
            chat.after_fork()

    async def send(
        self,
        session: AsyncSession,
        chat: AsyncChat | None,
        sources: Sequence[str],
        post: Callable[[AsyncSession], Awaitable[T]],
    ) -> T:
        """Send an upload in its turn: its answer.

        Args:
            session: of who uploads.
            chat: that of the same user; None: there is none.
            sources: see `Signs`.
            post: sends it over a session.
        """
        if self._parallel:
            # The server drops the connection if it gives up, no matter who uses it by then.
            return await post(session.with_options(headers={"Connection": "close"}))
        ingestion = AsyncIngestion(session, sources)

        async def sent() -> T:
            with suppress(CatError):  # the upload itself will say what is wrong
                if chat is not None and not chat.over and session.is_own:
                    await ingestion.hear(chat, self._connect_timeout)
            return await ingestion.send(post)

        return await self.in_turn(ingestion, sent)

    async def read(
        self,
        session: AsyncSession,
        chat: AsyncChat | None,
        source: str,
        post: Callable[[AsyncSession], Awaitable[T]],
        patience: Patience,
    ) -> tuple[T, int | None]:
        """Send an upload in its turn, and wait until it has been read: its answer, and how many thoughts it made.

        Raises:
            NotConnected: no chat is open, and none can be had that makes no other one deaf; nothing was sent.
            ConnectionFailed, HandshakeRefused: the chat did not open; nothing was sent.
            IngestionFailed, TimedOut: see `AsyncIngestion.wait`.
        """
        patience.check(source)
        has_turns = chat is not None and not chat.over and session.is_own
        if chat is None or not has_turns:
            session, chat = await self._as_own_user(session)
        ingestion = AsyncIngestion(session, [source])

        async def sent_and_read() -> T:
            await ingestion.hear(chat, self._connect_timeout)
            if has_turns:
                await ingestion.look_before()
            answer = await ingestion.send(post)
            await ingestion.wait(patience)
            return answer

        answer = await self.in_turn(ingestion, sent_and_read)
        return answer, ingestion.signs.thoughts[source]

    async def in_turn(self, ingestion: AsyncIngestion, work: Callable[[], Awaitable[T]]) -> T:
        """Do what sends an upload, and perhaps waits for it, when the one before is over.

        Raises:
            ConnectionFailed: the client was closed meanwhile.
        """
        if self._parallel:
            try:
                return await work()
            finally:
                await ingestion.close()
        try:
            self._row.append(ingestion)
            while self._first() is not ingestion:
                await ingestion.pause(TURN)
            return await self._after_the_one_before(ingestion, work)
        finally:
            ingestion.has_left = True
            if self._before is not ingestion:  # nothing was sent, or the server is done with it
                await ingestion.close()

    def _first(self) -> AsyncIngestion:
        """Whose turn it is. Each step is one of the interpreter's: no lock that an interrupt could leave taken."""
        for each in list(self._row):
            if not each.has_left:
                return each
            with suppress(ValueError):  # another thread has done so
                self._row.remove(each)
        raise AssertionError("who asks is in the row")

    async def _after_the_one_before(self, ingestion: AsyncIngestion, work: Callable[[], Awaitable[T]]) -> T:
        ingestion.over.check()
        if self._before is not None:
            await self._before.make_way(ingestion)
            await self._before.close()
        self._before = ingestion
        try:
            return await work()
        except NOT_TAKEN:
            ingestion.ended = True
            raise
        finally:
            if ingestion.ended:
                self._before = None

    async def _as_own_user(self, session: AsyncSession) -> tuple[AsyncSession, AsyncChat]:
        """The session and the chat of the user who uploads for others.

        Raises:
            NotConnected: the server would take its chat for one of the others'.
            CatError: the login failed.
        """
        session.check()  # which says first where nothing can be waited for
        if self._chat_of is None or session.by_token or is_jwt(await session.ws_token()):
            raise NotConnected(
                "wait=True: call connect_ws() first: the server tells the end of reading to the user's chat only, and "
                "with a JWT, a chat that is opened for it could make another one of this user deaf; nothing was sent"
            )
        chat = await self._opening.run(self._opened, None)
        return session.as_user(self._own_id), chat

    async def _opened(self) -> AsyncChat:
        assert self._chat_of is not None
        if self.chat is None:
            # One for all uploads: the server keeps something of each user, of a hundred at most.
            self._own_id = self._own_id or f"{self._user_id}-uploads-{uuid.uuid4().hex[:8]}"
            self.chat = self._chat_of(self._own_id)
            self._forgotten = weakref.finalize(self, self.chat.abandon)
            self._forgotten.atexit = False
        if self.chat.over:
            await self.chat.connect(self._connect_timeout)
        return self.chat


async def _collections(session: AsyncSession) -> object:
    return await AsyncMemory(session).get_collections()


def _is_gone(connection: Any, session: AsyncSession) -> bool:
    """Whether the server has ended a connection, over which the calls of a session went one by one."""
    return connection is not session.connection or connection is None or connection.get_extra_info("is_readable")
