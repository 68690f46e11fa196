"""What a client knows of its chats: those under way, what the event sockets tell of them, and what was said."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from mongars_client._recovery import Call, Outcome, Recovery
from mongars_client.events import ChatMessage, Event
from mongars_client.transcript import Transcript
from openapi_facade.forks import renew_after_fork
from openapi_facade.locks import Monitor

if TYPE_CHECKING:
    from mongars_client.models import ChatResponse


class Answers:
    """The chats of a client's user, from any thread or task. Of another user's events nothing is taken."""

    def __init__(self) -> None:
        self._changed = Monitor()
        self._recovery = Recovery()
        self._user = ""
        self._sockets = 0
        self.transcript = Transcript()
        """What was said, as replies and events tell it."""
        renew_after_fork(self)

    def after_fork(self) -> None:
        """Begin anew in a forked child, which has none of its parent's sockets."""
        self._changed.after_fork()
        self._recovery, self._sockets = Recovery(), 0

    def socket_opened(self) -> None:
        """An event socket tells what happens from now on."""
        self._count(1)

    def socket_ended(self) -> None:
        """One tells no more, and is not about to connect again."""
        self._count(-1)

    def event(self, event: Event) -> None:
        """Take what an event tells."""
        with self._changed.lock:
            if event.user is not None and self._user not in ("", event.user):
                return
            if isinstance(event, ChatMessage):
                self._recovery.event(event, time.monotonic())
            self.transcript.event(event)

    def sent(self, message: str, deadline: float, user: str) -> Call:
        """Begin a chat, which is about to be sent.

        Args:
            message: as it is sent.
            deadline: until when somebody waits for its answer.
            user: whose it is, as far as is known.
        """
        call = Call(message, deadline)
        with self._changed.lock:
            if user != self._user and self._user:  # another account has logged in
                self._recovery, self.transcript = Recovery(), Transcript()
                self._recovery.listening(self._sockets > 0)
            self._user = user
            self._recovery.sent(call, time.monotonic())
        return call

    def answered(self, call: Call, answer: ChatResponse) -> None:
        """End a chat with its reply."""
        turn = answer.speech_turn
        with self._changed.lock:
            self._recovery.answered(call, str(turn.turn_id))
            self.transcript.answered(call.message, answer.response, turn.created_at, str(turn.turn_id))

    def refused(self, call: Call) -> None:
        """End a chat of which the server has done nothing."""
        with self._changed.lock:
            self._recovery.unsent(call)

    def abandoned(self, call: Call) -> None:
        """Nobody waits for a chat any more, which may have arrived."""
        with self._changed.lock:
            self._recovery.abandoned(call)

    def lost(self, call: Call) -> None:
        """The reply of a chat that may have arrived will not come."""
        with self._changed.lock:
            self._recovery.lost(call)

    def outcome(self, call: Call) -> Outcome:
        """Return what is known of the answer of a chat that was lost."""
        with self._changed.lock:
            return self._recovery.outcome(call, time.monotonic())

    def _count(self, change: int) -> None:
        with self._changed.lock:
            self._sockets = max(0, self._sockets + change)
            self._recovery.listening(self._sockets > 0)
