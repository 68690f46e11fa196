"""Every answer that is no success is one error: of the right class, with the true status and the server's words."""

from __future__ import annotations

import json
import time
from email.utils import formatdate
from typing import Any

import pytest

from chatroutes import errors
from chatroutes._failures import Answer, error_of, no_stream, wait_told


def answer(status: int, body: object = None, **headers: str) -> Answer:
    """An answer with a JSON body, or the bytes given."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, content)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, errors.ChatRoutesError),
        (400, errors.ValidationError),
        (401, errors.AuthenticationError),
        (403, errors.PermissionDeniedError),
        (404, errors.NotFoundError),
        (405, errors.ChatRoutesError),
        (409, errors.ConflictError),
        (418, errors.ChatRoutesError),
        (422, errors.ValidationError),
        (429, errors.RateLimitError),
        (500, errors.ServerError),
        (502, errors.ServerError),
        (503, errors.ServerError),
        (599, errors.ServerError),
    ],
)
def test_each_status_has_its_class_whatever_the_body(status: int, kind: type) -> None:
    for body in ({"message": "tea"}, b"<html>", b"", b"[1]", b'"tea"', b"null", b"\xff", b"[" * 200_000):
        error = error_of(answer(status, body))
        assert (type(error), error.status_code) == (kind, status)
        assert isinstance(error.message, str)
        assert error.message


INNER = {"message": "inner", "code": "IN", "details": [2]}


@pytest.mark.parametrize(
    ("body", "text", "code", "details"),
    [
        ({"message": "tea", "error": "Bad", "details": [1]}, "tea", "Bad", [1]),
        ({"error": "Bad"}, "Bad", "Bad", None),
        ({"message": "tea", "error": "Bad", "code": "OWN"}, "tea", "OWN", None),
        ({"error": INNER}, "inner", "IN", [2]),
        ({"error": INNER, "code": "OUT", "details": None}, "inner", "OUT", None),
        ({"message": INNER}, "inner", "IN", [2]),
        ({"error": {"error": "deep"}}, "deep", None, None),
        ({"message": "", "error": "Bad"}, "Bad", "Bad", None),
        ({"message": 7, "error": ["x"], "code": 3}, "An error occurred", None, None),
        ({}, "An error occurred", None, None),
        (b"<html>", "Invalid JSON response", None, None),
    ],
)
def test_the_facts_of_a_body(body: object, text: str, code: str | None, details: object) -> None:
    error = error_of(answer(418, body))
    assert (error.message, error.code, error.details) == (text, code, details)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (429, {"error": "Too many"}, "RATE_LIMIT_EXCEEDED"),
        (429, {"error": "Too many", "code": "QUOTA_EXCEEDED"}, "QUOTA_EXCEEDED"),
        (500, {"success": False, "error": "Failed to send message"}, "SERVER_ERROR"),
        (422, {"error": "Bad"}, "VALIDATION_ERROR"),
        (403, {"error": "Plan"}, "Plan"),
        (403, {"message": "no"}, "PERMISSION_DENIED"),
        (409, {"error": "Busy"}, "Busy"),
        (409, {}, "CONFLICT"),
    ],
)
def test_the_code_is_the_servers_or_the_one_of_the_class(status: int, body: object, code: str) -> None:
    assert error_of(answer(status, body)).code == code


@pytest.mark.parametrize(
    ("body", "headers", "wait"),
    [
        ({"retryAfter": 9}, {}, 9),
        ({"retryAfter": 1.5}, {"Retry_After": "7"}, 1.5),
        ({"retryAfter": "9"}, {}, 9),
        ({"retryAfter": 0}, {"Retry_After": "7"}, 0),
        ({"error": {"message": "slow", "retryAfter": 4}}, {}, 4),
        ({"message": "slow"}, {"Retry_After": "7"}, 7),
        ({"message": "slow"}, {"RETRY_AFTER": "0.5"}, 0.5),
        (b"<html>", {"retry_after": "7"}, 7),
        ({"retryAfter": None}, {"Retry_After": "7"}, 7),
        ({"retryAfter": -1}, {}, None),
        ({"retryAfter": True}, {}, None),
        ({"retryAfter": [9]}, {}, None),
        ({"retryAfter": "soon"}, {}, None),
        (b'{"retryAfter": Infinity}', {}, None),
        (b'{"retryAfter": NaN}', {}, None),
        ({"retryAfter": 10**400}, {"Retry_After": "7"}, 7),
        ({}, {"Retry_After": "soon"}, None),
        ({}, {"Retry_After": ""}, None),
        ({}, {"Retry_After": "²"}, None),
        ({}, {}, None),
    ],
)
def test_a_wait_is_told_in_the_body_or_the_header(body: object, headers: dict[str, str], wait: float | None) -> None:
    error = error_of(answer(429, body, **headers))
    assert isinstance(error, errors.RateLimitError)
    assert error.retry_after == wait
    assert type(error.retry_after) is type(wait)
    assert wait_told(answer(503, body, **headers)) == wait


def test_a_wait_until_a_date_is_what_is_left_of_it() -> None:
    wait = wait_told(answer(429, {}, Retry_After=formatdate(time.time() + 3600, usegmt=True)))
    assert wait is not None
    assert 3000 < wait < 3601
    assert wait_told(answer(429, {}, Retry_After=formatdate(0, usegmt=True))) == 0


@pytest.mark.parametrize("name", ["x-request-id", "X-Request-Id", "Request-ID", "X-Correlation-ID", "CF-Ray"])
def test_the_id_of_a_request_is_in_a_header(name: str) -> None:
    assert error_of(Answer(500, {"server": "x", name: "req_1"}, b"{}")).request_id == "req_1"


def test_no_id_of_a_request_is_none() -> None:
    assert error_of(answer(500, {"requestId": "x"}, X_Request_Id="")).request_id is None


HTML = {"Content_Type": "text/html"}


@pytest.mark.parametrize(
    ("given", "kind", "text"),
    [
        (answer(200, {"success": False, "error": "nope"}), errors.ChatRoutesError, "nope"),
        (answer(200, {"error": {"message": "nope"}}), errors.ChatRoutesError, "nope"),
        (answer(200, {"success": True}, Content_Type="application/json"), errors.ChatRoutesError, "application/json"),
        (answer(200, b"<html>", **HTML), errors.ChatRoutesError, "text/html"),
        (answer(200, b""), errors.ChatRoutesError, "of no type"),
        (answer(404, {"message": "gone"}), errors.NotFoundError, "gone"),
    ],
)
def test_an_answer_to_a_stream_that_is_none(given: Answer, kind: Any, text: str) -> None:
    error = no_stream(given)
    assert type(error) is kind
    assert error.status_code == given.status_code
    assert text in error.message
