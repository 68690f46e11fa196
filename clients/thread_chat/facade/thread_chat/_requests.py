"""What is asked of a server, and what becomes of it: a message, and a history. No socket, no thread, no clock."""

from __future__ import annotations

import json
import uuid
from copy import copy
from typing import Any, Generic, TypeVar

from thread_chat.errors import (
    AnswerLostInRestart,
    AnswerStoppedByPolicy,
    AnswerTimeout,
    AnswerTooBig,
    AnswerUnknown,
    APITimeoutError,
    EmptyReply,
    InvalidArgumentError,
    ThreadChatError,
    TurnFailed,
)
from thread_chat.frames import ErrorFrame, Frame, MessageFrame, Received, Step, Token, ToolFrame, UserFrame
from thread_chat.messages import Message, Reply, ToolCall, messages_of, tool_of

T = TypeVar("T")

NO_HISTORY = "Error retrieving history: "
"""How the error begins where there is no such thread; what follows is the database's (CONTRACT T7)."""
MOST_BYTES = 16 * 1024 * 1024
"""Of a frame; a longer one ends the socket (CONTRACT §3)."""
_CLOSES: dict[int, type[AnswerUnknown]] = {1008: AnswerStoppedByPolicy, 1009: AnswerTooBig, 1012: AnswerLostInRestart}


class Request(Generic[T]):
    """One request of a thread, and what has come for it.

    Args:
        thread_id: in its usual form.
        frame: what is sent; made of what was checked.
        deadline: until when somebody waits.
        timeout: how long that was, in seconds, for the message.
    """

    what = "request"

    def __init__(self, thread_id: str, frame: dict[str, Any], deadline: float, timeout: float) -> None:
        self.thread_id = thread_id
        self.text = json.dumps(frame)
        self.deadline = deadline
        self.timeout = timeout
        self.began: float | None = None
        """When it was about to be sent; None: nothing of it has left."""
        self.barrier = 0
        """The number of the barrier behind it; 0: there is none."""
        self.awaited = True
        """Whether somebody waits for it."""
        self.frames: list[Frame] = []
        """What has come for it, in order."""
        self.error = ""
        """The server's words, where it has answered with an error."""
        self.outcome: T | ThreadChatError | None = None
        """What has become of it; None: that is not known yet."""

    def take(self, frame: Frame) -> bool:
        """Take what has come for it. Return whether that is a part of the answer, which has begun then."""
        self.frames.append(frame)
        if isinstance(frame, ErrorFrame):
            self.error = self.error or frame.message or "an error without words"
            return True
        return self._taken(frame)

    def end(self) -> None:
        """Nothing more comes."""
        self.outcome = self.outcome or self._answer()

    def lose(self, why: str, code: int = 0, reason: str = "") -> None:
        """Nothing more can come, and what has come may not be all."""
        words = f"{why}; the {self.what} may or may not have arrived"
        facts = {"reason": reason} if code in _CLOSES else {}
        lost = _CLOSES.get(code, AnswerUnknown)
        self.outcome = self.outcome or lost(words, thread_id=self.thread_id, partial=self.partial, code=code, **facts)

    def expire(self) -> None:
        """Nobody waits any longer."""
        if self.began is None:
            words = f"not sent within {self.timeout:g} s: the socket was not open, or others were being answered"
            self.refuse(APITimeoutError(words, may_have_arrived=False))
            return
        words = f"no end of the answer within {self.timeout:g} s"
        self.outcome = self.outcome or AnswerTimeout(words, thread_id=self.thread_id, partial=self.partial)

    def refuse(self, error: ThreadChatError) -> None:
        """It was not sent, and will not be."""
        self.outcome = self.outcome or error

    def result(self) -> T:
        """Return what has come of it, or raise."""
        outcome = self.outcome
        if isinstance(outcome, ThreadChatError):
            raise copy(outcome)
        if outcome is None:
            raise AssertionError("it is still under way")
        return outcome

    def pieces(self, shown: int) -> list[str]:
        """Return the pieces of a reply that have come, but for so many."""
        return []

    @property
    def partial(self) -> str:
        """What has come of a reply."""
        return ""

    def _taken(self, frame: Frame) -> bool:
        raise NotImplementedError

    def _answer(self) -> T | ThreadChatError:
        raise NotImplementedError

    def _failed(self) -> TurnFailed:
        return TurnFailed(self.error, thread_id=self.thread_id, partial=self.partial)


