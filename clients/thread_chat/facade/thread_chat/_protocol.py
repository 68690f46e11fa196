"""Which frame belongs to which request, and when an answer has ended. No socket, no thread, no clock.

The dialects have no correlation and no end of an answer (CONTRACT §1, §4). Two rules make up for it. Requests of a
socket take turns: one is sent when the one before has ended. And behind each goes a barrier, a frame of a type that is
its own, whose error comes when the request has been dealt with (CONTRACT §1).

Whether a server answers barriers, a probe tells, the first frame of a connection. Where it does not, an answer has
ended when it has begun, and nothing more came for a while.

A driver, over threads or tasks, hands over a request with `submit`, then does what `step` says until that is nothing,
and calls `leave`, whatever happens. The runtime drives the rest.
"""

from __future__ import annotations

import json
import uuid
from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Any, TypeAlias

from openapi_facade.websocket.protocol import NEVER, Protocol
from thread_chat._requests import Request, Turn
from thread_chat.errors import ConfigError, InvalidArgumentError, NotConnectedError, ThreadChatError
from thread_chat.frames import ErrorFrame, Frame, MessageFrame, Ping, is_about, parse_frame

QUIET = 2.0  # seconds without a frame, after which an answer has ended, where barriers are not answered
PROBE_PATIENCE = 2.0  # seconds that a server has to answer the probe
REPEAT = 10.0  # seconds without a frame, after which a barrier is sent again; then twice that … (CONTRACT T9)
REMEMBERED = 256  # ids of messages whose turns have ended


@dataclass(frozen=True)
class BarrierAnswer(ErrorFrame):
    """The error of a barrier, of which nobody is told; `number` is None where its words do not tell which."""

    number: int | None = None


@dataclass(frozen=True)
class Say:
    """Send the request, and call `begun` right before; then its barrier, where there is one, and call `barred`."""

    text: str
    barrier: str | None


@dataclass(frozen=True)
class Wait:
    """Nothing to do until something comes, or this time."""

    until: float


Step: TypeAlias = Say | Wait | None
"""None: it has ended, see its `outcome`."""


