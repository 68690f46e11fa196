"""What a server's API has otherwise than the client, and whether a program that uses the client would notice.

Compared are the client's effective document (what its functions send and its types promise) and a server's. A server's
document is wrong in places, and the overlay mends them; so what the document of the client's own server "has
otherwise" in just the same way is known, and left out.

The document of the server is a stranger's: it is never trusted to be well formed, and its references are followed
once. It is read only as far as the client's own goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline import compare_schemas
from pipeline.differences import CLIENT_LACKS, SERVER_LACKS, Difference, Pair
from pipeline.document import METHODS, Document
from pipeline.forms import as_dict, describe


def compare(client: Document, published: Document, server: Document) -> list[Difference]:
    """The differences, ordered by operation.

    Args:
        client: the effective document.
        published: the document that it was made from, which the client's own server serves.
        server: another server's document.
    """
    known = set(_documents(client, published))
    return sorted(set(_documents(client, server)) - known)


def duplicate_operation_ids(document: Document) -> dict[str, list[str]]:
    """operationId -> the operations that have it, for those that several have."""
    places: dict[str, list[str]] = {}
    for (method, _), (path, operation) in _operations(document).items():
        places.setdefault(str(operation.get("operationId")), []).append(f"{method} {path}")
    return {name: found for name, found in sorted(places.items()) if len(found) > 1}


def _documents(client: Document, server: Document) -> Iterator[Difference]:
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


def _operations(document: Document) -> dict[tuple[str, str], tuple[str, dict[str, Any]]]:
    """(method, path without the parameters' names) -> (path, operation)."""
    return {
        (method.upper(), re.sub(r"\{[^}]*\}", "{}", path)): (path, item[method])
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
    yield from _parameters(pair, ours, theirs)
    yield from _body(pair, ours, theirs)
    received = Pair(pair.operation, pair.client, pair.server, "result", sent=False)
    mine, other = (as_dict(as_dict(each.get("responses")).get("200")) for each in (ours, theirs))
    if not other:
        statuses = ", ".join(sorted(map(str, as_dict(theirs.get("responses"))))) or "-"
        yield received.differs("status 200", f"status {statuses}", True)
        return
    yield from _media(received, as_dict(mine.get("content")), as_dict(other.get("content")))


def _parameters(pair: Pair, ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[Difference]:
    mine, other = _query(ours), _query(theirs)
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
            yield from compare_schemas.schemas(at, mine[name].get("schema"), other[name].get("schema"))


def _query(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    parameters = operation.get("parameters")
    return {
        str(each.get("name")): each
        for each in (parameters if isinstance(parameters, list) else [])
        if isinstance(each, dict) and each.get("in") != "path"
    }


def _body(pair: Pair, ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[Difference]:
    mine, other = as_dict(ours.get("requestBody")), as_dict(theirs.get("requestBody"))
    at = pair.at("body")
    if mine and not other:
        yield at.lacks(SERVER_LACKS, "", ", ".join(as_dict(mine.get("content"))), True)
    elif other and not mine:
        required = other.get("required") is True
        text = f"{', '.join(as_dict(other.get('content')))}, {'required' if required else 'optional'}"
        yield at.lacks(CLIENT_LACKS, "", text, required)
    elif mine:
        yield from _media(at, as_dict(mine.get("content")), as_dict(other.get("content")))


def _media(pair: Pair, ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[Difference]:
    common = [media_type for media_type in ours if media_type in theirs]
    if not common and (ours or theirs):
        yield pair.differs(", ".join(ours) or "-", ", ".join(theirs) or "-", True)
    for media_type in common:
        yield from compare_schemas.schemas(
            pair, as_dict(ours[media_type]).get("schema"), as_dict(theirs[media_type]).get("schema")
        )
