"""The socket on threads: one reads, any may ask; they take turns."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

from openapi_facade.errors import FacadeError
from openapi_facade.failure import translated
from openapi_facade.forks import renew_after_fork
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.options import checked_seconds, for_threads
from openapi_facade.websocket.protocol import nobody, unheard
from openapi_facade.websocket.threads.channel import Channel
from openapi_facade.websocket.threads.link import Link
from thread_chat._api import API
from thread_chat._config import Config
from thread_chat._protocol import ChatProtocol, Say, Wait
from thread_chat._requests import Request
from thread_chat._sockets import CUT, DRAIN, options_of, protocol_of
from thread_chat.frames import Frame


class _Channel(Channel[Frame]):
    """Tells the requests of a chat when nothing more comes."""

    def __init__(self, protocol: ChatProtocol) -> None:
        super().__init__(API, protocol, unheard, nobody)
        self.chat = protocol
        self.limit = DRAIN

    def ended(self) -> None:
        """No connection follows."""
        with self.changed.lock:
            if not self.chat.drained:
                API.logger.warning(CUT, self.limit)
            self.chat.ended()
            self.changed.notify_all()


class ChatSocket:
    """One socket: a connection at a time, opened where it is needed."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._options = translated(options_of, API.translate)(config, for_threads)
        self._channel = _Channel(protocol_of(config))
        self._link: Link | None = None
        renew_after_fork(self)

    @property
    def connected(self) -> bool:
        """Whether a connection is open, or being opened."""
        return self._link is not None and not self._link.over

    def connect(self, timeout: float) -> None:
        """Open a connection, if there is none, and wait for it.

        Raises:
            ThreadChatError: it did not open.
        """
        deadline = time.monotonic() + timeout
        with self._channel.changed.lock:
            if not self.connected:
                link = Link(self._channel, self._address, self._options, None, self._link)
                try:
                    self._link = link
                    link.start(True)
                except BaseException:
                    link.abandoned = True
                    raise
            found = self._link
        assert found is not None
        found.wait_until_open(deadline, timeout)

    def run(self, request: Request[Any]) -> Iterator[str]:
        """Do a request, and give the pieces of its answer as they come; its outcome is known at the end."""
        self.connect(max(0.0, request.deadline - time.monotonic()))
        changed, protocol, shown = self._channel.changed, self._channel.chat, 0
        try:
            with changed.lock:
                protocol.submit(request)
            while True:
                with changed.lock:
                    busy = not protocol.drained
                    step = protocol.step(request, time.monotonic())
                    if busy and protocol.drained:
                        changed.notify_all()  # a quiet time was over
                    pieces = request.pieces(shown)
                    waiter = changed.enlist() if isinstance(step, Wait) and not pieces else None
                if isinstance(step, Say):
                    self._say(request, step)
                yield from pieces
                shown += len(pieces)
                if step is None:
                    return
                if waiter is not None and isinstance(step, Wait):
                    changed.wait(waiter, step.until - time.monotonic())
        finally:
            with changed.lock:
                protocol.leave(request, time.monotonic())
                changed.notify_all()

    def close(self, timeout: float = DRAIN) -> None:
        """Wait for what is under way, so long, and end the connection with a close frame; from any thread."""
        self._channel.limit = translated(checked_seconds, API.translate)(timeout, "timeout")
        link = self._link
        if link is not None:
            link.close(time.monotonic() + 2 * timeout + 1)  # of which it has half for what is under way

    def abandon(self, forgotten: bool) -> None:
        """Nobody else can close it: the chat was forgotten, or the program ends, which waits for what is under way."""
        if not self.connected:
            return
        if forgotten:
            threading.Thread(target=self.close, name="thread-chat-close").start()  # the program waits for that, too
        else:
            self.close()

    def after_fork(self) -> None:
        """End it in a forked child: the connection is the parent's."""
        self._channel.changed.after_fork()
        self._channel.dispatcher.after_fork()
        self._channel.chat.ended()  # nobody is there any more who waits
        if self._link is not None:
            self._link.after_fork()

    def _say(self, request: Request[Any], step: Say) -> None:
        """Send a request, and its barrier right behind it. What fails on the way, the protocol is told of."""
        link = self._link
        assert link is not None
        try:
            link.send(step.text, request.deadline, lambda: self._begun(request))
            if step.barrier is not None:
                link.send(step.barrier, request.deadline, lambda: self._barred(request))
        except FacadeError:
            if request.began is None:
                raise

    def _begun(self, request: Request[Any]) -> None:
        with self._channel.changed.lock:
            self._channel.chat.begun(request, time.monotonic())

    def _barred(self, request: Request[Any]) -> None:
        with self._channel.changed.lock:
            self._channel.chat.barred(request)

    def _address(self) -> Address:
        given = self._config.given
        return translated(self._config.address, API.translate)(given if isinstance(given, str) else given())
