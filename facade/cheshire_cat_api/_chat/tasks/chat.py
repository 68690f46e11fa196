"""The chat as a client drives it, in its event loop: connect, send, ask in turn, close."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from cheshire_cat_api._chat.history import TURN_KEY
from cheshire_cat_api._chat.options import checked_seconds
from cheshire_cat_api._chat.prompt import as_frame, checked_wait
from cheshire_cat_api._chat.protocol import Turn
from cheshire_cat_api._chat.tasks.conversation import AsyncConversation
from cheshire_cat_api._chat.tasks.listener import AsyncEvents, AsyncNotifications
from cheshire_cat_api.errors import ConfigError, ConnectionLost, NotConnected, TurnTimeout
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.backoff import Reconnect, again_at_once
from openapi_facade.websocket.endings import CALLBACK_PATIENCE, NORMAL
from openapi_facade.websocket.options import Options
from openapi_facade.websocket.state import State

try:
    from openapi_facade.websocket.tasks.link import AsyncLink
except ModuleNotFoundError:
    raise ConfigError('the chat over asyncio needs websockets: pip install "cheshire-cat-api[async]"') from None

logger = logging.getLogger("cheshire_cat_api")


class AsyncChat:
    """One user's chat: a conversation, and a connection at a time. Parameters as those of `Chat`."""

    def __init__(
        self,
        conversation: AsyncConversation,
        address: Callable[[], Awaitable[Address]],
        options: Options,
        reconnect: Reconnect | None = None,
    ) -> None:
        self.conversation = conversation
        self._changed = conversation.changed
        self._address = address
        self.options = options
        self.redactor = options.redactor
        self._reconnect = reconnect
        self._link: AsyncLink | None = None
        self._closes = 0

    def after_fork(self) -> None:
        """End it in a forked child: connection, turns and events are the parent's."""
        self.conversation.after_fork(ConnectionLost("this answer is that of the process that was forked"))
        if self._link is not None:
            self._link.after_fork()

    @property
    def over(self) -> bool:
        """Whether nothing of it runs any more, not even a callback."""
        link = self._link
        return self.conversation.loop.is_closed() or (
            (link is None or link.over) and self.conversation.dispatcher.is_idle
        )

    @property
    def left_behind(self) -> bool:
        """Whether it was closed, and so was its event loop, before a callback had ended."""
        return self._closes > 0 and self.conversation.loop.is_closed() and self.over

    @property
    def going_on(self) -> State | None:
        """What it is at; None: it has ended, or was closed."""
        link = self._link
        return None if link is None or link.over else link.state

    @property
    def busy(self) -> bool:
        """Whether a turn is known to run on the server, of which this will hear."""
        return self.connected and self.conversation.turns.busy

    @property
    def unread(self) -> bool:
        """Whether somebody waits for an answer, or has an iterator of events."""
        link = self._link
        return any(turn.awaited for turn in self.conversation.turns.asked) or (link is not None and link.listened_to)

    @property
    def connected(self) -> bool:
        """Whether the handshake is done and the connection has not ended."""
        return self._link is not None and self._link.state is State.OPEN

    async def connect(self, timeout: float | None = None, up_within: float | None = None) -> None:
        """Open the connection, unless there is one; see `Chat.connect`."""
        self._check_loop()
        timeout = checked_wait(timeout, up_within)
        link = self._link
        if link is None or link.over:
            link = self._new_link(up_within)
        else:
            # A second socket of one user makes the first deaf (CONTRACT §4.5).
            logger.warning("connect_ws(): already %s; nothing done", link.state.value)
        if timeout is not None:
            await link.wait_until_open(self._now() + timeout, timeout)

    async def send(self, message: dict[str, Any]) -> None:
        """Send one prompt; see `Chat.send`."""
        self._check_loop()
        frame = as_frame(message)
        if self._link is None:
            raise NotConnected("not connected: await connect_ws() first; nothing was sent")
        turn = self.conversation.new_turn(message["text"])
        await self._send(self._link, turn, frame, self._now() + self.options.connect_timeout)

    async def ask(self, message: dict[str, Any], timeout: float) -> Turn:
        """Send a prompt in its turn; see `Chat.ask`."""
        self._check_loop()
        turn = self.conversation.new_turn(message["text"], checked_seconds(timeout, "timeout"))
        frame = as_frame({**message, TURN_KEY: turn.id})
        closes = self._closes
        try:
            self.conversation.turns.ask(turn)
            await self._wait_for_earlier_turns(turn)
            if self._link is not None and self.conversation.turns.deaf:
                self._link.replace()
            pauses = again_at_once()
            while True:
                link = await self._open_link(turn.deadline, closes)
                try:
                    await self._send(link, turn, frame, turn.deadline)
                    return turn
                except NotConnected:
                    pause = next(pauses, None)
                    if pause is None or self._now() + pause >= turn.deadline:
                        raise
                    # No asyncio.wait_for in here: before Python 3.12 it can swallow a cancellation.
                    await self._changed.wait_for(lambda: self._closes != closes, self._now() + pause)
                except ConnectionLost:
                    return turn  # it may have arrived: the turn finds out
        except BaseException:
            self.conversation.finished(turn)
            raise

    async def look(self, turn: Turn, timeout: float) -> None:
        """See whether the history has the answer of a turn that somebody waits for."""
        found = await self.conversation.look(turn, timeout)
        if found and turn.lost is None and self._link is not None:
            # The server knows the answer and did not send it to us: this socket is deaf (CONTRACT §4.5).
            self._link.replace()

    def events(self) -> AsyncEvents:
        """The server's events from now on; see `Chat.events`."""
        self._check_loop()
        if self._link is None or self._link.over:
            raise NotConnected("not connected: await connect_ws() first")
        return self._link.listen(AsyncEvents)

    async def listen(self, timeout: float) -> AsyncNotifications:
        """What the server notifies of from now on; see `Chat.listen`."""
        self._check_loop()
        link = self._link
        if link is None or link.over:
            raise NotConnected("not connected: await connect_ws() first")
        await link.wait_until_open(self._now() + timeout, timeout)
        return link.listen(AsyncNotifications)

    async def close(self, timeout: float) -> None:
        """End the connection after what was sent; see `Chat.close`."""
        self._check_loop()
        deadline = self._now() + checked_seconds(timeout, "timeout")
        self._closes += 1
        for turn in self.conversation.turns.asked:
            turn.end(ConnectionLost("the chat was closed", code=NORMAL))
        self._changed.set()
        link = self._link
        if link is not None:
            await link.close(deadline)
        drained = await self.conversation.dispatcher.drain(min(deadline, self._now() + CALLBACK_PATIENCE))
        if link is not None and not self.conversation.dispatcher.in_callback:
            link.silence(warn=not drained)

    def abandon(self) -> None:
        """The client was forgotten: stop the tasks."""
        if not self.conversation.loop.is_closed():
            self.conversation.loop.call_soon_threadsafe(self._cancel)

    async def _send(self, link: AsyncLink, turn: Turn, frame: str, deadline: float) -> None:
        # When this is called the frame may be out, whatever interrupts us then: the turn stays in the row.
        await link.send(frame, deadline, lambda: self.conversation.turns.add(turn, self._now()))

    def _new_link(self, up_within: float | None = None) -> AsyncLink:
        self._link = AsyncLink(self.conversation, self._address, self.options, self._reconnect, self._link, up_within)
        return self._link

    async def _open_link(self, deadline: float, closes: int) -> AsyncLink:
        if self._closes != closes:
            raise NotConnected("the chat was closed meanwhile; nothing was sent")
        link = self._link
        if link is None or link.over:
            link = self._new_link()
        await link.wait_until_open(deadline, max(0.0, deadline - self._now()))
        return link

    async def _wait_for_earlier_turns(self, turn: Turn) -> None:
        while not turn.settled:
            now = self._now()
            until = self.conversation.turns.in_the_way(turn, self.connected, now)
            if until is None:
                return
            if now >= turn.deadline:
                raise TurnTimeout(f"an earlier turn was still running after {turn.timeout:g} s; nothing was sent")
            if now >= until:
                return
            await self._changed.wait(min(until, turn.deadline) - now)

    def _now(self) -> float:
        return self.conversation.now()

    def _check_loop(self) -> None:
        self._changed.check_loop()

    def _cancel(self) -> None:
        if self._link is not None:
            self._link.cancel()
        self.conversation.dispatcher.cancel()
