"""The event socket on an event loop: one task reads, one runs callbacks."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from copy import copy
from types import TracebackType
from typing import TYPE_CHECKING, ClassVar

from mongars_client._api import API
from mongars_client._events.callbacks import Callbacks
from mongars_client._events.checks import checked_seconds
from mongars_client._protocol import EventProtocol
from mongars_client.errors import NotConnectedError
from mongars_client.events import Event
from mongars_openapi import operations
from openapi_facade.failure import translated
from openapi_facade.forks import renew_after_fork
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.endings import CALLBACK_PATIENCE
from openapi_facade.websocket.options import for_tasks
from openapi_facade.websocket.state import State, Stateful
from openapi_facade.websocket.tasks.channel import AsyncChannel
from openapi_facade.websocket.tasks.link import AsyncLink
from openapi_facade.websocket.tasks.listener import AsyncEvents

if TYPE_CHECKING:
    from mongars_client._answers import Answers
    from mongars_client._async.session import AsyncSession


class _Listener(AsyncEvents[Event]):
    _droppable: ClassVar[tuple[type, ...]] = EventProtocol.droppable
    _logger: ClassVar[logging.Logger] = API.logger


class AsyncEventSocket:
    """One event socket: a connection at a time, each with a ticket of its own.

    Args:
        session: of the client.
        callbacks: who is told.
        origin: None: the server's own address.
        patience: seconds without a frame after which the connection counts as dead.
    """

    def __init__(self, session: AsyncSession, callbacks: Callbacks, origin: str | None, patience: float) -> None:
        self._session = session
        self._callbacks = callbacks
        self._origin = origin
        self.options = translated(session.sockets.options, API.translate)(session.redactor, for_tasks)
        protocol = EventProtocol(session.answers.event, patience)
        self._channel = _Channel(protocol, callbacks, session.answers)
        self._link: AsyncLink | None = None
        self._closed = False
        renew_after_fork(self)

    @property
    def going_on(self) -> State | None:
        """What it is at; None: it has ended, or was closed."""
        link = self._link
        return None if link is None or link.over else link.state

    @property
    def unread(self) -> bool:
        """Whether somebody has an iterator of its events."""
        return self._link is not None and self._link.listened_to

    @property
    def error(self) -> Exception | None:
        """What it has ended with; None: it has not, or well."""
        link = self._link
        return link.error if link is not None and link.state is State.ENDED and not self._closed else None

    def heeded(self, opening: bool) -> bool:
        """Tell whether anybody is told of what may still come."""
        return self._callbacks.heeded(opening)

    def connect(self, listening: bool) -> _Listener | None:
        """Open a connection without waiting for it, unless there is one, or one is being opened.

        Args:
            listening: whether what comes from then on is returned, where it is opened.
        """
        if self.going_on is not None:
            return None
        self._closed = False
        link = AsyncLink(self._channel, self._address, self.options, self._callbacks.reconnect, self._link)
        self._link = link
        return link.listen(_Listener) if listening else None

    def listen(self) -> _Listener:
        """Return what comes from now on.

        Raises:
            NotConnectedError: nothing will.
        """
        link = self._link
        if link is None or link.over:
            raise NotConnectedError("the event socket is not open: connect() first")
        return link.listen(_Listener)

    async def wait_until_open(self, seconds: float) -> None:
        """Wait for the connection; raise why there is none."""
        if self._link is not None:
            await self._link.wait_until_open(self._channel.now() + seconds, seconds)

    async def close(self, timeout: float) -> None:
        """End it with a close frame, and give callbacks a moment to hear of it; idempotent."""
        if self._channel.loop.is_closed():  # and with it the connection, and all tasks
            return
        self._channel.changed.check_loop()
        deadline = self._channel.now() + checked_seconds(timeout, "timeout")
        self._closed = True
        link = self._link
        if link is not None:
            await link.close(deadline)
        drained = await self._channel.dispatcher.drain(min(deadline, self._channel.now() + CALLBACK_PATIENCE))
        if link is not None and not self._channel.dispatcher.in_callback:
            link.silence(warn=not drained)

    def abandon(self) -> None:
        """The client was forgotten: stop the tasks."""
        if not self._channel.loop.is_closed():
            self._channel.loop.call_soon_threadsafe(self._cancel)

    def after_fork(self) -> None:
        """End it in a forked child: the connection is the parent's."""
        self._closed = True
        self._channel.after_fork()
        if self._link is not None:
            self._link.after_fork()

    async def _address(self) -> Address:
        ticket = (await self._session.call(operations.issue_ws_ticket)).ticket
        return self._session.sockets.address(ticket, self._origin)

    def _cancel(self) -> None:
        if self._link is not None:
            self._link.cancel()
        self._channel.dispatcher.cancel()


