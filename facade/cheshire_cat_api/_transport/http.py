"""httpx's clients, as the generated calls take them: they raise our errors, and know which call they are made for."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpx

from cheshire_cat_api._redaction import Redactor
from cheshire_cat_api._secrets import Secret, concealed, is_secret_name, secrets_in
from cheshire_cat_api._transport import call as calls
from cheshire_cat_api._transport import failures
from cheshire_cat_api._transport.response import Response
from cheshire_cat_api._transport.upload import Source
from cheshire_cat_api.config import CONNECT_TIMEOUT, Seconds, checked_user_id
from cheshire_cat_api.errors import CatError, InvalidArgument, check_interpreter

if TYPE_CHECKING:
    from cheshire_cat_api._transport.lifetime import AsyncLifetime, Lifetime

logger = logging.getLogger("cheshire_cat_api")

T = TypeVar("T")

# What httpx raises; anything else that passes through here is the caller's own: of a file, a callable, a transport.
FAILURES = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, httpx.CookieConflict)
DEFAULTS = (
    (b"Accept", b"*/*"),
    (b"Accept-Encoding", b"gzip, deflate"),
    (b"Connection", b"keep-alive"),
    (b"User-Agent", b"cheshire-cat-api"),
)
FRAMING = ("content-length", "transfer-encoding")
"""Headers that say how long the body is: ours to say, or what follows would be taken for another request."""
TOKEN = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")
"""The name of a header, in lower case."""
NOT_SENDABLE = (AttributeError, TypeError, ValueError, RecursionError, httpx.InvalidURL)


@dataclass(frozen=True)
class View:
    """As whom, and with how much patience.

    Args:
        user_id: checked.
        foreign: whether it is another user than the client's own.
        timeout: None: as each operation is.
        retries: how often at most to repeat.
        headers: further ones, as `checked_headers` gives them: names in lower case.
    """

    user_id: str
    foreign: bool = False
    timeout: Seconds | None = None
    retries: int = 0
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def patience(self) -> float:
        """Seconds that a call may take altogether that is not slow by nature."""
        return CONNECT_TIMEOUT + calls.READ_TIMEOUT if self.timeout is None else self.timeout.total

    def http_headers(self) -> list[tuple[bytes, bytes]]:
        """Of every request, in ISO-8859-1, as the server reads them (CONTRACT §2)."""
        headers = {"user_id": self.user_id, **self.headers}
        return [(name.encode("ascii"), value.encode("iso-8859-1")) for name, value in headers.items()]


def checked_headers(headers: Mapping[str, object] | None) -> dict[str, str]:
    """Headers as they are sent.

    Raises:
        InvalidArgument: one that cannot be.
        ConfigError: a user id that the server would read as another one.
    """
    if not isinstance(headers, Mapping | None):
        raise InvalidArgument(f"headers: a mapping is expected, not {type(headers).__name__}")
    checked: dict[str, str] = {}
    for name, value in (headers or {}).items():
        lower = name.lower() if isinstance(name, str) else ""
        if lower == "user_id":
            checked[lower] = checked_user_id(value)
            continue
        if lower in FRAMING or value is None:
            raise InvalidArgument(f"the header {name!r} cannot be sent as {value!r}: leave it out")
        if not TOKEN.fullmatch(lower):
            raise InvalidArgument(f"the header {name!r} cannot be sent: that is no name of a header")
        text = Secret(value.decode("iso-8859-1") if isinstance(value, bytes) else value)
        if max(text, default="") > "\xff":
            raise InvalidArgument(f"the header {name!r} cannot be sent: it has characters beyond ISO-8859-1")
        if {"\r", "\n", "\0"} & set(text) or text != text.strip(" \t"):
            raise InvalidArgument(f"the header {name!r} cannot be sent: it has line ends, or spaces around it")
        checked[lower] = text if is_secret_name(lower) else str(text)
    return checked


class _Headers(httpx.Headers):
    """httpx's, whose `repr` hides two of those that are secrets."""

    def __repr__(self) -> str:
        return f"Headers({concealed(dict(self))})"


