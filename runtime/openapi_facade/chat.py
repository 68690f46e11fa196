"""What every client of a chat has in common, for programs that do not care which one they were given."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from typing_extensions import Self


class ChatReply(Protocol):
    """An answer; whatever else it has is its client's own."""

    @property
    def text(self) -> str:
        """What was said."""
        ...


class ChatClient(Protocol):
    """Something that can be talked to. Whatever goes wrong is an `openapi_facade.errors.FacadeError`."""

    def ask(self, text: str) -> ChatReply:
        """Say something, and wait for the answer."""
        ...

    def stream(self, text: str) -> Iterable[str]:
        """Say something, and give the answer as it comes."""
        ...

    def close(self) -> None:
        """Close all connections."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


class AsyncChatClient(Protocol):
    """The same, awaited."""

    async def ask(self, text: str) -> ChatReply:
        """Say something, and wait for the answer."""
        ...

    def stream(self, text: str) -> AsyncIterable[str]:
        """Say something, and give the answer as it comes."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


__all__ = ("AsyncChatClient", "ChatClient", "ChatReply")
