"""From a failed exchange to one of our errors, in one place: no other library's exception reaches a caller.

The errors are made outside any `except` block, so that none keeps the live request, with its credentials, as context.
"""

from __future__ import annotations

import codecs
import json
from contextlib import suppress
from traceback import walk_tb
from typing import Any

import httpx

from cheshire_cat_api._redaction import LONGEST
from cheshire_cat_api._transport.call import Call
from cheshire_cat_api._transport.echo import without_echo
from cheshire_cat_api._transport.response import SHOWN
from cheshire_cat_api.errors import (
    ApiError,
    CatError,
    ConnectionFailed,
    DecodeError,
    InvalidArgument,
    TimedOut,
    UnsupportedType,
    admitted_in,
    error_class,
    unreachable,
)

_PRIVATE_HEADERS = {"set-cookie", "authorization", "proxy-authorization", "www-authenticate"}
_LIBRARIES = {"httpx", "httpcore", "h11", "anyio", "tenacity"}
_KEPT = 1_048_576  # characters of an error's body
READ_AT_MOST = _KEPT + LONGEST
"""Bytes of an error's body that are of use: a secret may stand across its end."""


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


def forget_locals(error: BaseException) -> None:
    """Clear the variables of other libraries' frames: what is the caller's own passes those that hold headers."""
    for frame, _ in walk_tb(error.__traceback__):
        if frame.f_globals.get("__name__", "").partition(".")[0] in _LIBRARIES:
            with suppress(RuntimeError):  # it still runs
                frame.clear()


def from_exception(error: Exception, request: httpx.Request, call: Call) -> CatError:
    """What an exception of httpx means to a caller."""
    place, clean = f"{request.method} {request.url.path}", call.redactor.error
    if isinstance(error, httpx.LocalProtocolError | httpx.UnsupportedProtocol):
        return clean(InvalidArgument(f"{place}: cannot be sent: {error}"))
    if isinstance(error, httpx.DecodingError):
        words = f"the body cannot be read: {error}"
        return clean(DecodeError(words, status_code=call.status_code, method=request.method, path=request.url.path))
    kind = TimedOut if isinstance(error, httpx.TimeoutException) else ConnectionFailed
    words = f"{place}: {_words(error, request)}"
    tried = f" ({len(call.earlier) + 1} attempts)" if call.earlier else ""
    return clean(kind(f"{words}{tried}", attempts=len(call.earlier) + 1, earlier="\n".join(call.earlier)))


def from_response(response: httpx.Response, call: Call) -> ApiError:
    """The error of a response that is no success; its body must have been read."""
    redactor = call.redactor
    # The secrets last: one that is a word of the server's must not keep us from understanding the others.
    body = without_echo(_text(response, READ_AT_MOST))
    detail = _detail(body)
    kind = error_class(response.status_code)
    if response.status_code == httpx.codes.BAD_REQUEST and admitted_in(detail) is not None:
        kind = UnsupportedType
    return kind(
        response.status_code,
        redactor.clean(detail or response.reason_phrase, SHOWN) or "no reason given",
        body=redactor.clean_json(body, _KEPT),
        headers=httpx.Headers(
            {
                name: redactor.clean(value)
                for name, value in response.headers.items()
                if name.lower() not in _PRIVATE_HEADERS and not redactor.finds(name)
            },
            encoding="utf-8",
        ),
        method=response.request.method,
        path=redactor.clean(response.request.url.path),
        permission=call.operation.permission if call.operation else None,
        attempts=len(call.earlier) + 1,
        earlier="\n".join(call.earlier),
    )


def undecodable(reason: str, call: Call) -> DecodeError:
    """The error of a success whose body is no result of the operation."""
    response = call.response
    assert response is not None
    redactor = call.redactor
    body = _text(response, 4 * SHOWN + LONGEST)
    return DecodeError(
        redactor.clean(reason, SHOWN),
        status_code=response.status_code,
        body=redactor.clean(body, SHOWN) + ("…" if len(body) > SHOWN else ""),
        method=response.request.method,
        path=redactor.clean(response.request.url.path),
    )


def _text(response: httpx.Response, size: int) -> str:
    """So many bytes of a body as UTF-8, whatever it says of itself: Python has charsets that fail at most texts."""
    content = response.content
    return codecs.utf_8_decode(content[:size], "replace", len(content) <= size)[0]


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
