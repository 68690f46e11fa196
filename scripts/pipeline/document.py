"""OpenAPI documents: read, bounded, normalised, written.

A document from a server is data from a stranger. It is measured before anything walks it, and what is kept of it is
structure only: prose is dropped (a reworded docstring upstream is no change of the API), and what has no order is
ordered, so that a difference between two documents is a difference between two APIs.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeAlias

import httpx

from pipeline.problems import Refused

Json: TypeAlias = Any
Document: TypeAlias = dict[str, Any]

MAX_BYTES = 8 * 1024 * 1024  # the largest seen is 111 kB
MAX_DEPTH = 64
MAX_NODES = 200_000
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
PLUGIN_PREFIX = "/custom/"  # where a plugin's own endpoints live unless it says otherwise (CONTRACT §3)

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
_NAMED_MAPS = {"properties", "schemas", "paths", "responses", "content", "$defs", "patternProperties"}
_DATA = {"default", "const", "enum"}


def load(source: str) -> Document:
    """The document at a URL or in a file.

    Raises:
        Refused: nothing there, not JSON, no object, or beyond the limits above.
    """
    raw = _fetch(source) if source.startswith(("http://", "https://")) else _read(source)
    if len(raw) > MAX_BYTES:
        raise Refused(f"{source}: {len(raw)} bytes; an API's document of more than {MAX_BYTES} is refused")
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{source}: not JSON: {error}") from None
    if not isinstance(document, dict):
        raise Refused(f"{source}: a JSON {type(document).__name__}; an OpenAPI document is an object")
    _measure(document, source)
    return document


def normalise(document: Document) -> Document:
    """The same API without prose, in one order. Idempotent."""
    normal: Document = _normal(document)
    info = normal.get("info")
    normal["info"] = {key: info[key] for key in ("title", "version") if key in info} if isinstance(info, dict) else {}
    normal.pop("servers", None)  # an address, not a part of the API
    return normal


def without_plugin_paths(document: Document) -> tuple[Document, list[str]]:
    """The document less the endpoints that plugins of that one server added, and those endpoints."""
    paths = document.get("paths", {})
    extra = sorted(path for path in paths if path.startswith(PLUGIN_PREFIX))
    return {**document, "paths": {path: item for path, item in paths.items() if path not in extra}}, extra


def dumps(document: Document) -> str:
    """One text for one document: keys keep the order that they have."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _fetch(url: str) -> bytes:
    try:
        response = httpx.get(url, timeout=httpx.Timeout(30, connect=5), trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Refused(f"{url}: {error or type(error).__name__}") from None
    if response.status_code != HTTPStatus.OK:
        raise Refused(f"{url}: HTTP {response.status_code}; a Cat serves its document at /openapi.json")
    return response.content


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Refused(f"{name}: {error.strerror}") from None


def _measure(document: Document, source: str) -> None:
    nodes = 0
    stack: list[tuple[Json, int]] = [(document, 1)]
    while stack:
        value, depth = stack.pop()
        nodes += 1
        if depth > MAX_DEPTH:
            raise Refused(f"{source}: nested more than {MAX_DEPTH} deep")
        if nodes > MAX_NODES:
            raise Refused(f"{source}: more than {MAX_NODES} values")
        if isinstance(value, dict):
            stack.extend((child, depth + 1) for child in value.values())
        elif isinstance(value, list):
            stack.extend((child, depth + 1) for child in value)


def _normal(value: Json, inside: str = "", named: bool = False) -> Json:
    """`inside` is the key that led here; `named` says that the keys here are names given by the API, not keywords."""
    if inside in _DATA:
        return _ordered(value)
    if isinstance(value, list):
        items = [_normal(item) for item in value]
        return sorted(items) if inside == "required" and all(isinstance(item, str) for item in items) else items
    if not isinstance(value, dict):
        return value
    normal = {
        key: _normal(value[key]) if named else _normal(value[key], key, named=key in _NAMED_MAPS)
        for key in sorted(value)
        if named or key not in _PROSE
    }
    if inside == "responses" and named:
        for status, response in normal.items():
            if isinstance(response, dict):  # OpenAPI asks for a description; the status' own name says no more than it
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
