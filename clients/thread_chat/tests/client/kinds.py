"""Both chats behind one interface, so that one suite drives them; the event loop of one is in a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import aclosing, contextmanager
from typing import Any, TypeVar

from thread_chat import AsyncThread, AsyncThreadChat, Message, Reply, Thread, ThreadChat

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds after which something that should happen at once is called missing."""


class Chat:
    """A chat over threads."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.chat: Any = ThreadChat(*args, **options)

    def connect(self) -> None:
        self.chat.connect()

    def thread(self, thread_id: str | None = None) -> Talk:
        return Talk(self.chat.thread(thread_id))

    def close(self, **options: Any) -> None:
        self.chat.close(**options)


class Talk:
    """A thread of it."""

    def __init__(self, thread: Thread) -> None:
        self.thread = thread

    def ask(self, content: str, **options: Any) -> Reply:
        return self.thread.ask(content, **options)

    def history(self, **options: Any) -> list[Message]:
        return self.thread.history(**options)

    def stream(self, content: str, **options: Any) -> list[str]:
        return list(self.thread.stream(content, **options))

    def begin(self, content: str) -> str:
        """Take the first piece of a reply, and leave."""
        return next(self.thread.stream(content))


class AsyncChat:
    """A chat over tasks."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.chat = AsyncThreadChat(*args, **options)

    def connect(self) -> None:
        self.run(self.chat.connect())

    def thread(self, thread_id: str | None = None) -> AsyncTalk:
        return AsyncTalk(self.run, self.chat.thread(thread_id))

    def close(self, **options: Any) -> None:
        self.run(self.chat.close(**options))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def finish(self) -> None:
        async def rest() -> None:
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await asyncio.get_running_loop().shutdown_asyncgens()

        self.run(rest())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()


class AsyncTalk:
    """A thread of it."""

    def __init__(self, run: Callable[[Coroutine[Any, Any, Any]], Any], thread: AsyncThread) -> None:
        self._run = run
        self.thread = thread

    def ask(self, content: str, **options: Any) -> Reply:
        found: Reply = self._run(self.thread.ask(content, **options))
        return found

    def history(self, **options: Any) -> list[Message]:
        found: list[Message] = self._run(self.thread.history(**options))
        return found

    def stream(self, content: str, **options: Any) -> list[str]:
        async def all_of_it() -> list[str]:
            return [piece async for piece in self.thread.stream(content, **options)]

        found: list[str] = self._run(all_of_it())
        return found

    def begin(self, content: str) -> str:
        """Take the first piece of a reply, and leave."""

        async def first() -> str:
            stream: AsyncIterator[str] = self.thread.stream(content)
            async with aclosing(stream) as pieces:  # type: ignore[type-var]
                return await anext(pieces)

        found: str = self._run(first())
        return found


@contextmanager
def opened(kind: str, *args: Any, **options: Any) -> Iterator[Any]:
    """Give a chat, and close it."""
    chat: Chat | AsyncChat = (Chat if kind == "sync" else AsyncChat)(*args, **options)
    try:
        yield chat
    finally:
        chat.close()
        if isinstance(chat, AsyncChat):
            chat.finish()
