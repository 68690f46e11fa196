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
from dataclasses import dataclass, field
from typing import Any

from pipeline.document import METHODS, Document, Json

SERVER_LACKS = "server lacks"
CLIENT_LACKS = "client lacks"
DIFFERS = "differs"

_REFERENCE = re.compile(r"#/components/schemas/(.+)")
_LOWER_LIMITS = ("minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum")
_UPPER_LIMITS = ("maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum")
_MAX_DEPTH = 40
_MAX_REFERENCES = 100  # that one value's schema may lead through


@dataclass(frozen=True, order=True)
class Difference:
    """One thing that the two have otherwise."""

    operation: str
    """Method and path, as the client has them if it has them."""
    what: str
    """`operation`, `operationId`, `parameter k`, `body.text`, `result.why.input`."""
    kind: str
    """SERVER_LACKS, CLIENT_LACKS or DIFFERS."""
    client: str
    server: str
    breaks: bool
    """Whether a program that uses it fails, is ignored, or reads another type than promised."""


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
            pair = _Pair(f"{method} {path}", client, server)
            yield from _operation(pair, operation, path, theirs[key][1], theirs[key][0])


def _operations(document: Document) -> dict[tuple[str, str], tuple[str, dict[str, Any]]]:
    """(method, path without the parameters' names) -> (path, operation)."""
    return {
        (method.upper(), re.sub(r"\{[^}]*\}", "{}", path)): (path, item[method])
        for path, item in _dict(document.get("paths")).items()
        for method in METHODS
        if isinstance(item, dict) and isinstance(item.get(method), dict)
    }


@dataclass(frozen=True)
class _Pair:
    """Both documents, and the place that is being compared."""

    operation: str
    client: Document
    server: Document
    what: str = ""
    sent: bool = True
    """Whether the client sends what is compared, or receives it."""
    seen: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def at(self, step: str, seen: tuple[str, str] | None = None) -> _Pair:
        """The same below."""
        more = self.seen | {seen} if seen else self.seen
        return _Pair(self.operation, self.client, self.server, f"{self.what}{step}", self.sent, more)

    def differs(self, client: object, server: object, breaks: bool, what: str = "") -> Difference:
        return Difference(self.operation, self.what + what, DIFFERS, str(client), str(server), breaks)

    def lacks(self, kind: str, what: str, text: str, breaks: bool) -> Difference:
        client, server = (text, "-") if kind == SERVER_LACKS else ("-", text)
        return Difference(self.operation, self.what + what, kind, client, server, breaks)


def _operation(
    pair: _Pair, ours: dict[str, Any], our_path: str, theirs: dict[str, Any], their_path: str
) -> Iterator[Difference]:
    if ours.get("operationId") != theirs.get("operationId"):
        yield pair.differs(ours.get("operationId"), theirs.get("operationId"), False, "operationId")
    if our_path != their_path:
        yield pair.differs(our_path, their_path, False, "path's names")
    yield from _parameters(pair, ours, theirs)
    yield from _body(pair, ours, theirs)
    received = _Pair(pair.operation, pair.client, pair.server, "result", sent=False)
    mine, other = (_dict(_dict(each.get("responses")).get("200")) for each in (ours, theirs))
    if not other:
        statuses = ", ".join(sorted(map(str, _dict(theirs.get("responses"))))) or "-"
        yield received.differs("status 200", f"status {statuses}", True)
        return
    yield from _media(received, _dict(mine.get("content")), _dict(other.get("content")))


