"""One answer as it comes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from copy import copy
from types import TracebackType
from typing import TYPE_CHECKING, Any

from cheshire_cat_api._chat.events import Reply
from cheshire_cat_api._chat.protocol import Look, Wait

if TYPE_CHECKING:
    from cheshire_cat_api._chat.threads.chat import Chat


class Stream(Iterator[str]):
    """The tokens of one answer, as they come; then `reply`. Leaving early is fine: the turn ends on the server.

    Raises, while iterating:
        TurnFailed, TurnTimeout, ConnectionLost: with what had come of the answer as `partial`.
    """

    _open = False

    def __init__(self, chat: Chat, prompt: dict[str, Any], timeout: float, client: object = None) -> None:
        self._turn = chat.new_turn(prompt["text"], timeout)
        self._client = client  # a client that is forgotten ends its chat
        self._chat = chat
        self._conversation = chat.conversation
        self._given = 0
        self._reply: Reply | None = None
        try:
            self._open = True
            chat.ask(self._turn, prompt)
        except BaseException:
            self._turn.awaited = False
            self.close()
            raise

    @property
    def reply(self) -> Reply:
        """The whole answer, when the tokens have ended.

        Raises:
            RuntimeError: they have not.
        """
        if self._reply is None:
            raise RuntimeError("the answer is not complete: iterate to its end first")
        return self._reply

    def __next__(self) -> str:
        token = self._next(tokens=True)
        if token is None:
            raise StopIteration
        return token

    def wait(self) -> Reply:
        """Skip the tokens and give the reply."""
        self._next(tokens=False)
        return self.reply

    def close(self) -> None:
        """Wait for it no longer. Idempotent."""
        if self._open:
            self._turn.awaited = False  # first, and one step: an interrupt may come behind it
            self._open = False
            self._conversation.finished(self._turn)

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if self._open:
            self._conversation.forgotten(self._turn)

    def _next(self, tokens: bool) -> str | None:
        """The next token; None at the end."""
        while self._open:
            if tokens and self._given < len(self._turn.tokens):  # without the lock: they only ever become more
                self._given += 1
                return self._turn.tokens[self._given - 1]
            changed = self._conversation.changed
            with changed.lock:
                if tokens and self._given < len(self._turn.tokens):
                    continue
                now = time.monotonic()
                step = self._turn.step(now)
                waiter = changed.enlist() if isinstance(step, Wait) else None
            if isinstance(step, Wait):
                assert waiter is not None
                changed.wait(waiter, step.until - now)
                continue
            if isinstance(step, Look):
                self._chat.look(self._turn, step.timeout)
                continue
            self.close()
            if isinstance(step, Reply):
                self._reply = step
            else:
                # A copy: the turn keeps its own, which must not become this traceback's.
                raise copy(self._chat.redactor.error(step))
        return None
