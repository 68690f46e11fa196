"""From a failed exchange to a `Failure`, in one place: no other library's exception reaches a caller.

The errors are made outside any `except` block, so that none keeps the live request, with its credentials, as context.
"""

from __future__ import annotations

import codecs
from contextlib import suppress
from traceback import walk_tb

import httpcore
import httpx

from openapi_facade.api import Api
from openapi_facade.failure import Failure, Kind
from openapi_facade.redaction import LONGEST, Redactor
from openapi_facade.tls import unreachable
from openapi_facade.transport.call import Call
from openapi_facade.transport.echo import without_echo
from openapi_facade.transport.response import SHOWN, Response
from openapi_facade.transport.results import NOT_PARSED
from openapi_facade.transport.retry import NOTHING_SENT

_PRIVATE_HEADERS = {"set-cookie", "authorization", "proxy-authorization", "www-authenticate"}
_LIBRARIES = {"httpx", "httpcore", "h11", "anyio"}
KEPT = 1_048_576
"""Characters of an error's body."""
OF_THE_NETWORK = (
    httpx.TransportError,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)
"""What our connections and a transport of the caller's raise for a failed exchange."""
RAISED = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, httpx.CookieConflict)
"""What else of httpx's may pass; anything but that is the caller's own: of a file, a callable, a transport."""
READ_AT_MOST = KEPT + LONGEST
"""Bytes of an error's body that are of use: a secret may stand across its end."""


def forget_locals(error: BaseException) -> None:
    """Clear the variables of other libraries' frames: what is the caller's own passes those that hold headers."""
    for frame, _ in walk_tb(error.__traceback__):
        if frame.f_globals.get("__name__", "").partition(".")[0] in _LIBRARIES:
            with suppress(RuntimeError):  # it still runs
                frame.clear()


def as_httpx(error: Exception) -> httpx.TransportError:
    """Return a failure of httpcore as httpx calls it, which has the same names; one of httpx's is new as well.

    New, because the old one knows its frames, and they the request with its credentials.
    """
    for kind in type(error).__mro__:
        known = getattr(httpx, kind.__name__, None)
        if isinstance(known, type) and issubclass(known, httpx.TransportError):
            return known(str(error))
    return httpx.TransportError(str(error))


def from_exception(error: Exception, call: Call, api: Api) -> Failure:
    """Return what a failure, as httpx names it, means to a caller."""
    place, clean = f"{call.method} {call.path}", call.redactor.error
    if isinstance(error, httpx.LocalProtocolError | httpx.UnsupportedProtocol):
        return clean(Failure("argument", f"{place}: cannot be sent: {error}"))
    if isinstance(error, httpx.DecodingError):
        words = f"the body cannot be read: {error}"
        return clean(Failure("decode", words, status_code=call.status_code, method=call.method, path=call.path))
    kind: Kind = "timeout" if isinstance(error, httpx.TimeoutException) else "connection"
    words = f"{place}: {_words(error, call, api)}"
    tried = f" ({len(call.earlier) + 1} attempts)" if call.earlier else ""
    facts = {**call.history, "method": call.method, "path": call.path}
    return clean(Failure(kind, f"{words}{tried}", unsent=isinstance(error, NOTHING_SENT), **facts))


def from_response(response: Response, call: Call, api: Api) -> Failure:
    """Return the failure of an answer that is no success."""
    redactor = call.redactor
    # The secrets last: one that is a word of the server's must not keep us from understanding the others.
    body = without_echo(_text(response, READ_AT_MOST))
    said = ""
    with suppress(*NOT_PARSED):
        said = api.detail(body)
    detail = redactor.clean(said or call.reason, SHOWN) or "no reason given"
    return Failure(
        "status",
        f"{call.method} {redactor.clean(call.path)}: {response.status_code} {detail}",
        status_code=response.status_code,
        detail=detail,
        code=api.code(response.status_code, said),
        body=redactor.clean_json(body, KEPT),
        headers=_headers(response, redactor),
        method=call.method,
        path=redactor.clean(call.path),
        permission=call.operation.permission if call.operation else None,
        **call.history,
    )


def undecodable(reason: str, response: Response, call: Call, limit: int = SHOWN) -> Failure:
    """Return the failure of a success whose body is no result of the operation; limit: characters of it to keep."""
    redactor = call.redactor
    body = _text(response, 4 * limit + LONGEST)
    return Failure(
        "decode",
        redactor.clean(reason, SHOWN),
        status_code=response.status_code,
        body=redactor.clean_json(body, limit) + ("…" if len(body) > limit else ""),
        headers=_headers(response, redactor),
        method=call.method,
        path=redactor.clean(call.path),
    )


def _headers(response: Response, redactor: Redactor) -> httpx.Headers:
    """Those of an answer that may be shown."""
    shown = {
        name: redactor.clean(value)
        for name, value in response.headers.items()
        if name.lower() not in _PRIVATE_HEADERS and not redactor.finds(name)
    }
    return httpx.Headers(shown, encoding="utf-8")


def _text(response: Response, size: int) -> str:
    """So many bytes of a body as UTF-8, whatever it says of itself: Python has charsets that fail at most texts."""
    content = response.content
    return codecs.utf_8_decode(content[:size], "replace", len(content) <= size)[0]


def _words(error: Exception, call: Call, api: Api) -> str:
    if isinstance(error, httpx.ConnectTimeout):
        return f"no connection to {call.server} within {_seconds(call, 'connect')} s"
    if isinstance(error, httpx.PoolTimeout):
        return f"no free connection within {_seconds(call, 'pool')} s: too many calls at once"
    if isinstance(error, httpx.WriteTimeout):
        return f"the server stopped reading for {_seconds(call, 'write')} s"
    if isinstance(error, httpx.TimeoutException):
        return f"no whole answer within {_seconds(call, 'read')} s"
    if isinstance(error, httpx.ConnectError):
        return unreachable(call.server, error, api.the_server)
    if isinstance(error, httpx.ProxyError):
        return f"the proxy refuses: {error}"
    return f"the connection broke: {str(error) or type(error).__name__}"


def _seconds(call: Call, kind: str) -> str:
    return f"{call.timeouts[kind]:.3g}" if kind in call.timeouts else "the allowed"
