"""One chat: when it may start, what its answer means, and what it means that there is none."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from mongars_client._pacing import SPACING, Pace, circuits, paces
from mongars_client._recovered import RecoveredChat
from mongars_client._recovery import Call, NotRecovered, Recovered, Waiting
from mongars_client._truth import checked_answer, unknown
from mongars_client.errors import APIConnectionError, APITimeoutError, MonGARSError, RateLimitError
from mongars_openapi import operations

if TYPE_CHECKING:
    from mongars_client._async.session import AsyncSession
    from mongars_client.models import ChatRequest, ChatResponse

LOOK_AGAIN = 0.05  # seconds between two looks at what the event sockets have told


async def chat(session: AsyncSession, request: ChatRequest, allow_failed: bool) -> ChatResponse:
    """Send a chat when the user's turn has come, once, and return its answer.

    What the server refuses with 429 has done nothing, and is sent again as long as there is time.

    Args:
        session: with the time for all of it.
        request: what is said.
        allow_failed: whether the answer of a failed generation is returned.

    Raises:
        GenerationFailed, AnswerUnknown, MonGARSError: see `AsyncConversation.chat`.
    """
    seconds = session.total(slow=True)
    ends = time.monotonic() + seconds
    within = session.ending("chat", seconds)
    user = await within.user()
    pace = paces.of(session.url, user)
    answers = session.answers
    circuit = circuits.of(session.url)
    while True:
        start = await _turn(within, pace, ends)
        sent_at = time.time()
        call = answers.sent(request.message, ends, user)
        try:
            answer = await within.call(operations.chat, body=request)
        except RateLimitError:
            answers.refused(call)
            now = time.monotonic()
            pace.refused(now)
            if now + SPACING >= ends:
                raise
            continue
        except APIConnectionError as error:
            if not error.may_have_arrived:
                pace.give_back(start)
            if not error.may_have_arrived or error.path != operations.chat.path:  # but its login's
                answers.refused(call)
                raise
            found = await _told(session, call)
            if isinstance(found, Recovered):
                return RecoveredChat.of(found.event)
            raise unknown(error, request, sent_at, found) from error
        except MonGARSError:
            answers.refused(call)
            raise
        except BaseException:  # it was interrupted, and may have arrived
            answers.abandoned(call)
            raise
        answers.answered(call, answer)
        return checked_answer(answer, circuit, start, allow_failed)


async def _told(session: AsyncSession, call: Call) -> Recovered | NotRecovered:
    """Return what the event sockets tell of a chat whose reply was lost, within its time."""
    session.answers.lost(call)
    try:
        while isinstance(found := session.answers.outcome(call), Waiting):
            await session.pause(min(LOOK_AGAIN, max(0.0, found.until - time.monotonic())))
    except BaseException:  # it was interrupted, or the client was closed
        session.answers.abandoned(call)
        raise
    return found


async def _turn(session: AsyncSession, pace: Pace, ends: float) -> float:
    """Wait until the user's next chat may start, and return when that is.

    Raises:
        APITimeoutError: that is after the end of the call; nothing was sent.
        APIConnectionError: the client was closed meanwhile.
    """
    start = pace.reserve(time.monotonic())
    try:
        while (wait := start - time.monotonic()) > 0:
            if start >= ends:
                raise APITimeoutError(
                    "chat: not sent: the server takes one a second of each user, and those before it take all its time",
                    may_have_arrived=False,
                )
            await session.pause(wait)
            start = pace.renew(start, time.monotonic())
    except BaseException:
        pace.give_back(start)
        raise
    return start
