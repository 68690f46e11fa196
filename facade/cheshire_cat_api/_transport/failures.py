"""From a failed exchange to one of our errors, in one place: no other library's exception reaches a caller.

The errors are made outside any `except` block, so that none keeps the live request, with its credentials, as context.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx

from cheshire_cat_api.errors import (
    ApiError,
    CatError,
    ConnectionFailed,
    DecodeError,
    InvalidArgument,
    TimedOut,
    error_class,
)

if TYPE_CHECKING:
    from cheshire_cat_openapi.operations import Operation

_PRIVATE_HEADERS = {"set-cookie", "authorization", "proxy-authorization", "www-authenticate"}
_BODY_SHOWN = 2_000  # characters of a body that is not the result


def from_exception(error: Exception, request: httpx.Request) -> CatError:
    """What an exception of httpx means to a caller."""
    place = f"{request.method} {request.url.path}"
    server = f"{request.url.scheme}://{request.url.netloc.decode('ascii', 'replace')}"
    if isinstance(error, httpx.ConnectTimeout):
        return TimedOut(f"{place}: no connection to {server} within {_seconds(request, 'connect')} s")
    if isinstance(error, httpx.PoolTimeout):
        return TimedOut(f"{place}: no free connection within {_seconds(request, 'pool')} s: too many calls at once")
    if isinstance(error, httpx.WriteTimeout):
        return TimedOut(f"{place}: the server stopped reading for {_seconds(request, 'write')} s")
    if isinstance(error, httpx.TimeoutException):
        return TimedOut(f"{place}: no answer within {_seconds(request, 'read')} s")
    if isinstance(error, httpx.ConnectError):
        return ConnectionFailed(f"{place}: no server answers at {server}: {error}; is the Cat up, and the port right?")
    if isinstance(error, httpx.LocalProtocolError | httpx.UnsupportedProtocol):
        return InvalidArgument(f"{place}: cannot be sent: {error}")
    if isinstance(error, httpx.DecodingError):
        return DecodeError(f"the body cannot be read: {error}", method=request.method, path=request.url.path)
    return ConnectionFailed(f"{place}: the connection broke: {error or type(error).__name__}")


def from_response(response: httpx.Response, operation: Operation | None) -> ApiError:
    """The error of a response that is no success; its body must have been read."""
    body = response.text
    return error_class(response.status_code)(
        response.status_code,
        _detail(body) or response.reason_phrase or "no reason given",
        body=body,
        headers={
            name.lower(): value for name, value in response.headers.items() if name.lower() not in _PRIVATE_HEADERS
        },
        method=response.request.method,
        path=response.request.url.path,
        permission=operation.permission if operation else None,
    )


def undecodable(reason: str, response: httpx.Response | None) -> DecodeError:
    """The error of a success whose body is no result of the operation."""
    if response is None:
        return DecodeError(reason)
    body = response.text
    return DecodeError(
        reason,
        status_code=response.status_code,
        body=body if len(body) <= _BODY_SHOWN else f"{body[:_BODY_SHOWN]}…",
        method=response.request.method,
        path=response.request.url.path,
    )


def _detail(body: str) -> str:
    """The server's words from any of its four error bodies (CONTRACT §1.2)."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return "" if body.lstrip().startswith("<") else body.strip()[:_BODY_SHOWN]
    if not isinstance(data, dict):
        return ""
    if isinstance(data.get("error"), list):
        return "; ".join(_issue(issue) for issue in data["error"])
    detail = data.get("detail", data.get("error"))
    if isinstance(detail, dict):
        words = str(detail.get("error", detail))
        return f"{words}: {detail['url']}" if "url" in detail else words
    return detail if isinstance(detail, str) else json.dumps(detail) if detail else ""


def _issue(issue: Any) -> str:
    if not isinstance(issue, dict):
        return str(issue)
    place = ".".join(map(str, issue["loc"])) if isinstance(issue.get("loc"), list) else ""
    return f"{place}: {issue.get('msg', issue)}" if place else str(issue.get("msg", issue))


def _seconds(request: httpx.Request, kind: str) -> str:
    seconds = request.extensions.get("timeout", {}).get(kind)
    return f"{seconds:g}" if isinstance(seconds, int | float) else "the allowed"