class Turn(Request[Reply]):
    """A message, and its reply.

    Args:
        thread_id: whose.
        content: what is said.
        agent_id: by whom it is answered; None: by nobody in particular.

    Raises:
        InvalidArgumentError: an id that is no UUID, a content that is no text, or one that is too long (CONTRACT §1,
            §3, §4.4).
    """

    what = "message"

    def __init__(
        self, thread_id: str, content: str, agent_id: str | None = None, *, deadline: float = 0.0, timeout: float = 0.0
    ) -> None:
        if not isinstance(content, str):
            raise InvalidArgumentError(f"content: {type(content).__name__}; give a text")
        thread = canonical(thread_id, "thread_id")
        agent = None if agent_id is None else canonical(agent_id, "agent_id")
        made = {"type": "message", "thread_id": thread, "agent_id": agent, "content": content}
        super().__init__(thread, made, deadline, timeout)
        if len(self.text) > MOST_BYTES:
            raise InvalidArgumentError(f"content: {len(content)} characters; a server takes frames of 16 MiB")
        self.texts: list[str] = []
        """What has come of the reply, piece by piece."""
        self.ids: list[str] = []
        """Of the messages in it, where they have some."""
        self._tools: list[ToolCall] = []
        self._thoughts: list[str] = []
        self._first: Frame | None = None
        self._job: str | None = None

    @property
    def partial(self) -> str:
        return "".join(self.texts)

    def pieces(self, shown: int) -> list[str]:
        return self.texts[shown:]

    def _taken(self, frame: Frame) -> bool:
        if isinstance(frame, Received):
            self._job = self._job or frame.job_id
            return False
        if isinstance(frame, ToolFrame):
            self._used(tool_of(frame))
            return True
        if isinstance(frame, Step) and frame.thought is not None:
            self._thoughts.append(frame.thought)
            return False
        if not isinstance(frame, Token | Step | MessageFrame) or frame.role not in (None, "assistant"):
            return False
        if isinstance(frame, MessageFrame) and frame.id is not None and frame.id not in self.ids:
            self.ids.append(frame.id)
        if not frame.content or frame.status == "planning":
            return False
        if isinstance(frame, Token) and frame.is_hint and self.texts:
            return False  # it has all that was said before, or nothing
        self._first = self._first or frame
        self.texts.append(frame.content)
        return True

    def _used(self, tool: ToolCall) -> None:
        """Note the use of a tool, which later revisions tell at its start and at its end (CONTRACT T9)."""
        last = self._tools[-1] if self._tools else None
        if tool.output is not None and last is not None and (last.name, last.output) == (tool.name, None):
            self._tools[-1] = tool
        else:
            self._tools.append(tool)

    def _answer(self) -> Reply | ThreadChatError:
        if self.error:
            return self._failed()
        if not self.texts and not self._tools:
            return EmptyReply("the turn ended without an answer", thread_id=self.thread_id)
        first = self._first
        return Reply(
            self.partial,
            tools=tuple(self._tools),
            thread_id=self.thread_id,
            agent_id=None if first is None else first.agent_id,
            created_at=None if first is None else first.created_at,
            id=self.ids[0] if self.ids else None,
            job_id=self._job,
            thoughts=tuple(self._thoughts),
            raw=tuple(frame.raw for frame in self.frames),
        )


class History(Request["list[Message]"]):
    """What was said in a thread.

    Args:
        thread_id: whose.
        may_be_missing: whether it is no error where the server knows no such thread (CONTRACT §1, §5).

    Raises:
        InvalidArgumentError: an id that is no UUID.
    """

    what = "request for the history"

    def __init__(
        self, thread_id: str, *, may_be_missing: bool = False, deadline: float = 0.0, timeout: float = 0.0
    ) -> None:
        made = {"type": "history", "thread_id": canonical(thread_id, "thread_id")}
        super().__init__(made["thread_id"], made, deadline, timeout)
        self._may_be_missing = may_be_missing
        self._items: list[Frame] = []

    def _taken(self, frame: Frame) -> bool:
        if not isinstance(frame, Token | Step | ToolFrame | MessageFrame | UserFrame):
            return False
        self._items.append(frame)
        return True

    def _answer(self) -> list[Message] | ThreadChatError:
        if self.error and not (self._may_be_missing and self.error.startswith(NO_HISTORY)):
            return self._failed()
        return messages_of(self._items)


def canonical(value: object, name: str) -> str:
    """Return a UUID in its usual form: lower case, with dashes (CONTRACT §3).

    Raises:
        InvalidArgumentError: it is none.
    """
    if isinstance(value, uuid.UUID):
        return str(value)
    try:
        if isinstance(value, str):
            return str(uuid.UUID(value))
    except ValueError:
        pass
    raise InvalidArgumentError(f"{name}: {value!r:.60}; give a UUID, such as '123e4567-e89b-42d3-a456-426614174000'")