class ChatProtocol(Protocol[Frame]):
    """The chat of one socket, over all its connections.

    Args:
        quiet: seconds without a frame, after which an answer that has begun has ended, where there are no barriers.
        barriers: whether the server answers frames of unknown types; None: a probe tells.
        probe_patience: seconds that it has for that.
    """

    def __init__(
        self, quiet: float = QUIET, barriers: bool | None = None, probe_patience: float = PROBE_PATIENCE
    ) -> None:
        self._quiet = quiet
        self._configured = barriers
        self._patience = probe_patience
        self._prefix = f"barrier-{uuid.uuid4().hex}-"
        self._issued = 0
        self._unanswered: deque[int] = deque()
        """The numbers of barriers that were sent, as often as each was."""
        self._words: str | None = None
        """How the server answers a barrier, where it does not name its type (CONTRACT T10)."""
        self._queue: deque[Request[Any]] = deque()
        self._current: Request[Any] | None = None
        self._texts: list[str] = []
        self._told: OrderedDict[str, None] = OrderedDict()
        self._open = False
        self._closing = False
        self._probing = False
        self._probe_until = NEVER
        self._ends_at = NEVER
        self._repeat_at = NEVER
        self._repeat_after = REPEAT
        self.barriers = barriers
        """Whether the server answers them; None: that is not known yet."""

    # -- what a driver does

    def submit(self, request: Request[Any]) -> None:
        """Take a request in, behind those that were there before."""
        if self._closing:
            request.refuse(NotConnectedError("the chat was closed; nothing was sent"))
        else:
            self._queue.append(request)

    def step(self, request: Request[Any], now: float) -> Step:
        """Return what is to be done for a request."""
        self.tick(now)
        if request.outcome is None and now >= request.deadline:
            request.expire()
        if request.outcome is not None:
            return None
        if self._is_next(request):
            self._current = self._queue.popleft()
        if request is not self._current or request.began is not None:
            return Wait(min(request.deadline, self.due()))
        if self.barriers and not request.barrier:
            self._issued += 1
            request.barrier = self._issued
        return Say(request.text, self._barrier(request.barrier) if request.barrier else None)

    def begun(self, request: Request[Any], now: float) -> None:
        """A request is about to be sent; from here on it may have arrived."""
        request.began = now
        if request.barrier:
            self._repeat_after, self._repeat_at = REPEAT, now + REPEAT
        elif not isinstance(request, Turn):
            self._ends_at = now + self._quiet  # an empty history never begins

    def barred(self, request: Request[Any]) -> None:
        """Its barrier is about to be sent."""
        self._unanswered.append(request.barrier)

    def leave(self, request: Request[Any], now: float) -> None:
        """Nobody waits for a request any more. What was sent is still answered, and the next one comes behind that."""
        request.awaited = False
        if request in self._queue:
            self._queue.remove(request)
        elif request is self._current and request.began is None:
            self._current = None
        elif request is self._current and not request.barrier:
            self._ends_at = min(self._ends_at, now + self._quiet)

    # -- what comes

    def read(self, text: str) -> Frame | None:
        """Return what a text frame is. Never fails."""
        frame = parse_frame(text)
        if not isinstance(frame, ErrorFrame):
            return frame
        number = self._number_in(frame.message)
        if number is None and self._probing:
            self._words, self._probing = frame.message, False  # nothing but the probe was sent
        elif number is None and (self._words is None or frame.message != self._words):
            return frame
        return BarrierAnswer(frame.type, frame.raw, message=frame.message, number=number)

    def receive(self, event: Frame, now: float) -> None:
        """Take note of a frame."""
        if isinstance(event, BarrierAnswer):
            self._answered(event, now)
            return
        current = self._current
        if current is None or current.began is None or isinstance(event, Ping) or not self._belongs(event, current):
            return
        begins = current.take(event)
        if current.barrier:
            self._repeat_at = now + self._repeat_after
        elif isinstance(event, ErrorFrame):
            self._end()
        elif begins or self._ends_at < NEVER:
            self._ends_at = now + self._quiet

    def tick(self, now: float) -> str:
        """Do what is due."""
        if now >= self._probe_until:
            self._probing, self._probe_until, self.barriers = False, NEVER, False
        if now >= self._ends_at:
            self._end()
        if now >= self._repeat_at and self._current is not None:
            self.barred(self._current)
            self._texts.append(self._barrier(self._current.barrier))
            self._repeat_after *= 2
            self._repeat_at = now + self._repeat_after
        return ""

    def due(self) -> float:
        """Return when `tick` has something to do."""
        return min(self._probe_until, self._ends_at, self._repeat_at)

    def outgoing(self) -> list[str]:
        """Return the frames that are to be sent now, each once: the probe, and barriers again."""
        texts, self._texts = self._texts, []
        return texts

    # -- how connections begin and end

    def begin(self) -> None:
        """Forget what another connection was in the middle of."""
        self._lost("the chat was connected anew")
        self._closing = False

    def opened(self, now: float) -> None:
        """Take note of a connection that is open, and probe it."""
        self._texts.clear()
        self._unanswered.clear()
        self._open, self.barriers, self._words = True, self._configured, None
        if self._configured is None:
            self._issued += 1
            self._unanswered.append(self._issued)
            self._texts.append(self._barrier(self._issued))
            self._probing, self._probe_until = True, now + self._patience

    def lost(self, error: Exception, now: float) -> None:
        """Take note of the end of a connection. What was not sent waits for the next one."""
        self._lost(str(error), getattr(error, "code", 0), getattr(error, "reason", ""))

    def closing(self) -> None:
        """Let no more requests be sent."""
        self._closing = True
        self._refuse("the chat was closed; nothing was sent")

    def ended(self, error: ThreadChatError | None = None) -> None:
        """Take note that no connection follows: nothing is sent any more, and nothing comes."""
        self._lost("the chat was closed" if error is None else str(error))
        if self._current is not None:
            self._queue.appendleft(self._current)
            self._current = None
        self._refuse("the chat has ended; nothing was sent" if error is None else f"{error}; nothing was sent")

    @property
    def drained(self) -> bool:
        """Whether no request is under way: a server does not survive a close during a reply (CONTRACT §1)."""
        return self._current is None

    def worth_another_try(self, error: Exception) -> bool:
        """Tell whether connecting again can help; not where the client is at fault, or who asks."""
        return not isinstance(error, ConfigError | InvalidArgumentError) and super().worth_another_try(error)

    # -- the rest

    def _is_next(self, request: Request[Any]) -> bool:
        ready = self._open and not self._closing and self.barriers is not None and self._current is None
        return ready and bool(self._queue) and self._queue[0] is request

    def _answered(self, answer: BarrierAnswer, now: float) -> None:
        """Take the answer to a barrier; they come in the order in which barriers were sent."""
        number = answer.number
        if number is None and self._unanswered:
            number = self._unanswered.popleft()
        while self._unanswered and number is not None and self._unanswered[0] < number:
            self._unanswered.popleft()
        if self._unanswered and self._unanswered[0] == answer.number:
            self._unanswered.popleft()
        self._probing, self._probe_until = False, NEVER
        late, self.barriers = self.barriers is False and self._configured is None, self._configured is not False
        current = self._current
        if current is None or current.began is None or number is None:
            return
        if late and not current.barrier:  # the server is slow, but answers them: no quiet time then
            self._issued += 1
            current.barrier, self._repeat_at, self._ends_at = self._issued, now, NEVER
        elif current.barrier and number >= current.barrier:
            self._end()

    def _belongs(self, frame: Frame, request: Request[Any]) -> bool:
        """Whether a frame is of a request: of its thread, and no part of a message whose turn has ended."""
        late = isinstance(frame, MessageFrame) and isinstance(request, Turn) and frame.id in self._told
        return not late and is_about(frame, request.thread_id)

    def _end(self) -> None:
        current, self._current = self._current, None
        self._ends_at = self._repeat_at = NEVER
        if current is None:
            return
        current.end()
        for each in getattr(current, "ids", ()):
            self._told[each] = None
            if len(self._told) > REMEMBERED:
                self._told.popitem(last=False)

    def _lost(self, why: str, code: int = 0, reason: str = "") -> None:
        self._open = self._probing = False
        self._ends_at = self._repeat_at = self._probe_until = NEVER
        self._texts.clear()
        if self._current is not None and self._current.began is not None:
            self._current.lose(why, code, reason)
            self._current = None

    def _refuse(self, why: str) -> None:
        for request in self._queue:
            request.refuse(NotConnectedError(why))
        self._queue.clear()

    def _barrier(self, number: int) -> str:
        return json.dumps({"type": f"{self._prefix}{number}"})

    def _number_in(self, message: str) -> int | None:
        """Return the number of a barrier of ours that an error names."""
        _, found, rest = message.partition(self._prefix)
        digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
        return int(digits[:9]) if found and digits else None
