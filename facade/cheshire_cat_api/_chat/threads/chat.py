"""The chat as a client drives it, from any thread: connect, send, ask in turn, close."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from cheshire_cat_api._chat.history import TURN_KEY
from cheshire_cat_api._chat.options import checked_seconds
from cheshire_cat_api._chat.prompt import as_frame, checked_wait
from cheshire_cat_api._chat.protocol import Turn
from cheshire_cat_api._chat.threads.conversation import Conversation
from cheshire_cat_api._chat.threads.listener import Events, Notifications
from cheshire_cat_api.errors import ConnectionLost, NotConnected, TurnTimeout
from openapi_facade.locks import LOOK_AGAIN
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.backoff import Reconnect, again_at_once
from openapi_facade.websocket.endings import CALLBACK_PATIENCE, NORMAL
from openapi_facade.websocket.options import Options
from openapi_facade.websocket.state import State
from openapi_facade.websocket.threads.link import Link

logger = logging.getLogger("cheshire_cat_api")

ABANDON_PATIENCE = 1.0  # seconds


class Chat:
    """One user's chat: a conversation, and a connection at a time.

    Args:
        conversation: of the user.
        address: asked each time a connection is opened; may raise a CatError.
        options: of each connection.
        reconnect: None: a lost connection stays lost until somebody connects.
    """

    def __init__(
        self,
        conversation: Conversation,
        address: Callable[[], Address],
        options: Options,
        reconnect: Reconnect | None = None,
    ) -> None:
        self.conversation = conversation
        self._changed = conversation.changed
        self._address = address
        self.options = options
        self.redactor = options.redactor
        self._reconnect = reconnect
        self._link: Link | None = None
        self._closes = 0

    def after_fork(self) -> None:
        """End it in a forked child: connection, turns and events are the parent's."""
        self.conversation.after_fork(ConnectionLost("this answer is that of the process that was forked"))
        link = self._link
        if link is not None:
            link.after_fork()

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
        link = self._link
        return link is not None and link.state is State.OPEN

    @property
    def over(self) -> bool:
        """Whether there is no connection, and none is being opened."""
        link = self._link
        return link is None or link.over

    @property
    def thread(self) -> threading.Thread | None:
        """The one that reads, or was the last to; None before the first connection."""
        link = self._link
        return link.thread if link is not None else None

    def connect(self, timeout: float | None = None, up_within: float | None = None) -> None:
        """Open the connection, unless there is one.

        Args:
            timeout: seconds to wait until it is open; None: return at once, and the callbacks tell.
            up_within: the same, and until then the server may still be starting: what says so is tried again.

        Raises:
            InvalidArgument: both are given, or one is no number of seconds.
            ConnectionFailed, HandshakeRefused: it did not open; only with one of the two.
        """
        timeout = checked_wait(timeout, up_within)
        with self._changed.lock:
            link = self._link
            known = link is not None and not link.over
            if link is None or link.over:
                link = self._new_link(awaited=timeout is not None, up_within=up_within)
        if known:
            # A second socket of one user makes the first deaf (CONTRACT §4.5).
            logger.warning("connect_ws(): already %s; nothing done", link.state.value)
        if timeout is not None:
            link.wait_until_open(time.monotonic() + timeout, timeout)

    def send(self, message: dict[str, Any]) -> None:
        """Send one prompt; when this returns, it is on its way. While the connection opens, this waits for it.

        Raises:
            InvalidArgument: not JSON-able, or longer than the server takes; nothing was sent.
            NotConnected: there is no connection; nothing was sent.
            ConnectionLost: the connection broke while sending, so that nobody knows whether it arrived.
        """
        frame = as_frame(message)
        link = self._link
        if link is None:
            raise NotConnected("not connected: call connect_ws() first; nothing was sent")
        turn = self.conversation.new_turn(message["text"])
        self._send(link, turn, frame, time.monotonic() + self.options.connect_timeout)

    def new_turn(self, text: str, timeout: float) -> Turn:
        """A turn for `ask`, which somebody will wait for so many seconds from now on.

        Raises:
            InvalidArgument: that is no number of seconds.
        """
        return self.conversation.new_turn(text, checked_seconds(timeout, "timeout"))

    def ask(self, turn: Turn, message: dict[str, Any]) -> None:
        """Send a prompt when its turn comes. Connects where that is needed.

        The caller takes the turn's steps, and calls `finished` of the conversation, whatever this raises.

        Raises:
            InvalidArgument, ConnectionFailed, HandshakeRefused: nothing was sent.
            TurnTimeout: another turn was in the way all the time; nothing was sent.
        """
        frame = as_frame({**message, TURN_KEY: turn.id})
        closes = self._closes
        with self._changed.lock:
            self.conversation.turns.ask(turn)
        self._wait_for_earlier_turns(turn)
        link = self._link
        if link is not None and self.conversation.turns.deaf:
            link.replace()
        pauses = again_at_once()
        while True:
            link = self._open_link(turn.deadline, closes)
            try:
                self._send(link, turn, frame, turn.deadline)
                return
            except NotConnected:
                pause = next(pauses, None)
                if pause is None or time.monotonic() + pause >= turn.deadline:
                    raise
                self._changed.wait_for(lambda: self._closes != closes, pause)
            except ConnectionLost:
                return  # it may have arrived: the turn finds out

    def look(self, turn: Turn, timeout: float) -> None:
        """See whether the history has the answer of a turn that somebody waits for."""
        found = self.conversation.look(turn, timeout)
        link = self._link
        if found and turn.lost is None and link is not None:
            # The server knows the answer and did not send it to us: this socket is deaf (CONTRACT §4.5).
            link.replace()

    def events(self) -> Events:
        """The server's events from now on, until the chat ends.

        Raises:
            NotConnected: there is no connection.
        """
        link = self._link
        if link is None or link.over:
            raise NotConnected("not connected: call connect_ws() first")
        return link.listen(Events)

    def listen(self, timeout: float) -> Notifications:
        """What the server notifies of from now on, where there is a connection, or one is being opened.

        Args:
            timeout: seconds to wait until it is open.

        Raises:
            NotConnected: there is none.
            ConnectionFailed, HandshakeRefused: it did not open.
        """
        link = self._link
        if link is None or link.over:
            raise NotConnected("not connected: call connect_ws() first")
        link.wait_until_open(time.monotonic() + timeout, timeout)
        return link.listen(Notifications)

    def close(self, timeout: float) -> None:
        """End the connection after what was sent, and give the callbacks a moment to hear of what has come, and of it.

        Idempotent, from any thread, a callback too. Returns within `timeout` seconds, usually milliseconds. From then
        on nothing that the server has said is handed over, only how it ended, behind a callback that is at work. Which
        closes it itself is not waited for, and so what has come is handed over behind it.
        """
        deadline = time.monotonic() + checked_seconds(timeout, "timeout")
        with self._changed.lock:
            self._closes += 1
            link = self._link
            for turn in self.conversation.turns.asked:
                turn.end(ConnectionLost("the chat was closed", code=NORMAL))
            self._changed.notify_all()
        if link is not None:
            link.close(deadline)
        drained = self.conversation.dispatcher.drain(min(deadline, time.monotonic() + CALLBACK_PATIENCE))
        if link is not None and not self.conversation.dispatcher.in_callback:
            link.silence(warn=not drained)

    def abandon(self) -> None:
        """The client was forgotten: nobody else could close it."""
        self.close(ABANDON_PATIENCE)

    def _send(self, link: Link, turn: Turn, frame: str, deadline: float) -> None:
        def begin() -> None:
            with self._changed.lock:
                self.conversation.turns.add(turn, time.monotonic())

        link.send(frame, deadline, begin)

    def _new_link(self, awaited: bool, up_within: float | None = None) -> Link:
        link = Link(self.conversation, self._address, self.options, self._reconnect, self._link, up_within)
        try:
            self._link = link
            link.start(awaited)
        except BaseException:
            link.abandoned = True
            raise
        return link

    def _open_link(self, deadline: float, closes: int) -> Link:
        with self._changed.lock:
            if self._closes != closes:
                raise NotConnected("the chat was closed meanwhile; nothing was sent")
            link = self._link
            if link is None or link.over:
                link = self._new_link(awaited=True)
        link.wait_until_open(deadline, max(0.0, deadline - time.monotonic()))
        return link

    def _wait_for_earlier_turns(self, turn: Turn) -> None:
        while not turn.settled:
            with self._changed.lock:
                now = time.monotonic()
                until = self.conversation.turns.in_the_way(turn, self.connected, now)
                if until is None or turn.settled:
                    return
                if now >= turn.deadline:
                    raise TurnTimeout(f"an earlier turn was still running after {turn.timeout:g} s; nothing was sent")
                if now >= until:
                    return
                waiter = self._changed.enlist()
            self._changed.wait(waiter, min(until, turn.deadline, now + LOOK_AGAIN) - now)
