"""What an answer to a chat means, and what it means that there is none. No input or output in here."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from mongars_client.errors import AnswerTimeout, AnswerUnknown, APIConnectionError, APITimeoutError, GenerationFailed

if TYPE_CHECKING:
    from mongars_client._pacing import Circuit
    from mongars_client._recovery import NotRecovered
    from mongars_client.models import ChatRequest, ChatResponse


def checked_answer(answer: ChatResponse, circuit: Circuit, sent: float, allow_failed: bool) -> ChatResponse:
    """Return an answer, unless it is that of a failed generation: the confidence alone tells (CONTRACT §1, M7).

    Args:
        answer: as it came.
        circuit: of the server, which takes note of it.
        sent: when the chat was sent, by the monotonic clock.
        allow_failed: whether that of a failed generation is returned as well.

    Raises:
        GenerationFailed: it is one.
    """
    if answer.confidence != 0.0:
        circuit.succeeded(sent)
        return answer
    now = time.monotonic()
    circuit.failed(now)
    if allow_failed:
        return answer
    wait = circuit.retry_after(now)
    raise GenerationFailed(
        f"the language model failed: {answer.response or 'it said nothing'}; every chat fails for {wait:.0f} s more",
        retry_after=wait,
        response=answer,
    )


def unknown(error: APIConnectionError, request: ChatRequest, sent_at: float, found: NotRecovered) -> AnswerUnknown:
    """Return what is raised for a chat that may have arrived, and whose answer has not.

    Args:
        error: that was raised instead of an answer.
        request: what was sent.
        sent_at: when, in seconds since 1970.
        found: what the event sockets have told.
    """
    kind = AnswerTimeout if isinstance(error, APITimeoutError) else AnswerUnknown
    return kind(
        f"{error.message}; it may have arrived, and was not sent again; {found.reason}",
        query=request.message,
        session_id=request.session_id or None,
        sent_at=sent_at,
        candidates=found.candidates,
        method=error.method,
        path=error.path,
        attempts=error.attempts,
        earlier=error.earlier,
    )