class _Channel(AsyncChannel[Event]):
    """Tells the client's chats whether events come."""

    def __init__(self, protocol: EventProtocol, callbacks: Callbacks, answers: Answers) -> None:
        super().__init__(API, protocol, callbacks.calls, callbacks.heeded, "event socket")
        self._answers = answers
        self._counted = False

    def opened(self, link: Stateful, address: Address, announce: bool) -> None:
        """A connection is about to be told open."""
        super().opened(link, address, announce)
        if not self._counted:
            self._counted = True
            self._answers.socket_opened()

    def ended(self) -> None:
        """No connection follows."""
        if self._counted:
            self._counted = False
            self._answers.socket_ended()

    def after_fork(self) -> None:
        """End in a forked child, whose event loop is another one."""
        self._counted = False


class AsyncEventStream(AsyncIterator[Event]):
    """What the server tells this client's user; made by `AsyncMonGARS.events`.

        async with client.events() as events:
            async for event in events:
                print(event.type, event.data)

    The `with` opens the connection and ends it; so does iterating alone, until the client is closed. It ends when the
    connection does: by an exception, unless the server said goodbye. With `reconnect` it goes on over the next one.
    """

    def __init__(
        self, client: object, session: AsyncSession, callbacks: Callbacks, origin: str | None, patience: float
    ):
        self._client = client  # a client that is forgotten ends its sockets
        self._session = session
        self._waits = not callbacks.of_events
        self._socket = AsyncEventSocket(session, callbacks, origin, patience)
        self._listener: _Listener | None = None

    @property
    def connected(self) -> bool:
        """Whether the handshake is done, and the connection has not ended."""
        return self._socket.going_on is State.OPEN

    async def connect(self, timeout: float | None = None) -> None:
        """Open the connection, if there is none, and none is being opened.

        Args:
            timeout: seconds to wait until it is open. None: return at once; `on_open` or `on_error` tell.

        Raises:
            HandshakeRefusedError, APIError, APIConnectionError: it did not open; only with `timeout`.
        """
        if timeout is not None:
            checked_seconds(timeout, "timeout")
        listener = self._socket.connect(listening=self._waits)
        if listener is not None or (self._listener is not None and self._listener.ended):
            self._listener = listener
        self._session.sockets.keep(self._socket, self._client)
        if timeout is not None:
            await self._socket.wait_until_open(timeout)

    async def close(self, timeout: float = 5.0) -> None:
        """End the connection with a close frame, and the iteration with it. Idempotent, from a callback too.

        Args:
            timeout: seconds within which this returns, whatever the network and the callbacks do.
        """
        self._session.sockets.drop(self._socket)
        await self._socket.close(timeout)

    def __aiter__(self) -> AsyncEventStream:
        return self

    async def __anext__(self) -> Event:
        if self._listener is None:
            if self._socket.going_on is None:
                await self.connect(self._session.patience)
            self._listener = self._listener or self._socket.listen()
        try:
            return await anext(self._listener)
        except StopAsyncIteration:
            error = self._socket.error
            if error is None:
                raise
        raise copy(error)

    async def __aenter__(self) -> AsyncEventStream:
        try:
            await self.connect(self._session.patience)
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        state = self._socket.going_on
        return f"<{type(self).__name__} of {self._session.url!r}, {'closed' if state is None else state.value}>"


AsyncEventStream.__module__ = "mongars_client"
