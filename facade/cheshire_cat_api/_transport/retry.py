"""Repeating what may be repeated, on httpx's transport seam: bounded in attempts and in time, and told.

An attempt ends with the whole body, so that a connection that breaks in the middle of an answer is noticed here.
"""

from __future__ import annotations

import contextlib
import email.utils
import logging
import math
import random
import sys
import time
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

import httpx
import tenacity

from cheshire_cat_api._frames import let_go
from cheshire_cat_api._transport.call import Call, current_call, of_request
from cheshire_cat_api._transport.failures import READ_AT_MOST, given
from cheshire_cat_api._transport.lifetime import CLOSED, AsyncLifetime, Lifetime

if TYPE_CHECKING:
    from cheshire_cat_api._transport.pool import AsyncPool, Pool

logger = logging.getLogger("cheshire_cat_api")

STATUSES = (429, 502, 503, 504)
"""The ways in which servers and what stands in front of them say "not now"."""
NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
FIRST_WAIT, LONGEST_WAIT = 0.25, 8.0  # seconds


class RetryTransport(httpx.BaseTransport):
    """Hands requests on to the pool's transport, as often as their calls allow."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        call = of_request(request)
        _RETRYING(self._attempt, request, call)
        return given(call.taken())

    def _attempt(self, request: httpx.Request, call: Call) -> None:
        request.extensions["timeout"] = call.timeouts()
        lifetime = call.lifetime
        assert isinstance(lifetime, Lifetime)
        handled = sys.exc_info()[1]
        try:
            call.outcome = self._exchange(self._pool.transport(lifetime), request, call)
        except httpx.TransportError as error:
            let_go(error, handled)
            call.outcome = error
            if lifetime.over:
                call.retries = 0  # another attempt would open connections again
                call.outcome = httpx.CloseError(CLOSED)
        except BaseException:
            self._pool.interrupted()
            raise

    def _exchange(self, transport: httpx.BaseTransport, request: httpx.Request, call: Call) -> httpx.Response:
        response = transport.handle_request(request)
        try:
            reader = _Reader(call, response)
            assert isinstance(response.stream, httpx.SyncByteStream)
            for chunk in () if reader.done else response.stream:
                reader.take(chunk)
                if reader.done:
                    break
            if reader.hang_up is not None:
                reader.hang_up.close()
        finally:
            response.close()
        return reader.response()


class AsyncRetryTransport(httpx.AsyncBaseTransport):
    """The same, awaited."""

    def __init__(self, pool: AsyncPool) -> None:
        self._pool = pool

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        call = of_request(request)
        retrying = tenacity.AsyncRetrying(**POLICY, sleep=_async_sleep)
        try:
            await retrying(self._attempt, request, call)
        finally:
            vars(retrying).clear()  # its state refers to it: only the collector would free them
            del retrying  # of which no repr can be made any more
        return given(call.taken())

    async def _attempt(self, request: httpx.Request, call: Call) -> None:
        request.extensions["timeout"] = call.timeouts()
        lifetime = call.lifetime
        assert isinstance(lifetime, AsyncLifetime)
        handled = sys.exc_info()[1]
        try:
            call.outcome = await self._exchange(self._pool.transport(lifetime), request, call)
        except httpx.TransportError as error:
            let_go(error, handled)
            call.outcome = error
            if lifetime.over:
                call.retries = 0  # another attempt would open connections again
                call.outcome = httpx.CloseError(CLOSED)

    async def _exchange(
        self, transport: httpx.AsyncBaseTransport, request: httpx.Request, call: Call
    ) -> httpx.Response:
        response = await transport.handle_async_request(request)
        try:
            reader = _Reader(call, response)
            assert isinstance(response.stream, httpx.AsyncByteStream)
            async with contextlib.aclosing(_pieces(response.stream)) as pieces:
                while not reader.done and (chunk := await anext(pieces, None)) is not None:
                    reader.take(chunk)
            if reader.hang_up is not None:
                await reader.hang_up.aclose()
        finally:
            await response.aclose()
        return reader.response()


async def _pieces(stream: httpx.AsyncByteStream) -> AsyncGenerator[bytes, None]:
    async for piece in stream:
        yield piece


class _Reader:
    """Takes in the body of one answer, within the call's time.

    After a 500 the server drops the connection without a word (CONTRACT D18), so it must never be used again, neither
    by the next call nor by another thread's. A body that is not read to the very end makes the pool close it.
    """

    def __init__(self, call: Call, response: httpx.Response) -> None:
        self._call = call
        self._response = response
        self._chunks: list[bytes] = []
        call.status_code = response.status_code
        call.connection = response.extensions.get("network_stream")
        self._left: float = math.inf if response.is_success else READ_AT_MOST
        self.hang_up: Any = None
        """What to close when the body has been read."""
        if response.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
            length = response.headers.get("content-length", "")
            if length.isascii() and length.isdigit() and "transfer-encoding" not in response.headers:
                self._left = min(self._left, float(length))  # of which int() refuses the longest
            else:
                self.hang_up = call.connection

    @property
    def done(self) -> bool:
        """Whether the body is there, although its end has not been read."""
        return self._left <= 0

    def take(self, chunk: bytes) -> None:
        self._chunks.append(chunk)
        self._left -= len(chunk)
        if time.monotonic() > self._call.answer_due():  # which a transport of the caller's does not know
            raise httpx.ReadTimeout("the answer came too slowly")

    def response(self) -> httpx.Response:
        extensions = {name: value for name, value in self._response.extensions.items() if name != "network_stream"}
        return httpx.Response(
            self._response.status_code,
            headers=self._response.headers,
            stream=httpx.ByteStream(b"".join(self._chunks)),
            extensions=extensions,
        )


def _call(state: tenacity.RetryCallState) -> Call:
    call: Call = state.args[1]
    return call


def _again(state: tenacity.RetryCallState) -> bool:
    call = _call(state)
    if state.outcome is None or state.outcome.failed:  # the caller's own file, or no time is left
        return False
    outcome = call.outcome
    repeatable = call.repeatable and call.replayable
    if isinstance(outcome, httpx.Response):
        return repeatable and outcome.status_code in STATUSES
    retryable = (httpx.TransportError,) if repeatable else NOTHING_SENT
    return isinstance(outcome, retryable) and not _hopeless(outcome)


def _wait(state: tenacity.RetryCallState) -> float:
    outcome = _call(state).outcome
    asked = _retry_after(outcome) if isinstance(outcome, httpx.Response) else None
    if asked is not None:
        return asked
    return random.uniform(0, min(LONGEST_WAIT, FIRST_WAIT * 2 ** (state.attempt_number - 1)))


def _stop(state: tenacity.RetryCallState) -> bool:
    call = _call(state)
    if state.attempt_number > call.retries:
        return True
    deadline = call.began + call.total if call.deadline is None else call.deadline
    return time.monotonic() + state.upcoming_sleep >= deadline


def _note(state: tenacity.RetryCallState) -> None:
    call = _call(state)
    problem = call.redactor.clean(_problem(call.outcome))
    call.earlier.append(problem)
    logger.warning(
        "%s: %s; trying again in %.2f s (%d of %d)",
        call.name,
        problem,
        state.upcoming_sleep,
        state.attempt_number,
        call.retries,
    )


def _sleep(seconds: float) -> None:
    lifetime = current_call().lifetime
    assert isinstance(lifetime, Lifetime)
    lifetime.sleep(seconds)


async def _async_sleep(seconds: float) -> None:
    lifetime = current_call().lifetime
    assert isinstance(lifetime, AsyncLifetime)
    await lifetime.sleep(seconds)


def _give_up(state: tenacity.RetryCallState) -> Any:
    assert state.outcome is not None
    return state.outcome.result()


POLICY: dict[str, Any] = {
    "retry": _again,
    "wait": _wait,
    "stop": _stop,
    "before_sleep": _note,
    "retry_error_callback": _give_up,
}
"""What tenacity needs to know; it asks `wait` before `stop`, so that no wait goes beyond the call's time.

The same for all calls, each of which is found in the state: to make it anew for each would cost 8 % of a call.
"""

_RETRYING = tenacity.Retrying(**POLICY, sleep=_sleep)  # one for all: it keeps its state by thread


def _problem(outcome: httpx.Response | Exception | None) -> str:
    if isinstance(outcome, httpx.Response):
        return f"{outcome.status_code} {outcome.reason_phrase}".strip()
    return str(outcome) or type(outcome).__name__


def _hopeless(error: BaseException) -> bool:
    """What no repetition mends: our own mistakes, and certificates."""
    return isinstance(error, httpx.LocalProtocolError | httpx.UnsupportedProtocol) or "CERTIFICATE_VERIFY" in str(error)


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds that the server asks to wait, or None where it does not say so understandably."""
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None
