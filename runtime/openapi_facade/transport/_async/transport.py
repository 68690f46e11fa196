"""A request and its answer: signed, repeated where that may be, read to its end. Knows no endpoint."""

from __future__ import annotations

import math
import sys
import time
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import httpx

from openapi_facade.failure import Failure
from openapi_facade.frames import let_go
from openapi_facade.transport import failures
from openapi_facade.transport._async.stream import EVENT_STREAM, AsyncEventStream
from openapi_facade.transport.call import Call, async_apart, current
from openapi_facade.transport.content import Content, ErrorContent
from openapi_facade.transport.lifetime import CLOSED, AsyncLifetime
from openapi_facade.transport.response import Response
from openapi_facade.transport.retry import next_wait

if TYPE_CHECKING:
    from openapi_facade.api import Api
    from openapi_facade.transport._async.keeper import AsyncKeeper
    from openapi_facade.transport.options import Options
    from openapi_facade.transport.pool import AsyncAnswer, AsyncPool
    from openapi_facade.transport.request import Header, Request

Outcome: TypeAlias = Response | AsyncEventStream


class AsyncHttpTransport:
    """Performs the requests of a session.

    Args:
        pool: its connections, or the caller's transport.
        keeper: of what it shows; None: nothing, or what is in its headers.
        max_body: bytes of an answer at most.
        api: whose.
    """

    def __init__(self, pool: AsyncPool, keeper: AsyncKeeper | None, max_body: int, api: Api) -> None:
        self._api = api
        self._pool = pool
        self._keeper = keeper
        self._max_body = max_body

    async def perform_request(self, request: Request, call: Call, options: Options) -> Response:
        """Return the answer, if that is a success.

        Raises:
            Failure: it is none, or there is none.
        """
        outcome = await async_apart(partial(self._outcome, request, call, options))
        if isinstance(outcome, Response):
            return outcome
        assert isinstance(outcome, Failure)
        try:
            raise outcome
        finally:
            del outcome  # which would keep this frame, and it the error, until the collector comes

    async def open_stream(self, request: Request, call: Call, options: Options) -> AsyncEventStream:
        """Return the events of an answer, if that is a success which has some.

        Raises:
            Failure: it is none, or there is none.
        """
        call.streamed = True
        outcome = await async_apart(partial(self._outcome, request, call, options))
        if isinstance(outcome, AsyncEventStream):
            return outcome
        if isinstance(outcome, Response):
            outcome = failures.undecodable("the answer is no stream of events", outcome, call, failures.KEPT)
        try:
            raise outcome
        finally:
            del outcome

    async def _outcome(self, request: Request, call: Call, options: Options) -> Outcome | Failure:
        """The answer, or the error in its place: raised in here, it would keep the frames that hold the request."""
        token = current.set(call)
        try:
            outcome = await self._answer(request, call, options)
        except failures.RAISED as error:
            return failures.from_exception(error, call, self._api)
        except BaseException as error:
            failures.forget_locals(error)
            raise
        finally:
            current.reset(token)
        if isinstance(outcome, AsyncEventStream):
            return outcome
        if not isinstance(outcome, Response):
            return failures.from_exception(outcome, call, self._api)
        self._api.logger.debug("%s: %d in %.3f s", call.name, outcome.status_code, outcome.elapsed.total_seconds())
        if options.record is not None:
            options.record.append(outcome)
        return outcome if 200 <= outcome.status_code < 300 else failures.from_response(outcome, call, self._api)

    async def _answer(self, request: Request, call: Call, options: Options) -> Outcome | httpx.TransportError:
        """Show who asks, and once more where the credential has ended: a refusal has done nothing."""
        if self._keeper is None:
            return await self._repeat(request, request.headers, call)
        shown = self._keeper.fixed
        if shown is None:
            shown = await self._keeper.current(call)
        headers = self._signed(request, shown, options) if shown else request.headers
        outcome = await self._repeat(request, headers, call)
        if isinstance(outcome, Response) and outcome.status_code in self._api.refused and request.replayable:
            fresh = await self._keeper.refused(shown, call)
            if fresh is not None:
                outcome = await self._repeat(request, self._signed(request, fresh, options), call)
        return outcome

    def _signed(self, request: Request, credential: str, options: Options) -> list[Header]:
        assert self._keeper is not None
        if options.check_credential is not None:
            options.check_credential(credential)
        return request.signed(credential, self._keeper.scheme)

    async def _repeat(self, request: Request, headers: list[Header], call: Call) -> Outcome | httpx.TransportError:
        """Send it as often as the call allows."""
        while True:
            outcome = await self._attempt(request, headers, call)
            if isinstance(outcome, AsyncEventStream):
                return outcome
            if isinstance(outcome, Response) and outcome.status_code < 400:
                return outcome
            wait = next_wait(outcome, call, request.replayable, self._api.retries, self._api.logger)
            if wait is None:
                return outcome
            assert isinstance(call.lifetime, AsyncLifetime)
            await call.lifetime.sleep(wait)

    async def _attempt(self, request: Request, headers: list[Header], call: Call) -> Outcome | httpx.TransportError:
        call.attempt()
        handled = sys.exc_info()[1]
        try:
            answer = await self._pool.send(request, headers, call)
            if call.streamed and _is_stream(answer):
                call.status_code = answer.status
                return AsyncEventStream(answer, call, self._pool, self._api, self._max_body)
            try:
                return await self._read(answer, call)
            finally:
                await answer.aclose()
        except failures.OF_THE_NETWORK as error:
            failure = failures.as_httpx(error)
            let_go(error, handled)
        except httpx.DecodingError:
            raise
        except BaseException:
            self._pool.interrupted()
            raise
        assert call.lifetime is not None
        if call.lifetime.over:
            call.retries = 0  # another attempt would open connections again
            return httpx.CloseError(CLOSED)
        return failure

    async def _read(self, answer: AsyncAnswer, call: Call) -> Response:
        """Take in the body, within its limits.

        Raises:
            ReadTimeout: its time is over, of which a transport of the caller's knows nothing.
            DecodingError: it is not what its encoding says, or too long.
        """
        status, headers = answer.status, httpx.Headers(answer.headers)
        call.status_code, call.reason = status, answer.reason
        content = Content(call, self._max_body, headers) if 200 <= status < 300 else ErrorContent(call, headers)
        ends = status in self._api.dropped_after
        left = _length(headers) if ends else math.inf
        stream = aiter(answer.stream)
        try:
            while left > 0 and (piece := await anext(stream, None)) is not None:
                left -= len(piece)
                if not content.take(piece):
                    break
        finally:
            close = getattr(stream, "aclose", None)
            if close is not None:
                await close()
        if ends and answer.connection is not None:
            await answer.connection.aclose()
        if content.decoders:
            content.check_end()
        took = timedelta(seconds=time.monotonic() - call.began)
        redactor = call.redactor if call.body else call.known
        return self._api.response(
            call.method, call.path, status, headers, b"".join(content.pieces), took, _redactor=redactor
        )


def _is_stream(answer: AsyncAnswer) -> bool:
    kind = httpx.Headers(answer.headers).get("content-type", "")
    return 200 <= answer.status < 300 and kind.partition(";")[0].strip().lower() == EVENT_STREAM


def _length(headers: httpx.Headers) -> float:
    """How many bytes to read of an answer after which the server drops the connection, without looking for its end.

    That connection must never be used again, neither by the next call nor by another thread's. A body that is not read
    to the very end makes a pool end it.
    """
    length = headers.get("content-length", "")
    # int() refuses the longest
    return float(length) if length.isascii() and length.isdigit() and "transfer-encoding" not in headers else math.inf
