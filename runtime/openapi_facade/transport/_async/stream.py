"""An answer that comes in parts: server-sent events as they come, and an end to silence."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import httpx

from openapi_facade.failure import Failure, translating
from openapi_facade.frames import let_go
from openapi_facade.sse import EventDecoder, Pair, ServerSentEvent, event_of
from openapi_facade.transport import failures
from openapi_facade.transport.call import Call, async_apart, current
from openapi_facade.transport.chunks import take_at_once
from openapi_facade.transport.content import Content
from openapi_facade.transport.lifetime import CLOSED

if TYPE_CHECKING:
    from openapi_facade.api import Api
    from openapi_facade.transport.pool import AsyncAnswer, AsyncPool

EVENT_STREAM = "text/event-stream"


class AsyncEventStream:
    """The events of one answer, in their order. To be closed, or read to its end, which closes it.

    Every method raises the client's own errors. One task or thread reads at a time.

    Args:
        answer: whose body has not been read.
        call: that it answers; its time of reading is how long the server may be silent.
        pool: its connections.
        api: whose.
        limit: bytes of one event at most.
    """

    def __init__(self, answer: AsyncAnswer, call: Call, pool: AsyncPool, api: Api, limit: int) -> None:
        self.api = api
        self.status_code = answer.status
        self.headers = httpx.Headers(answer.headers)
        self._answer = answer
        self._call = call
        self._pool = pool
        self._content = Content(call, limit, self.headers)
        self._decoder = EventDecoder(limit)
        take_at_once(answer.stream)
        self._pieces = aiter(answer.stream)
        self._closed = False
        self._problem: Failure | None = None
        """What comes after the events that were given last."""
        call.ends = None  # an answer may take as long as it takes, but for its silences

    @property
    def redactor(self) -> Any:
        """Knows what must not be shown of it."""
        return self._call.redactor

    async def __aiter__(self) -> AsyncIterator[ServerSentEvent]:
        """Give the events that are to come.

        Raises:
            The client's errors: the connection broke, the server was silent for too long, or the client was closed.
        """
        while (events := await self.batch()) is not None:
            for event in events:
                yield event_of(event)
                if self._closed:
                    return

    @translating
    async def aclose(self) -> None:
        """End the answer; where it has not been read to its end, with its connection, at once."""
        if not self._closed:
            self._closed = True
            await async_apart(self._end)

    def end_within(self, seconds: float) -> None:
        """Let the answer go on for so long at most, whatever comes; said again, it changes nothing."""
        if self._call.ends is None:
            self._call.ends = time.monotonic() + seconds

    @translating
    async def batch(self) -> list[Pair] | None:
        """Wait for what comes next, and return the events that have ended with it: often several, and sometimes none.

        Each is a pair of its name and its data. None: there is no more, and it is closed.

        Raises:
            The client's errors: see `__aiter__`.
        """
        if self._closed:
            return None
        outcome: list[Pair] | Exception | None = self._problem
        if outcome is None:
            outcome = await async_apart(self._read)
        if isinstance(outcome, list):
            return outcome
        await self.aclose()
        if outcome is None:
            return None
        if isinstance(outcome, Failure):
            raise outcome
        raise failures.from_exception(outcome, self._call, self.api)

    async def _read(self) -> list[Pair] | Exception | None:
        token = current.set(self._call)
        events: list[Pair] = []
        try:
            self._call.sending()  # the time of silence begins anew
            piece = await anext(self._pieces, None)
            if piece is None:
                return None
            for data in self._content.decoded(piece):
                for event in self._decoder.pairs(data):
                    events.append(event)  # not extend(): what came before a problem is kept
            return events
        except failures.OF_THE_NETWORK as error:
            failure: Exception = failures.as_httpx(error)
            let_go(error)
        except Failure as error:
            error.status_code = self.status_code  # which the decoder does not know
            self._problem = error
            return events or error
        except httpx.DecodingError as error:
            failure = httpx.DecodingError(str(error))
        except BaseException:
            self._pool.interrupted()
            raise
        finally:
            current.reset(token)
        lifetime = self._call.lifetime
        return httpx.CloseError(CLOSED) if lifetime is not None and lifetime.over else failure

    async def _end(self) -> None:
        token = current.set(self._call)
        try:
            close = getattr(self._pieces, "aclose", None)
            if close is not None:
                await close()
            await self._answer.aclose()
        finally:
            current.reset(token)
