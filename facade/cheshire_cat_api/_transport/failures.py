"""From a failed exchange to one of our errors, in one place: no other library's exception reaches a caller.

The errors are made outside any `except` block, so that none keeps the live request, with its credentials, as context.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import httpx

from cheshire_cat_api._transport.call import Call
from cheshire_cat_api._transport.redaction import redacted, without_echo
from cheshire_cat_api.errors import (
    ApiError,
    CatError,
    ConnectionFailed,
    DecodeError,
    InvalidArgument,
    TimedOut,
    UnsupportedType,
    error_class,
    unreachable,
)

_PRIVATE_HEADERS = {"set-cookie", "authorization", "proxy-authorization", "www-authenticate"}
_SHOWN = 2_000  # characters of a message, or of a body that is not the result


def given(outcome: httpx.Response | Exception) -> httpx.Response:
    """A response, or the error in its place, raised.

    No frame of its traceback has a name for it: that would keep it, and it the frame, until the collector comes.
    """
    if isinstance(outcome, httpx.Response):
        return outcome
    try:
        raise outcome
    finally:
        del outcome


def from_exception(error: Exception, request: httpx.Request, call: Call, secrets: Iterable[str]) -> CatError:
    """What an exception of httpx means to a caller."""
    place = f"{request.method} {request.url.path}"
    if isinstance(error, httpx.LocalProtocolError | httpx.UnsupportedProtocol):
        return InvalidArgument(redacted(f"{place}: cannot be sent: {error}", secrets))
    if isinstance(error, httpx.DecodingError):
        return DecodeError(
            f"the body cannot be read: {error}",
            status_code=call.status_code,
            method=request.method,
            path=request.url.path,
        )
    kind = TimedOut if isinstance(error, httpx.TimeoutException) else ConnectionFailed
    words = redacted(_words(error, request), secrets)
    tried = f" ({len(call.earlier) + 1} attempts)" if call.earlier else ""
    return kind(f"{place}: {words}{tried}", attempts=len(call.earlier) + 1, earlier="\n".join(call.earlier))


def from_response(response: httpx.Response, call: Call, secrets: Iterable[str]) -> ApiError:
    """The error of a response that is no success; its body must have been read."""
    secrets = list(secrets)
    # The secrets last: one that is a word of the server's must not keep us from understanding the others.
    body = without_echo(_text(response))
    detail = _detail(body)
    kind = error_class(response.status_code)
    if response.status_code == httpx.codes.BAD_REQUEST and UnsupportedType.PATTERN.search(detail):
        kind = UnsupportedType
    return kind(
        response.status_code,
        redacted(detail or response.reason_phrase, secrets)[:_SHOWN] or "no reason given",
        body=redacted(body, secrets),
        headers=httpx.Headers(
            {
                name: redacted(value, secrets)
                for name, value in response.headers.items()
                if name.lower() not in _PRIVATE_HEADERS
            },
            encoding="utf-8",
        ),
        method=response.request.method,
        path=response.request.url.path,
        permission=call.operation.permission if call.operation else None,
        attempts=len(call.earlier) + 1,
        earlier="\n".join(call.earlier),
    )


def undecodable(reason: str, call: Call, secrets: Iterable[str]) -> DecodeError:
    """The error of a success whose body is no result of the operation."""
    response = call.response
    assert response is not None
    body = redacted(_text(response), secrets)
    return DecodeError(
        redacted(reason, secrets),
        status_code=response.status_code,
        body=body if len(body) <= _SHOWN else f"{body[:_SHOWN]}…",
        method=response.request.method,
        path=response.request.url.path,
    )


def _text(response: httpx.Response) -> str:
    """A body as UTF-8, whatever it says of itself: Python has charsets that fail at most texts."""
    return response.content.decode("utf-8", "replace")


def _words(error: Exception, request: httpx.Request) -> str:
    server = f"{request.url.scheme}://{request.url.netloc.decode('ascii', 'replace')}"
    if isinstance(error, httpx.ConnectTimeout):
        return f"no connection to {server} within {_seconds(request, 'connect')} s"
    if isinstance(error, httpx.PoolTimeout):
        return f"no free connection within {_seconds(request, 'pool')} s: too many calls at once"
    if isinstance(error, httpx.WriteTimeout):
        return f"the server stopped reading for {_seconds(request, 'write')} s"
    if isinstance(error, httpx.TimeoutException):
        return f"no whole answer within {_seconds(request, 'read')} s"
    if isinstance(error, httpx.ConnectError):
        return unreachable(server, error)
    if isinstance(error, httpx.ProxyError):
        return f"the proxy refuses: {error}"
    return f"the connection broke: {str(error) or type(error).__name__}"


def _detail(body: str) -> str:
    """The server's words from any of its four error bodies (CONTRACT §1.2)."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return "" if body.lstrip().startswith("<") else body.strip()
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
    return f"{seconds:.3g}" if isinstance(seconds, int | float) else "the allowed"
