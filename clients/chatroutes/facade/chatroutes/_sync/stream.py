# Written by scripts/unasync.py from _async/stream.py; do not edit.
"""An answer that comes piece by piece."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from itertools import starmap
from operator import is_not
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast

from chatroutes import types
from chatroutes._api import cleaned
from chatroutes._stream import Accumulator
from chatroutes.errors import ChatRoutesError, InvalidArgumentError, NetworkError

if TYPE_CHECKING:
    from typing import TypeGuard

    from typing_extensions import Self

    from openapi_facade.transport._sync.stream import EventStream

AFTER_THE_END = 1.0
"""Seconds for what may follow the sign of the end, such as the usage (CONTRACT §6)."""


_is_chunk: Callable[[object], TypeGuard[types.StreamChunk]] = cast("Any", partial(is_not, None))


class MessageStream:
    """The answer to one message, as it comes.

        with client.messages.stream(conversation_id, {"content": "…"}) as stream:
            for text in stream.text:
                print(text, end="", flush=True)
        print(stream.message["content"])

    Iterating over the stream itself gives its chunks, in the words of both dialects. What is not read when the block is
    left is lost, and its connection is closed at once.

    Args:
        start: sends the message; the beginning of its answer.
        conversation_id: whose message it is.
    """

    def __init__(self, start: Callable[[], EventStream], conversation_id: str) -> None:
        self._start = start
        self._accumulator = Accumulator(conversation_id)
        self._feed = self._accumulator.feed
        self._chunks: Iterator[types.StreamChunk | None] = iter(())
        """Of the events that have come, as they are taken. No variable of ours holds one: a server may tell the key."""
        self._stream: EventStream | None = None
        self._message: types.Message | None = None
        self._over = False

    def __enter__(self) -> Self:
        self._begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[types.StreamChunk]:
        return self

    def __next__(self) -> types.StreamChunk:
        try:
            while True:
                for chunk in self._chunks:  # which goes on where it was left
                    if chunk is not None:
                        return chunk
                if not self._more():
                    break
        except ChatRoutesError as error:
            problem = self._failed(error)
        else:
            raise StopIteration
        self.close()
        try:
            raise problem
        finally:
            del problem

    def tell(self, on_chunk: Callable[[types.StreamChunk], object]) -> None:
        """Call back with each chunk, up to the end. What is raised there passes as it is.

        The chunks that have come together are gone through without a step of ours for each, which would be a fifth of
        what a chunk costs.
        """
        for chunk in self:
            on_chunk(chunk)
            deque(map(on_chunk, filter(_is_chunk, self._chunks)), maxlen=0)

    @property
    def text(self) -> Iterator[str]:
        """The pieces of the answer's text, as they come; empty ones are left out."""
        return _Texts(self, self._accumulator)

    @property
    def message(self) -> types.Message:
        """The whole message, once the stream has been read to its end.

        Raises:
            ChatRoutesError: it has not.
        """
        if self._message is None:
            raise InvalidArgumentError("the message is not whole: read the stream to its end first")
        return self._message

    @property
    def usage(self) -> dict[str, Any] | None:
        """What the server says that the answer took; None until it does."""
        return self._accumulator.usage

    def close(self) -> None:
        """End it; where it has not been read to its end, with its connection."""
        self._over = True
        self._chunks = iter(())
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _begin(self) -> EventStream:
        if self._stream is None:
            if self._over:
                raise InvalidArgumentError("the stream is closed; send the message again for another one")
            self._stream = self._start()
        return self._stream

    def _more(self) -> bool:
        """Wait for the next events; without any, the stream is at its end."""
        if self._over:
            return False
        if self._accumulator.ended or not self._fetch():
            self._finish()
        return not self._over

    def _fetch(self) -> bool:
        """Wait for the next events; tell whether there are some."""
        stream = self._begin()
        if self._accumulator.complete:
            stream.end_within(AFTER_THE_END)
        while True:
            try:
                batch = stream.batch()
            except NetworkError:
                if not self._accumulator.complete:
                    raise
                return False
            if batch is None:
                return False
            if batch:
                self._chunks = starmap(self._feed, batch)
                return True

    def _finish(self) -> None:
        self._message = self._accumulator.finish()
        self.close()

    def _failed(self, error: ChatRoutesError) -> ChatRoutesError:
        self._accumulator.with_partial(error)
        return error if self._stream is None else cleaned(error, self._stream.redactor)


class _Texts:
    """The texts of a stream."""

    def __init__(self, stream: MessageStream, accumulator: Accumulator) -> None:
        self._stream = stream
        self._accumulator = accumulator

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        while True:
            next(self._stream)
            if self._accumulator.delta:
                return self._accumulator.delta


MessageStream.__module__ = "chatroutes"
