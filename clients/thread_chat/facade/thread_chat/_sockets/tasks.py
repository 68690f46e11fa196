"""The socket on an event loop: one task reads, any may ask; they take turns."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from inspect import isawaitable
from typing import Any

from openapi_facade.errors import FacadeError
from openapi_facade.failure import translated
from openapi_facade.forks import renew_after_fork
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.options import checked_seconds, for_tasks
from openapi_facade.websocket.protocol import nobody, unheard
from openapi_facade.websocket.tasks.channel import AsyncChannel
from openapi_facade.websocket.tasks.link import AsyncLink
from thread_chat._api import API
from thread_chat._config import Config
from thread_chat._protocol import ChatProtocol, Say, Wait
from thread_chat._requests import Request
from thread_chat._sockets import CUT, DRAIN, options_of, protocol_of
from thread_chat.frames import Frame


class _Channel(AsyncChannel[Frame]):
    """Tells the requests of a chat when nothing more comes."""

    def __init__(self, protocol: ChatProtocol) -> None:
        super().__init__(API, protocol, unheard, nobody, "chat")
        self.chat = protocol
        self.limit = DRAIN

    def ended(self) -> None:
        """No connection follows."""
        if not self.chat.drained:
            API.logger.warning(CUT, self.limit)
        self.chat.ended()
        self.changed.set()


class AsyncChatSocket:
    """One socket: a connection at a time, opened where it is needed. It belongs to the loop of its first use."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._options = translated(options_of, API.translate)(config, for_tasks)
        self._known: _Channel | None = None
        self._link: AsyncLink | None = None
        renew_after_fork(self)

    @property
    def _channel(self) -> _Channel:
        if self._known is None:
            self._known = _Channel(protocol_of(self._config))
        return self._known

    @property
    def connected(self) -> bool:
        """Whether a connection is open, or being opened."""
        return self._link is not None and not self._link.over

    async def connect(self, timeout: float) -> None:
        """Open a connection, if there is none, and wait for it.

        Raises:
            ThreadChatError: it did not open.
        """
        self._channel.changed.check_loop()
        if self._link is None or self._link.over:
            self._link = AsyncLink(self._channel, self._address, self._options, None, self._link)
        await self._link.wait_until_open(self._channel.now() + timeout, timeout)

    def now(self) -> float:
        """Return the time by which deadlines are told.

        Raises:
            WrongEventLoopError: there is no event loop.
        """
        return self._channel.now()

    async def run(self, request: Request[Any]) -> AsyncGenerator[str, None]:
        """Do a request, and give the pieces of its answer as they come; its outcome is known at the end."""
        await self.connect(max(0.0, request.deadline - self.now()))
        changed, protocol, shown = self._channel.changed, self._channel.chat, 0
        try:
            protocol.submit(request)
            while True:
                busy = not protocol.drained
                step = protocol.step(request, self.now())
                if busy and protocol.drained:
                    changed.set()  # a quiet time was over
                if isinstance(step, Say):
                    await self._say(request, step)
                    continue
                pieces = request.pieces(shown)
                shown += len(pieces)
                for piece in pieces:
                    yield piece
                if step is None:
                    return
                if isinstance(step, Wait) and not pieces:
                    await changed.wait(max(0.0, step.until - self.now()))
        finally:
            protocol.leave(request, self.now())
            changed.set()

    async def close(self, timeout: float = DRAIN) -> None:
        """Wait for what is under way, so long, and end the connection with a close frame."""
        limit = translated(checked_seconds, API.translate)(timeout, "timeout")
        if self._link is not None:
            self._channel.changed.check_loop()
            self._channel.limit = limit
            await self._link.close(self.now() + 2 * limit + 1)  # of which it has half for what is under way

    def after_fork(self) -> None:
        """End it in a forked child: the connection is the parent's."""
        if self._known is not None:
            self._known.chat.ended()  # nobody is there any more who waits
        if self._link is not None:
            self._link.after_fork()

    async def _say(self, request: Request[Any], step: Say) -> None:
        """Send a request, and its barrier right behind it. What fails on the way, the protocol is told of."""
        link, protocol = self._link, self._channel.chat
        assert link is not None
        try:
            await link.send(step.text, request.deadline, lambda: protocol.begun(request, self.now()))
            if step.barrier is not None:
                await link.send(step.barrier, request.deadline, lambda: protocol.barred(request))
        except FacadeError:
            if request.began is None:
                raise

    async def _address(self) -> Address:
        given = self._config.given
        credential = given if isinstance(given, str) else given()
        if isawaitable(credential):
            credential = await credential
        return translated(self._config.address, API.translate)(credential)
