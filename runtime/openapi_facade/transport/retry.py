"""Whether and when to repeat: bounded in attempts and in time, and told. No input or output in here."""

from __future__ import annotations

import logging
import random
import sys
import time
from collections.abc import Callable

import httpx

from openapi_facade.config import RetryPolicy
from openapi_facade.transport.call import Call
from openapi_facade.transport.response import Response
from openapi_facade.transport.results import NOT_PARSED
from openapi_facade.waits import retry_after

NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


def next_wait(
    outcome: Response | httpx.TransportError, call: Call, replayable: bool, policy: RetryPolicy, logger: logging.Logger
) -> float | None:
    """Return the seconds to wait before the next attempt; None: there is none, and this is the outcome.

    Args:
        outcome: of the attempt before.
        call: which takes note of it.
        replayable: whether the body can be read from the beginning once more.
        policy: of the API.
        logger: which is told.
    """
    if isinstance(outcome, Response) and outcome.status_code not in policy.statuses:
        return None
    failed = len(call.earlier) + 1
    if failed > call.retries or not _may_be_repeated(outcome, call.repeatable and replayable):
        return None
    wait = asked(outcome, policy) if isinstance(outcome, Response) else None
    if wait is None:
        if isinstance(outcome, Response) and outcome.status_code in policy.only_told:
            return None
        wait = random.uniform(0, min(policy.longest_wait, policy.first_wait * 2 ** (failed - 1)))
    if time.monotonic() + wait >= (call.began + call.total if call.ends is None else call.ends):
        return None
    problem = call.redactor.clean(_problem(outcome, call))
    call.earlier.append(problem)
    logger.warning("%s: %s; trying again in %.2f s (%d of %d)", call.name, problem, wait, failed, call.retries)
    return wait


def _may_be_repeated(outcome: Response | httpx.TransportError, repeatable: bool) -> bool:
    if isinstance(outcome, Response):
        return repeatable
    # What no repetition mends: our own mistakes, and certificates.
    if isinstance(outcome, httpx.LocalProtocolError | httpx.UnsupportedProtocol):
        return False
    return (repeatable or isinstance(outcome, NOTHING_SENT)) and "CERTIFICATE_VERIFY" not in str(outcome)


def _problem(outcome: Response | httpx.TransportError, call: Call) -> str:
    if isinstance(outcome, Response):
        return f"{outcome.status_code} {call.reason}".strip()
    return str(outcome) or type(outcome).__name__


def asked(response: Response, policy: RetryPolicy) -> float | None:
    """Return the seconds that the server asks to wait, or None where it does not say so understandably."""
    told = None if policy.told is None else _told(policy.told, response.content)
    if told is not None:
        return told
    return retry_after(response.headers.get("retry-after", ""))


def _told(find: Callable[[bytes], float | None], body: bytes) -> float | None:
    """What is found in a body, of which nothing is certain."""
    try:
        wait = find(body)
    except NOT_PARSED:
        return None
    # a number of JSON may be longer than any float, or none
    return max(0.0, float(wait)) if isinstance(wait, int | float) and wait <= sys.float_info.max else None