def _parameters(pair: _Pair, ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[Difference]:
    mine, other = _query(ours), _query(theirs)
    for name in {**mine, **other}:
        at = pair.at(f"parameter {name}")
        if name not in other:
            yield at.lacks(SERVER_LACKS, "", _describe(pair.client, mine[name].get("schema")), True)
        elif name not in mine:
            required = other[name].get("required") is True
            text = f"{_describe(pair.server, other[name].get('schema'))}, {'required' if required else 'optional'}"
            yield at.lacks(CLIENT_LACKS, "", text, required)
        else:
            if other[name].get("required") is True and not mine[name].get("required"):
                yield at.differs("optional", "required", True)
            yield from _schemas(at, mine[name].get("schema"), other[name].get("schema"))


def _query(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    parameters = operation.get("parameters")
    return {
        str(each.get("name")): each
        for each in (parameters if isinstance(parameters, list) else [])
        if isinstance(each, dict) and each.get("in") != "path"
    }


def _body(pair: _Pair, ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[Difference]:
    mine, other = _dict(ours.get("requestBody")), _dict(theirs.get("requestBody"))
    at = pair.at("body")
    if mine and not other:
        yield at.lacks(SERVER_LACKS, "", ", ".join(_dict(mine.get("content"))), True)
    elif other and not mine:
        required = other.get("required") is True
        text = f"{', '.join(_dict(other.get('content')))}, {'required' if required else 'optional'}"
        yield at.lacks(CLIENT_LACKS, "", text, required)
    elif mine:
        yield from _media(at, _dict(mine.get("content")), _dict(other.get("content")))


def _media(pair: _Pair, ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[Difference]:
    common = [media_type for media_type in ours if media_type in theirs]
    if not common and (ours or theirs):
        yield pair.differs(", ".join(ours) or "-", ", ".join(theirs) or "-", True)
    for media_type in common:
        yield from _schemas(pair, _dict(ours[media_type]).get("schema"), _dict(theirs[media_type]).get("schema"))


def _schemas(pair: _Pair, ours: Json, theirs: Json) -> Iterator[Difference]:
    mine, other = _forms(pair.client, ours), _forms(pair.server, theirs)
    if "any" in mine or "any" in other:
        return  # one of them does not tell
    if set(mine) != set(other):
        source, target = (mine, other) if pair.sent else (other, mine)
        lost = {kind for kind in source if kind not in target and not (kind == "integer" and "number" in target)}
        yield pair.differs(_describe(pair.client, ours), _describe(pair.server, theirs), bool(lost))
    for kind in mine:
        if kind not in other or pair.what.count(".") + pair.what.count("[]") > _MAX_DEPTH:
            continue
        if kind == "object":
            yield from _object_forms(pair, mine[kind], other[kind])
        elif kind == "array":
            yield from _schemas(pair.at("[]"), mine[kind][0].schema.get("items"), other[kind][0].schema.get("items"))
        else:
            yield from _scalars(pair, mine[kind][0].schema, other[kind][0].schema)


def _object_forms(pair: _Pair, ours: list[_Form], theirs: list[_Form]) -> Iterator[Difference]:
    if len(ours) == len(theirs) == 1:
        yield from _objects(pair, ours[0], theirs[0])
        return
    mine, other = ({form.name: form for form in forms} for forms in (ours, theirs))
    if set(mine) != set(other):
        source, target = (mine, other) if pair.sent else (other, mine)
        yield pair.differs(" or ".join(sorted(mine)), " or ".join(sorted(other)), bool(set(source) - set(target)))
    for name in mine:
        if name in other:
            yield from _objects(pair.at(f"({name})"), mine[name], other[name])


def _objects(pair: _Pair, ours: _Form, theirs: _Form) -> Iterator[Difference]:
    if (ours.name, theirs.name) in pair.seen:
        return
    below = pair.at("", (ours.name, theirs.name)) if ours.name and theirs.name else pair
    mine, other = _dict(ours.schema.get("properties")), _dict(theirs.schema.get("properties"))
    if not mine or not other:  # a map, or an object of which nothing is told
        values = [form.schema.get("additionalProperties") for form in (ours, theirs)]
        if not mine and not other and all(isinstance(value, dict) for value in values):
            yield from _schemas(below.at(".*"), *values)
        return
    for name in {**mine, **other}:
        at = below.at(f".{name}")
        needed, given = (_required(form.schema, name) for form in (ours, theirs))
        if name not in other:
            yield at.lacks(SERVER_LACKS, "", _describe(pair.client, mine[name]), pair.sent or needed)
        elif name not in mine:
            text = f"{_describe(pair.server, other[name])}, {'required' if given else 'optional'}"
            yield at.lacks(CLIENT_LACKS, "", text, pair.sent and given)
        else:
            if pair.sent and given and not needed:
                yield at.differs("optional", "required", True)
            if not pair.sent and needed and not given:
                yield at.differs("always there", "may be missing", True)
            yield from _schemas(at, mine[name], other[name])


def _scalars(pair: _Pair, ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[Difference]:
    mine, other = _values(ours), _values(theirs)
    if mine != other:
        lost = pair.sent and other is not None and (mine is None or not set(mine) <= set(other))
        yield pair.differs(_listed(mine), _listed(other), lost)
    if ours.get("format") != theirs.get("format"):
        yield pair.differs(f"format {ours.get('format', '-')}", f"format {theirs.get('format', '-')}", False)
    if not pair.sent:
        return
    for limit in _LOWER_LIMITS + _UPPER_LIMITS:
        low, high = ours.get(limit), theirs.get(limit)
        if low != high:
            tighter = _tighter(limit, low, high)
            yield pair.differs(f"{limit} {_value(low)}", f"{limit} {_value(high)}", tighter)
    if ours.get("pattern") != theirs.get("pattern"):
        yield pair.differs(f"pattern {ours.get('pattern', '-')}", f"pattern {theirs.get('pattern', '-')}", True)


def _tighter(limit: str, ours: Json, theirs: Json) -> bool:
    if not isinstance(theirs, int | float):
        return False
    if not isinstance(ours, int | float):
        return True
    return theirs > ours if limit in _LOWER_LIMITS else theirs < ours


@dataclass(frozen=True)
class _Form:
    """One of the forms that a value may have: a schema without references and alternatives, and its name if any."""

    schema: dict[str, Any]
    name: str


def _forms(document: Document, schema: Json) -> dict[str, list[_Form]]:
    """JSON type -> the schemas for it; `any` where a schema does not tell."""
    forms: dict[str, list[_Form]] = {}
    _collect(document, schema, "", forms, set())
    return forms


def _collect(document: Document, schema: Json, name: str, forms: dict[str, list[_Form]], seen: set[str]) -> None:
    schema = _dict(schema)
    if "$ref" in schema:
        match = _REFERENCE.fullmatch(str(schema["$ref"]))
        target = match[1] if match else ""
        if target not in seen and len(seen) < _MAX_REFERENCES:
            seen.add(target)
            _collect(document, _definition(document, target), target, forms, seen)
        return
    for keyword in ("anyOf", "oneOf"):
        if isinstance(schema.get(keyword), list):
            for each in schema[keyword]:
                _collect(document, each, name, forms, seen)
            return
    if isinstance(schema.get("allOf"), list):
        schema = _merged(document, schema, set())
    name = name or str(schema.get("title", ""))
    kinds = schema.get("type")
    if kinds is None:
        kinds = "object" if "properties" in schema else _type_of(schema)
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        forms.setdefault(str(kind), []).append(_Form(schema, name))


def _type_of(schema: dict[str, Any]) -> str:
    return "string" if any(isinstance(value, str) for value in _values(schema) or ()) else "any"


def _merged(document: Document, schema: dict[str, Any], seen: set[str]) -> dict[str, Any]:
    """An `allOf` as one object."""
    merged: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
    for part in [{key: value for key, value in schema.items() if key != "allOf"}, *schema["allOf"]]:
        part = _dict(part)
        match = _REFERENCE.fullmatch(str(part.get("$ref")))
        if match:
            if match[1] in seen or len(seen) >= _MAX_REFERENCES:
                continue
            seen.add(match[1])
            part = _dict(_definition(document, match[1]))
        if isinstance(part.get("allOf"), list):
            part = _merged(document, part, seen)
        merged["properties"].update(_dict(part.get("properties")))
        merged["required"] += part["required"] if isinstance(part.get("required"), list) else []
    return merged


def _definition(document: Document, name: str) -> Json:
    return _dict(_dict(document.get("components")).get("schemas")).get(name)


def _describe(document: Document, schema: Json) -> str:
    return " or ".join(sorted(_forms(document, schema)))


def _values(schema: dict[str, Any]) -> tuple[Json, ...] | None:
    """What an enum or a const allows, in one order; None: anything."""
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    return tuple(sorted(map(str, values))) if isinstance(values, list) else None


def _listed(values: tuple[Json, ...] | None) -> str:
    return "any value" if values is None else f"one of {', '.join(map(str, values))}"


def _value(limit: Json) -> str:
    return "-" if limit is None else str(limit)


def _required(schema: dict[str, Any], name: str) -> bool:
    required = schema.get("required")
    return isinstance(required, list) and name in required


def _dict(value: Json) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
