# Written by scripts/unasync.py from _async/stream.py; do not edit.
"""A run of an agent, as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any

from cheshire_cat_v2._run import Run
from cheshire_cat_v2.errors import CatError, ConnectionFailed, ConnectionLost, InvalidArgument
from cheshire_cat_v2.events import RunFinished, Token

if TYPE_CHECKING:
    from typing_extensions import Self

    from cheshire_cat_v2.events import Event
    from cheshire_cat_v2.reply import Reply
    from openapi_facade.sse import Pair
    from openapi_facade.transport._sync.stream import EventStream


class Stream:
    """What an agent says, token by token.

        with cat.stream("Tell me a story.") as stream:
            for token in stream:
                print(token, end="", flush=True)
        print(stream.reply.text)

    `events()` gives all events in the place of the tokens. Leaving the block, or the loop, before the end cancels the
    run on the server. A run whose text did not come in pieces gives it as one token (CONTRACT §0.6).

    Args:
        start: sends what is said; the beginning of its answer.
        seconds: for all of it.
        whole: is told the reply.
    """

    def __init__(
        self,
        start: Callable[[float], EventStream],
        seconds: float,
        whole: Callable[[Reply], object] | None = None,
    ) -> None:
        self._start = start
        self._seconds = seconds
        self._whole = whole
        self._run = Run()
        self._stream: EventStream | None = None
        self._begun = False
        self._closed = False

    @property
    def reply(self) -> Reply:
        """What the run came to.

        Raises:
            InvalidArgument: it has not been read to its end.
        """
        if self._run.reply is None:
            raise InvalidArgument("the reply is not whole: read the stream to its end first")
        return self._run.reply

    @property
    def partial(self) -> str:
        """The text that has come so far."""
        return self._run.text

    def events(self) -> Iterator[Event]:
        """Give the events that are to come, the last of which is `RunFinished`.

        Raises:
            RunFailed: the agent failed; `partial` has what came.
            ConnectionLost: the stream broke off, or ended without its last event; `partial` has what came.
            TimedOut: it took too long; `partial` has what came.
            CatError: the server refused it.
        """
        problem: CatError | None = None
        try:
            stream = self._opened()
            while not self._run.over and not self._closed:
                batch = stream.batch()
                if batch is None:
                    break
                for event in self._taken(batch):
                    yield event
            if not self._closed:  # by who reads it
                self._run.finish()
        except CatError as error:
            problem = self._failed(error)
        finally:
            self.close()
        if problem is not None:
            try:
                raise problem
            finally:
                del problem

    def __iter__(self) -> Iterator[str]:
        said = False
        events = self.events()
        try:
            for event in events:
                if isinstance(event, Token):
                    said = said or bool(event.text)
                    yield event.text
                elif isinstance(event, RunFinished) and not said and event.reply.text:
                    yield event.reply.text
        finally:
            self.close()

    def until_done(self) -> Reply:
        """Read it to its end, and return the reply.

        Raises:
            CatError: see `events`.
        """
        for _ in self.events():
            pass
        return self.reply

    def close(self) -> None:
        """End it; where it has not been read to its end, its run is cancelled on the server."""
        self._closed = True
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _opened(self) -> EventStream:
        if self._stream is None:
            if self._begun or self._closed:
                raise InvalidArgument("the stream is over; say it again for another one")
            self._begun = True
            ends = time.monotonic() + self._seconds
            self._stream = self._start(self._seconds)
            self._stream.end_within(max(0.001, ends - time.monotonic()))
        return self._stream

    def _taken(self, batch: list[Pair]) -> Any:
        for _, data in batch:
            if self._run.over or self._closed:
                return
            if data and (event := self._run.feed(data)) is not None:
                if isinstance(event, RunFinished):
                    self._told(event.reply)
                yield event

    def _told(self, reply: Reply) -> None:
        whole, self._whole = self._whole, None
        if whole is not None:
            whole(reply)

    def _failed(self, error: CatError) -> CatError:
        if self._stream is None:  # it was refused, or has not begun
            return error
        if type(error) is ConnectionFailed:
            error = ConnectionLost(error.message, method=error.method, path=error.path, attempts=error.attempts)
        cleaned: CatError = self._stream.redactor.error(self._run.with_partial(error))
        return cleaned.with_traceback(None)


Stream.__module__ = "cheshire_cat_v2"
