"""What a server's API has otherwise than the client, and whether a program that uses the client would notice.

Compared are the client's effective document (what its functions send and its types promise) and a server's. A server's
document is wrong in places, and the overlay mends them; so what the document of the client's own server "has
otherwise" in just the same way is known, and left out.

The document of the server is a stranger's: it is never trusted to be well formed, and its references are followed
once. It is read only as far as the client's own goes, and a schema to which no operation leads is compared too, but
breaks no call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from openapi_facade.comparison.differences import CLIENT_LACKS, SERVER_LACKS, Difference, Pair
from openapi_facade.comparison.document import METHODS, Document
from openapi_facade.comparison.forms import as_dict, describe, reached, resolved
from openapi_facade.comparison.schemas import schemas as compare_schemas
from openapi_facade.comparison.upgrade import essence

_PARAMETER = re.compile(r"\{([^}]*)\}")


def compare(client: Document, published: Document, server: Document) -> list[Difference]:
    """The differences, ordered by operation.

    Args:
        client: the effective document.
        published: the document that it was made from, which the client's own server serves.
        server: another server's document.
    """
    apart = _unreached(published) | _unreached(server)
    known = set(_documents(client, published, apart))
    return sorted(set(_documents(client, server, apart)) - known)


def duplicate_operation_ids(document: Document) -> dict[str, list[str]]:
    """operationId -> the operations that have it, for those that several have."""
    places: dict[str, list[str]] = {}
    for (method, _), (path, operation) in _operations(document).items():
        places.setdefault(str(operation.get("operationId")), []).append(f"{method} {path}")
    return {name: found for name, found in sorted(places.items()) if len(found) > 1}


def _documents(client: Document, server: Document, apart: set[str]) -> Iterator[Difference]:
    ours, theirs = _operations(client), _operations(server)
    paths = {operation.get("operationId"): f"as {key[0]} {path}" for key, (path, operation) in theirs.items()}
    for key in {**ours, **theirs}:
        method = key[0]
        if key not in theirs:
            path, operation = ours[key]
            name = operation["operationId"]
            yield Difference(f"{method} {path}", "operation", SERVER_LACKS, name, paths.get(name, "-"), True)
        elif key not in ours:
            path, operation = theirs[key]
            name = str(operation.get("operationId", "-"))
            yield Difference(f"{method} {path}", "operation", CLIENT_LACKS, "-", name, False)
        else:
            path, operation = ours[key]
            pair = Pair(f"{method} {path}", client, server)
            yield from _operation(pair, operation, path, theirs[key][1], theirs[key][0])
    for name in apart:
        yield from _schema(client, server, name)


def _schema(client: Document, server: Document, name: str) -> Iterator[Difference]:
    """Differences of a schema to which no operation leads: no call breaks by them."""
    pair = Pair("-", client, server, f"schema {name}", sent=False)
    mine, other = (as_dict(as_dict(each.get("components")).get("schemas")).get(name) for each in (client, server))
    if mine is None and other is None:
        return
    if mine is None or other is None:
        kind, document, schema = (CLIENT_LACKS, server, other) if mine is None else (SERVER_LACKS, client, mine)
        yield pair.lacks(kind, "", describe(document, schema), False)
        return
    for difference in compare_schemas(pair, mine, other):
        yield replace(difference, breaks=False)


def _unreached(document: Document) -> set[str]:
    """The names of the schemas to which no operation leads."""
    schemas = as_dict(as_dict(document.get("components")).get("schemas"))
    values = [document.get("paths"), as_dict(document.get("components")).get("responses")]
    return schemas.keys() - reached(values, schemas)


def _operations(document: Document) -> dict[tuple[str, str], tuple[str, dict[str, Any]]]:
    """(method, path without the parameters' names) -> (path, operation)."""
    return {
        (method.upper(), _PARAMETER.sub("{}", path)): (
            path,
            {**item[method], "parameters": _parameters_of(document, item, method)},
        )
        for path, item in as_dict(document.get("paths")).items()
        for method in METHODS
        if isinstance(item, dict) and isinstance(item.get(method), dict)
    }


def _operation(
    pair: Pair, ours: dict[str, Any], our_path: str, theirs: dict[str, Any], their_path: str
) -> Iterator[Difference]:
    if ours.get("operationId") != theirs.get("operationId"):
        yield pair.differs(ours.get("operationId"), theirs.get("operationId"), False, "operationId")
    if our_path != their_path:
        yield pair.differs(our_path, their_path, False, "path's names")
    mine, other = _in_path(ours, our_path), _in_path(theirs, their_path)
    for name, old, new in zip(_PARAMETER.findall(our_path), mine, other, strict=True):
        yield from compare_schemas(pair.at(f"parameter {name}"), old.get("schema"), new.get("schema"))
    yield from _parameters(pair, ours, theirs)
    yield from _body(pair, ours, theirs)
    received = Pair(pair.operation, pair.client, pair.server, "result", sent=False)
    status = _success(ours)
    responses = as_dict(theirs.get("responses"))
    if status not in responses:
        yield received.differs(f"status {status}", f"status {', '.join(sorted(map(str, responses))) or '-'}", True)
        return
    result, answer = (
        resolved(document, as_dict(each.get("responses")).get(status))
        for document, each in ((pair.client, ours), (pair.server, theirs))
    )
    yield from _media(received, as_dict(result.get("content")), as_dict(answer.get("content")))


def _success(operation: dict[str, Any]) -> str:
    """The status of the result."""
    statuses = sorted(status for status in as_dict(operation.get("responses")) if str(status).startswith("2"))
    return statuses[0] if statuses else "200"


def _parameters_of(document: Document, item: dict[str, Any], method: str) -> list[dict[str, Any]]:
    """An operation's parameters: its own over those of its path."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for listed in (item.get("parameters"), item[method].get("parameters")):
        for each in listed if isinstance(listed, list) else []:
            parameter = resolved(document, each)
            found[str(parameter.get("in")), str(parameter.get("name"))] = parameter
    return list(found.values())


def _in_path(operation: dict[str, Any], path: str) -> list[dict[str, Any]]:
    """The parameters of a path in its order, whatever they are called; an empty one where the document has none."""
    named = {str(each.get("name")): each for each in operation["parameters"] if each.get("in") == "path"}
    return [named.get(name, {}) for name in _PARAMETER.findall(path)]


def _parameters(pair: Pair, ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[Difference]:
    mine, other = _outside_path(ours), _outside_path(theirs)
    for name in {**mine, **other}:
        at = pair.at(f"parameter {name}")
        if name not in other:
            yield at.lacks(SERVER_LACKS, "", describe(pair.client, mine[name].get("schema")), True)
        elif name not in mine:
            required = other[name].get("required") is True
            text = f"{describe(pair.server, other[name].get('schema'))}, {'required' if required else 'optional'}"
            yield at.lacks(CLIENT_LACKS, "", text, required)
        else:
            if other[name].get("required") is True and not mine[name].get("required"):
                yield at.differs("optional", "required", True)
            yield from compare_schemas(at, mine[name].get("schema"), other[name].get("schema"))


def _outside_path(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The other parameters by their name; before it stands where they go, if not into the query."""
    return {
        f"{'' if each.get('in') == 'query' else str(each.get('in')) + ' '}{each.get('name')}": each
        for each in operation["parameters"]
        if each.get("in") != "path"
    }


def _body(pair: Pair, ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[Difference]:
    mine, other = resolved(pair.client, ours.get("requestBody")), resolved(pair.server, theirs.get("requestBody"))
    at = pair.at("body")
    if mine and not other:
        yield at.lacks(SERVER_LACKS, "", ", ".join(as_dict(mine.get("content"))), True)
    elif other and not mine:
        required = other.get("required") is True
        text = f"{', '.join(as_dict(other.get('content')))}, {'required' if required else 'optional'}"
        yield at.lacks(CLIENT_LACKS, "", text, required)
    elif mine:
        if other.get("required") is True and mine.get("required") is not True:
            yield at.differs("optional", "required", True)
        yield from _media(at, as_dict(mine.get("content")), as_dict(other.get("content")))


def _media(pair: Pair, ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[Difference]:
    ours, theirs = _by_essence(ours), _by_essence(theirs)
    common = [media_type for media_type in ours if media_type in theirs]
    if not common and (ours or theirs):
        yield pair.differs(", ".join(ours) or "-", ", ".join(theirs) or "-", True)
    for media_type in common:
        yield from compare_schemas(
            pair, as_dict(ours[media_type]).get("schema"), as_dict(theirs[media_type]).get("schema")
        )


def _by_essence(content: dict[str, Any]) -> dict[str, Any]:
    """The media types without parameters; of two that become one, the first."""
    named: dict[str, Any] = {}
    for media_type, media in content.items():
        named.setdefault(essence(media_type), media)
    return named
