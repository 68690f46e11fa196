"""httpx's clients, as the generated calls take them: they raise our errors, and know which call they are made for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from cheshire_cat_api._transport import call as calls
from cheshire_cat_api._transport import failures
from cheshire_cat_api._transport.response import Response
from cheshire_cat_api._transport.upload import Source
from cheshire_cat_api.config import checked_user_id
from cheshire_cat_api.errors import CatError, InvalidArgument

logger = logging.getLogger("cheshire_cat_api")
# What httpx raises; anything else that passes through here is the caller's own: of a file, a callable, a transport.
FAILURES = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, httpx.CookieConflict)
NOT_SENDABLE = (TypeError, ValueError, RecursionError, httpx.InvalidURL)


@dataclass(frozen=True)
class View:
    """As whom, and with how much patience.

    Args:
        user_id: checked.
        foreign: whether it is another user than the client's own.
        timeout: for connecting and for the rest; None: as each operation is.
        retries: how often at most to repeat.
        headers: further ones.
    """

    user_id: str
    foreign: bool = False
    timeout: tuple[float, float] | None = None
    retries: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def signed(self) -> bool:
        """Whether the caller shows a credential of their own."""
        return any(name.lower() == "authorization" for name in self.headers)

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
    checked: dict[str, str] = {}
    for name, value in (headers or {}).items():
        text = checked_user_id(value) if name == "user_id" else str(value)
        try:
            name.encode("ascii")
            text.encode("iso-8859-1")
        except (AttributeError, UnicodeEncodeError):
            raise InvalidArgument(f"the header {name!r} cannot be sent: it has characters beyond ISO-8859-1") from None
        checked[name] = text
    return checked


class HttpClient(httpx.Client):
    """httpx's client over a shared transport, with our errors.

    Args:
        url: the root of the API.
        view: as whom.
        transport: the shared one.
        auth: what signs the requests; None: nothing does.
        secrets: gives what must not be shown.
    """

    def __init__(
        self,
        url: str,
        view: View,
        transport: httpx.BaseTransport,
        auth: httpx.Auth | None,
        secrets: Callable[[], list[str]],
    ) -> None:
        super().__init__(
            base_url=url, headers=view.http_headers(), transport=transport, auth=auth, timeout=None, trust_env=False
        )
        self._view = view
        self._secrets = secrets

    def build_request(self, *args: Any, **kwargs: Any) -> httpx.Request:
        return _built(super().build_request, self._view, args, kwargs)

    def send(self, request: httpx.Request, **kwargs: Any) -> httpx.Response:
        outcome: httpx.Response | Exception
        try:
            outcome = super().send(request, **kwargs)
        except FAILURES as error:
            outcome = error
        return _answer(outcome, request, self._secrets)


class AsyncHttpClient(httpx.AsyncClient):
    """The same, awaited."""

    def __init__(
        self,
        url: str,
        view: View,
        transport: httpx.AsyncBaseTransport,
        auth: httpx.Auth | None,
        secrets: Callable[[], list[str]],
    ) -> None:
        super().__init__(
            base_url=url, headers=view.http_headers(), transport=transport, auth=auth, timeout=None, trust_env=False
        )
        self._view = view
        self._secrets = secrets

    def build_request(self, *args: Any, **kwargs: Any) -> httpx.Request:
        return _built(super().build_request, self._view, args, kwargs)

    async def send(self, request: httpx.Request, **kwargs: Any) -> httpx.Response:
        outcome: httpx.Response | Exception
        try:
            outcome = await super().send(request, **kwargs)
        except FAILURES as error:
            outcome = error
        return _answer(outcome, request, self._secrets)


def answered(response: httpx.Response) -> Response:
    """An answer as callers get it."""
    return Response(**facts(response))


def facts(response: httpx.Response) -> dict[str, Any]:
    """The fields of a `Response`."""
    return {
        "method": response.request.method,
        "path": response.request.url.path,
        "status_code": response.status_code,
        "headers": {name.lower(): value for name, value in response.headers.items()},
        "content": response.content,
        "elapsed": response.elapsed,
    }


def _built(build: Callable[..., httpx.Request], view: View, args: Any, kwargs: dict[str, Any]) -> httpx.Request:
    call = calls.current.get()
    assert call is not None
    sources = [each for each in _contents(kwargs.get("files")) if isinstance(each, Source)]
    try:
        request = build(*args, **kwargs)
    except NOT_SENDABLE as error:
        problem = str(error)
    else:
        request.extensions[calls.EXTENSION] = call
        call.replayable = all(each.rewindable for each in sources)
        call.begin(view.timeout, view.retries, upload=bool(sources))
        return request
    raise InvalidArgument(f"{call.name}: cannot be sent: {problem}")


def _contents(files: Any) -> list[object]:
    """What is in a request's files, as httpx takes them."""
    pairs = files.items() if isinstance(files, Mapping) else files or ()
    return [value[1] if isinstance(value, tuple) else value for _, value in pairs]


def _answer(
    outcome: httpx.Response | Exception, request: httpx.Request, secrets: Callable[[], list[str]]
) -> httpx.Response:
    """A success, or one of our errors."""
    call = calls.of_request(request)
    failure: CatError
    if isinstance(outcome, Exception):
        failure = failures.from_exception(outcome, request, call, secrets())
    else:
        logger.debug("%s: %d in %.3f s", call.name, outcome.status_code, outcome.elapsed.total_seconds())
        call.response = outcome
        record = calls.recorder.get()
        if record is not None:
            record.append(outcome)
        if outcome.is_success:
            return outcome
        failure = failures.from_response(outcome, call, secrets())
    raise failure
