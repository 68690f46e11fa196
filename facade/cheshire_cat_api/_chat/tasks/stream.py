"""One answer as it comes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from copy import copy
from types import TracebackType
from typing import TYPE_CHECKING, Any

from cheshire_cat_api._chat.events import Reply
from cheshire_cat_api._chat.protocol import Look, Turn, Wait

if TYPE_CHECKING:
    from cheshire_cat_api._chat.tasks.chat import AsyncChat


class AsyncStream(AsyncIterator[str]):
    """The tokens of one answer, as they come; then `reply`. Leaving early is fine: the turn ends on the server.

    Raises, while iterating:
        InvalidArgument, ConnectionFailed, HandshakeRefused: nothing was sent.
        TurnFailed, TurnTimeout, ConnectionLost: with what had come of the answer as `partial`.
    """

    def __init__(self, chat: Callable[[], AsyncChat], prompt: dict[str, Any], timeout: float) -> None:
        self._ask = (chat, prompt, timeout)
        self._chat: AsyncChat | None = None
        self._turn: Turn | None = None
        self._given = 0
        self._open = True
        self._reply: Reply | None = None

    @property
    def reply(self) -> Reply:
        """The whole answer, when the tokens have ended.

        Raises:
            RuntimeError: they have not.
        """
        if self._reply is None:
            raise RuntimeError("the answer is not complete: iterate to its end first")
        return self._reply

    async def __anext__(self) -> str:
        if self._open and self._turn is not None and self._given < len(self._turn.tokens):
            self._given += 1
            return self._turn.tokens[self._given - 1]
        token = await self._next(tokens=True)
        if token is None:
            raise StopAsyncIteration
        return token

    async def wait(self) -> Reply:
        """Skip the tokens and give the reply."""
        await self._next(tokens=False)
        return self.reply

    def close(self) -> None:
        """Wait for it no longer. Idempotent."""
        if self._open:
            self._open = False
            if self._chat is not None and self._turn is not None:
                self._chat.conversation.finished(self._turn)

    async def __aenter__(self) -> AsyncStream:
        await self._start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if self._open and self._chat is not None and self._turn is not None:
            self._chat.conversation.forgotten(self._turn)

    async def _start(self) -> tuple[AsyncChat, Turn]:
        if self._chat is None:
            get, prompt, timeout = self._ask
            self._chat = get()
            try:
                self._turn = await self._chat.ask(prompt, timeout)
            except BaseException:
                self._open = False
                raise
            if not self._open:  # closed meanwhile
                self._chat.conversation.finished(self._turn)
        if self._turn is None:
            raise RuntimeError("another task has begun to wait for this answer")
        return self._chat, self._turn

    async def _next(self, tokens: bool) -> str | None:
        """The next token; None at the end."""
        if not self._open:
            return None
        chat, turn = await self._start()
        conversation = chat.conversation
        try:
            while self._open:
                if tokens and self._given < len(turn.tokens):
                    self._given += 1
                    return turn.tokens[self._given - 1]
                step = turn.step(conversation.now())
                if isinstance(step, Wait):
                    await conversation.changed.wait(step.until - conversation.now())
                elif isinstance(step, Look):
                    await self._look(chat, turn, step.timeout)
                elif isinstance(step, Reply):
                    self._reply = step
                    self.close()
                else:
                    # A copy: the turn keeps its own, which must not become this traceback's.
                    raise copy(chat.redactor.error(step))
        except BaseException:
            self.close()
            raise
        return None

    async def _look(self, chat: AsyncChat, turn: Turn, timeout: float) -> None:
        """See whether the history has the answer; not to its end where the chat is closed meanwhile."""
        changed = chat.conversation.changed
        look = asyncio.ensure_future(chat.look(turn, timeout))
        look.add_done_callback(lambda _: changed.set())
        try:
            await changed.wait_for(lambda: look.done() or turn.settled, float("inf"))
        finally:
            if not look.done():
                look.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await look
