"""OpenAPI documents: read, bounded, normalised, written.

A document from a server is data from a stranger. It is measured before anything walks it, and what is kept of it is
structure only: prose is dropped (a reworded docstring upstream is no change of the API), and what has no order is
ordered, so that a difference between two documents is a difference between two APIs.
"""

from __future__ import annotations

import json
import time
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

import httpx

from openapi_facade.comparison.problems import Refused, short
from openapi_facade.comparison.upgrade import upgrade

Json: TypeAlias = Any
Document: TypeAlias = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

MAX_BYTES = 2 * 1024 * 1024  # the largest seen is 111 kB
MAX_DEPTH = 64
MAX_VALUES = 20_000  # the largest seen has 1,800
MAX_SECONDS = 30
TOO_LARGE = 2**63

_PROSE = {
    "description",
    "summary",
    "example",
    "examples",
    "externalDocs",
    "x-logo",
    "termsOfService",
    "contact",
    "license",
}
# Keywords whose value maps names that the API gave: `description` in there is a name, not prose.
_NAMED_MAPS = {
    "$defs",
    "callbacks",
    "content",
    "headers",
    "links",
    "parameters",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
}
_DATA = {"default", "const"}
_UNORDERED = {"required", "enum", "type"}


def load(source: str) -> Document:
    """The document at a URL or in a file; one of OpenAPI 3.0 as 3.1 says the same.

    The URL of a server, without a path, means its /openapi.json.

    Raises:
        Refused: nothing there, not JSON, no object, a name twice in one object, or beyond the limits above.
    """
    return parse(_fetch(_document_of(source)) if source.startswith(("http://", "https://")) else _read(source), source)


def parse(raw: bytes, source: str) -> Document:
    """The document that some bytes are; one of OpenAPI 3.0 as 3.1 says the same.

    Args:
        source: what a refusal calls them.

    Raises:
        Refused: as `load`.
    """
    _limit(len(raw), source)
    try:
        document = json.loads(raw, object_pairs_hook=_object, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{source}: not JSON: {error}") from None
    if not isinstance(document, dict):
        raise Refused(f"{source}: a JSON {type(document).__name__}; an OpenAPI document is an object")
    _measure(document, source)
    upgrade(document)
    return document


def normalise(document: Document) -> Document:
    """The same API without prose, in one order. Idempotent."""
    info = document.get("info")
    kept = {key: info[key] for key in ("title", "version") if key in info} if isinstance(info, dict) else {}
    normal: Document = _normal({**document, "info": kept})
    normal.pop("servers", None)  # an address, not a part of the API
    return normal


def without_paths(document: Document, prefix: str) -> tuple[Document, list[str]]:
    """The document less the paths that begin so, which are that one server's own, and those paths.

    Args:
        prefix: none begins so, if it is empty.
    """
    paths = document.get("paths")
    if not isinstance(paths, dict):
        raise Refused(f"$.paths: {'missing' if paths is None else 'no object'}")
    own = {path: item for path, item in paths.items() if not (prefix and path.startswith(prefix))}
    return {**document, "paths": own}, sorted(set(paths) - set(own))


def dumps(document: Document) -> str:
    """One text for one document: keys keep the order that they have."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def child(place: str, key: object) -> str:
    """The place of a member: `$.paths['/users/'].get`."""
    plain = isinstance(key, str) and len(key) <= 100 and key.isascii() and key.isidentifier()
    return f"{place}.{key}" if plain else f"{place}[{short(key)}]"


def _document_of(url: str) -> str:
    scheme, _, rest = url.partition("://")
    server, _, path = rest.partition("/")
    return url if path or set(server) & set("?#") else f"{scheme}://{server}/openapi.json"


def _fetch(url: str) -> bytes:
    """The body, read no further than the limits: a server may send without an end."""
    end = time.monotonic() + MAX_SECONDS
    raw = b""
    try:
        timeout = httpx.Timeout(MAX_SECONDS, connect=5)
        with httpx.stream("GET", url, timeout=timeout, trust_env=False) as response:
            if response.status_code != HTTPStatus.OK:
                raise Refused(f"{url}: HTTP {response.status_code}; most servers have their document at /openapi.json")
            for chunk in response.iter_bytes(65536):
                raw += chunk
                _limit(len(raw), url)
                if time.monotonic() > end:
                    raise Refused(f"{url}: not complete after {MAX_SECONDS} s")
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise Refused(f"{url}: {error or type(error).__name__}") from None
    return raw


def _read(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Refused(f"{name}: {getattr(error, 'strerror', None) or error}") from None
    _limit(len(raw), name)
    return raw


def _limit(size: int, source: str) -> None:
    if size > MAX_BYTES:
        raise Refused(f"{source}: an API's document of more than {MAX_BYTES} bytes is refused")


class _Repeating(dict[str, Any]):
    """An object that names `repeated` twice; the parser would keep the last one in silence."""

    repeated: str


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    names = [name for name, _ in pairs]
    marked = _Repeating(members)
    marked.repeated = next(name for name in names if names.count(name) > 1)
    return marked


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _measure(document: Document, source: str) -> None:
    values = 0
    stack: list[tuple[Json, int, str]] = [(document, 1, "$")]
    while stack:
        value, depth, place = stack.pop()
        values += 1
        if depth > MAX_DEPTH:
            raise Refused(f"{source}: {place[:200]}: nested more than {MAX_DEPTH} deep")
        if values > MAX_VALUES:
            raise Refused(f"{source}: {place[:200]}: more than {MAX_VALUES} values up to here")
        if isinstance(value, _Repeating):
            raise Refused(f"{source}: {child(place, value.repeated)}: stands there twice")
        if isinstance(value, dict):
            for key in value:
                _unicode(key, place, source)
            stack.extend((member, depth + 1, child(place, key)) for key, member in value.items())
        elif isinstance(value, list):
            stack.extend((item, depth + 1, f"{place}[{number}]") for number, item in enumerate(value))
        elif isinstance(value, str):
            _unicode(value, place, source)
        elif isinstance(value, int | float) and not abs(value) < TOO_LARGE:
            raise Refused(f"{source}: {place}: a number too large")


def _unicode(text: str, place: str, source: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refused(f"{source}: {place}: {short(text)} is no Unicode text") from None


def _normal(value: Json, keyword: str = "", named: bool = False) -> Json:
    """`keyword` is the one that led here, if any; `named` says that the keys here are names given by the API."""
    if keyword in _DATA:
        return _ordered(value)
    if isinstance(value, list):
        items = [_normal(item) for item in value]
        return sorted(items) if keyword in _UNORDERED and all(isinstance(item, str) for item in items) else items
    if not isinstance(value, dict):
        return value
    normal = {
        key: _normal(value[key]) if named else _normal(value[key], key, named=key in _NAMED_MAPS)
        for key in sorted(value)
        if named or key not in _PROSE
    }
    if keyword == "responses" and named:
        for status, response in normal.items():
            if (
                isinstance(response, dict) and "$ref" not in response
            ):  # OpenAPI asks for a description; the status' own name says no more than it
                response["description"] = _phrase(status)
    return normal


def _ordered(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    return [_ordered(item) for item in value] if isinstance(value, list) else value


def _phrase(status: str) -> str:
    try:
        return HTTPStatus(int(status)).phrase
    except ValueError:
        return "Response"
