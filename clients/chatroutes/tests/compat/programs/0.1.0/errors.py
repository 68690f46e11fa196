"""Errors by the manual of 0.1.0: their classes and attributes."""

import sys

from chatroutes import (
    AuthenticationError,
    ChatRoutes,
    ChatRoutesError,
    NetworkError,
    NotFoundError,
    RateLimitError,
    ServerError,
    ValidationError,
)

client = ChatRoutes(api_key="key", base_url=sys.argv[1], retry_attempts=0)


def raised(step):
    try:
        step()
    except ChatRoutesError as error:
        return error
    raise AssertionError("nothing was raised")


error = raised(lambda: client.conversations.get("nowhere"))
assert (type(error), error.status_code, error.code) == (NotFoundError, 404, "NOT_FOUND")
error = raised(lambda: client.branches.fork("conv_123", {"title": "No place"}))
assert (type(error), error.status_code, error.code) == (ValidationError, 400, "VALIDATION_ERROR")
assert error.details
assert str(error) == error.message
nobody = ChatRoutes("key", "http://127.0.0.1:9/api/v1", retry_attempts=0)
error = raised(lambda: nobody.conversations.list())
assert (type(error), error.status_code, error.code) == (NetworkError, 0, "NETWORK_ERROR")
assert error.details["error"]

made = RateLimitError("slow", 7, {"a": 1})
assert (made.message, made.status_code, made.code) == ("slow", 429, "RATE_LIMIT_EXCEEDED")
assert (made.retry_after, made.details) == (7, {"a": 1})
assert RateLimitError().retry_after is None
assert (ServerError().message, ServerError().status_code) == ("Internal server error", 500)
assert AuthenticationError().status_code == 401
made = ChatRoutesError("x", 418, "TEAPOT", [1])
assert (made.message, made.status_code, made.code, made.details) == ("x", 418, "TEAPOT", [1])
