"""A request as it goes out: where, with which headers, and with which body. No input or output in here."""

from __future__ import annotations

import json as encoder
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpx

from openapi_facade.failure import Failure
from openapi_facade.secrets import SecretBytes, concealed, is_secret_name
from openapi_facade.transport.upload import Source

Header = tuple[bytes, bytes]
DEFAULTS: dict[str, Header] = {
    "accept": (b"Accept", b"*/*"),
    "accept-encoding": (b"Accept-Encoding", b"gzip, deflate"),
    "connection": (b"Connection", b"keep-alive"),
}
OF_BODY = ("content-type", "content-length", "transfer-encoding")
"""Headers that say what the body is."""
WITH_BODY = ("POST", "PUT", "PATCH")
"""Methods whose requests tell their length even where it is nothing."""
NOT_SENDABLE = (AttributeError, TypeError, ValueError, RecursionError, httpx.InvalidURL)

_parsed = lru_cache(maxsize=64)(httpx.URL)  # parsing one takes 4 % of a call


@dataclass(slots=True, repr=False)
class Request:
    """What is sent. Of itself it tells its method and path only: the rest has secrets in it."""

    method: str
    url: httpx.URL
    headers: list[Header]
    body: Any
    """Bytes, or one of httpx's streams."""
    replayable: bool = True
    """Whether the body can be read from the beginning once more."""
    upload: bool = False
    """Whether it has files, which take as long to be sent as they take."""

    def signed(self, credential: str, scheme: str) -> list[Header]:
        """Return the headers, with a credential where there is one."""
        if not credential:
            return self.headers
        return [*self.headers, (b"Authorization", SecretBytes(f"{scheme} {credential}".encode("ascii")))]

    def __repr__(self) -> str:
        return f"Request({self.method!r}, {self.url.path!r})"


class Requests:
    """Makes the requests to one server.

    Args:
        url: the root of the API.
        headers: of each request, with names in lower case, sent in ISO-8859-1, as servers read them.
        agent: who asks.
    """

    def __init__(self, url: str, headers: Mapping[str, str], agent: str) -> None:
        self._url = url
        agents = {"user-agent": (b"User-Agent", agent.encode("ascii"))}
        self._headers = {"host": (b"Host", httpx.URL(url).netloc), **DEFAULTS, **agents, **_encoded(headers)}

    def make(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        **body: Any,
    ) -> Request:
        """Make one, of what `httpx.Request` takes; `body`: `content`, `data` or `files`.

        Raises:
            Failure: argument: `data` is no mapping.
            AttributeError, TypeError, ValueError, RecursionError, InvalidURL: it cannot be sent.
        """
        address = _parsed(self._url + url)
        if params:
            address = address.copy_merge_params(params)
        own = {**self._headers, **_encoded(headers)} if headers else dict(self._headers)
        content: Any = b""
        if json is not None:
            text = encoder.dumps(json, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
            content = SecretBytes(text.encode())
            own.setdefault("content-type", (b"Content-Type", b"application/json"))
            own["content-length"] = b"Content-Length", b"%d" % len(content)
        elif any(body.values()):
            return _with_body(method, address, own, body)
        elif method in WITH_BODY:
            own["content-length"] = b"Content-Length", b"0"
        return Request(method, address, list(own.values()), content)


def _with_body(method: str, url: httpx.URL, headers: dict[str, Header], body: dict[str, Any]) -> Request:
    """A request whose body httpx encodes: a form, files, or content of the caller's."""
    if not isinstance(body.get("data"), Mapping | None):
        raise Failure("argument", f"data: a mapping is expected, not {type(body['data']).__name__}; or give content")
    encoded = httpx.Request(method, url, headers=[headers[name] for name in OF_BODY if name in headers], **body)
    for name, value in encoded.headers.raw:
        if (lower := name.decode("ascii").lower()) in OF_BODY:
            headers[lower] = name, value
    whole = isinstance(encoded.stream, httpx.ByteStream)
    request = Request(method, url, list(headers.values()), SecretBytes(encoded.content) if whole else encoded.stream)
    sources = [each for each in _contents(body.get("files")) if isinstance(each, Source)]
    request.upload = bool(sources)
    # An iterator or a file as content would be empty the second time.
    request.replayable = all(each.rewindable for each in sources) and isinstance(body.get("content"), Sequence | None)
    return request


def with_hidden_form(parts: Mapping[str, object]) -> Mapping[str, object]:
    """Return the same parts of a request, with what is secret in a form wrapped: its builder makes plain text of it."""
    return {**parts, "data": concealed(parts["data"])} if "data" in parts else parts


def _encoded(headers: Mapping[str, str]) -> dict[str, Header]:
    fields: dict[str, Header] = {}
    for name, value in headers.items():
        raw: bytes = value.encode("iso-8859-1")
        fields[name.lower()] = name.encode("ascii"), SecretBytes(raw) if is_secret_name(name) else raw
    return fields


def _contents(files: Any) -> list[object]:
    """What is in a request's files, as httpx takes them."""
    pairs = files.items() if isinstance(files, Mapping) else files or ()
    return [value[1] if isinstance(value, tuple) else value for _, value in pairs]