class _Client(Generic[T]):
    """What generated calls need of httpx's client, with our errors: a request, and its answer.

    httpx's own does more for each call that is of no use here: cookies, redirects, hooks, the environment. A call takes
    1.25 times as long with it.

    Args:
        url: the root of the API.
        view: as whom.
        transport: the shared one.
        auth: what signs the requests; None: nothing does.
        redactor: knows what must not be shown.
        lifetime: gives that of the calls that begin now.
    """

    def __init__(
        self,
        url: str,
        view: View,
        transport: T,
        auth: httpx.Auth | None,
        redactor: Redactor,
        lifetime: Callable[[], Lifetime | AsyncLifetime],
    ) -> None:
        self._url = url
        self._headers = _Headers(DEFAULTS)
        self._headers.update(httpx.Headers(view.http_headers()))
        self._transport = transport
        self._auth = auth or httpx.Auth()
        self._view = view
        self._redactor = redactor
        self._lifetime = lifetime

    def _with(self, own: Any) -> httpx.Headers:
        """The headers of a request, with those of its own."""
        if not own:
            return self._headers
        headers = self._headers.copy()
        headers.update(own)
        return headers

    def _request(self, method: str, url: str, params: Any, headers: Any, body: dict[str, Any]) -> httpx.Request:
        check_interpreter()
        if not isinstance(body.get("data"), Mapping | None):
            raise InvalidArgument(f"data: a mapping is expected, not {type(body['data']).__name__}; or give content")
        call = calls.current_call()
        try:
            request = httpx.Request(
                method, _parsed(self._url + url), params=params or None, headers=self._with(headers), **body
            )
        except NOT_SENDABLE as error:
            problem = str(error)
        else:
            request.extensions[calls.EXTENSION] = call
            sources = [each for each in _contents(body.get("files")) if isinstance(each, Source)]
            call.redactor = self._redactor.beside(lambda: secrets_in(body))
            # An iterator or a file as content would be empty the second time.
            call.replayable = all(each.rewindable for each in sources) and isinstance(
                body.get("content"), Sequence | None
            )
            call.join(self._lifetime())
            call.begin(self._view.timeout, self._view.retries, upload=bool(sources))
            return request
        raise self._redactor.error(calls.not_sendable(call, problem))


class HttpClient(_Client[httpx.BaseTransport]):
    """The synchronous one."""

    def request(self, method: str, url: str, *, params: Any = None, headers: Any = None, **body: Any) -> httpx.Response:
        """Send a request; arguments as httpx's. Its answer, if that is a success.

        Raises:
            CatError: it is none.
        """
        return failures.given(self._outcome(self._request(method, url, params, headers, body)))

    def _outcome(self, request: httpx.Request) -> httpx.Response | CatError:
        try:
            return _answer(self._send(request), request)
        except FAILURES as error:
            return failures.from_exception(error, request, calls.of_request(request))
        except BaseException as error:
            failures.forget_locals(error)
            raise

    def _send(self, request: httpx.Request) -> httpx.Response:
        began = time.perf_counter()
        flow = self._auth.sync_auth_flow(request)
        try:
            request = next(flow)
            while True:
                response = self._transport.handle_request(request)
                response.request = request
                response.read()
                response.elapsed = timedelta(seconds=time.perf_counter() - began)
                try:
                    request = flow.send(response)
                except StopIteration:
                    return response
        finally:
            flow.close()


class AsyncHttpClient(_Client[httpx.AsyncBaseTransport]):
    """The same, awaited."""

    async def request(
        self, method: str, url: str, *, params: Any = None, headers: Any = None, **body: Any
    ) -> httpx.Response:
        """See `HttpClient.request`."""
        return failures.given(await self._outcome(self._request(method, url, params, headers, body)))

    async def _outcome(self, request: httpx.Request) -> httpx.Response | CatError:
        try:
            return _answer(await self._send(request), request)
        except FAILURES as error:
            return failures.from_exception(error, request, calls.of_request(request))
        except BaseException as error:
            failures.forget_locals(error)
            raise

    async def _send(self, request: httpx.Request) -> httpx.Response:
        began = time.perf_counter()
        flow = self._auth.async_auth_flow(request)
        try:
            request = await flow.__anext__()
            while True:
                response = await self._transport.handle_async_request(request)
                response.request = request
                await response.aread()
                response.elapsed = timedelta(seconds=time.perf_counter() - began)
                try:
                    request = await flow.asend(response)
                except StopAsyncIteration:
                    return response
        finally:
            await flow.aclose()


_parsed = lru_cache(maxsize=64)(httpx.URL)  # parsing one takes 4 % of a call


def answered(response: httpx.Response) -> Response:
    """An answer as callers get it."""
    return Response(**facts(response))


def facts(response: httpx.Response) -> dict[str, Any]:
    """The fields of a `Response`."""
    return {
        "method": response.request.method,
        "path": response.request.url.path,
        "status_code": response.status_code,
        "headers": response.headers,
        "content": response.content,
        "elapsed": response.elapsed,
        "_redactor": calls.of_request(response.request).redactor,
    }


def _contents(files: Any) -> list[object]:
    """What is in a request's files, as httpx takes them."""
    pairs = files.items() if isinstance(files, Mapping) else files or ()
    return [value[1] if isinstance(value, tuple) else value for _, value in pairs]


def _answer(response: httpx.Response, request: httpx.Request) -> httpx.Response | CatError:
    """A success, or one of our errors."""
    call = calls.of_request(request)
    logger.debug("%s: %d in %.3f s", call.name, response.status_code, response.elapsed.total_seconds())
    call.response = response
    record = calls.recorder.get()
    if record is not None:
        record.append(response)
    return response if response.is_success else failures.from_response(response, call)
