"""What two schemas of one value have otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from openapi_facade.comparison.differences import CLIENT_LACKS, SERVER_LACKS, Difference, Pair
from openapi_facade.comparison.document import Document, Json
from openapi_facade.comparison.forms import Form, as_dict, definition, describe, forms_of, schema_named, values_of

_LOWER_LIMITS = ("minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum")
_UPPER_LIMITS = ("maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum")
_READ_FORMATS = {"date", "date-time", "binary"}  # they make another type of a text
_MAX_DEPTH = 40


def schemas(pair: Pair, ours: Json, theirs: Json) -> Iterator[Difference]:
    mine, other = forms_of(pair.client, ours), forms_of(pair.server, theirs)
    default, other_default = _default(pair.client, ours), _default(pair.server, theirs)
    if default != other_default:
        yield pair.differs(default, other_default, False)
    if "any" in mine or "any" in other:
        return  # one of them does not tell
    if set(mine) != set(other):
        source, target = (mine, other) if pair.sent else (other, mine)
        lost = {kind for kind in source if kind not in target and not (kind == "integer" and "number" in target)}
        yield pair.differs(describe(pair.client, ours), describe(pair.server, theirs), bool(lost))
    for kind in mine:
        if kind not in other or pair.what.count(".") + pair.what.count("[]") > _MAX_DEPTH:
            continue
        if kind == "object":
            yield from _object_forms(pair, mine[kind], other[kind])
        elif kind == "array":
            yield from _limits(pair, mine[kind], other[kind])
            yield from schemas(pair.at("[]"), _items(mine[kind]), _items(other[kind]))
        else:
            yield from _scalars(pair, mine[kind], other[kind])


def _object_forms(pair: Pair, ours: list[Form], theirs: list[Form]) -> Iterator[Difference]:
    if len(ours) == len(theirs) == 1:
        yield from _objects(pair, ours[0], theirs[0])
        return
    mine, other = _named(ours), _named(theirs)
    if set(mine) != set(other):
        source, target = (mine, other) if pair.sent else (other, mine)
        yield pair.differs(" or ".join(sorted(mine)), " or ".join(sorted(other)), bool(set(source) - set(target)))
    for name in mine:
        if name in other:
            yield from _objects(pair.at(f"({name})"), mine[name], other[name])


def _named(forms: list[Form]) -> dict[str, Form]:
    """The forms by their names; those without, and a second of one name, by their number."""
    named: dict[str, Form] = {}
    for number, form in enumerate(forms, 1):
        named[form.name if form.name and form.name not in named else f"{form.name or 'form'} {number}"] = form
    return named


def _objects(pair: Pair, ours: Form, theirs: Form) -> Iterator[Difference]:
    if (ours.name, theirs.name) in pair.seen:
        return
    below = pair.at("", (ours.name, theirs.name)) if ours.name and theirs.name else pair
    mine, other = as_dict(ours.schema.get("properties")), as_dict(theirs.schema.get("properties"))
    values = [form.schema.get("additionalProperties") for form in (ours, theirs)]
    if bool(mine) == bool(other) and all(isinstance(value, dict) for value in values):
        yield from schemas(below.at(".*"), *values)
    if not mine or not other:  # a map, or an object of which nothing is told
        names = [form.schema.get("propertyNames") for form in (ours, theirs)]
        yield from schemas(below.at("{}"), *names)
        return
    for name in {**mine, **other}:
        at = below.at(f".{name}")
        needed, given = (_required(form.schema, name) for form in (ours, theirs))
        if name not in other:
            yield at.lacks(SERVER_LACKS, "", describe(pair.client, mine[name]), pair.sent or needed)
        elif name not in mine:
            text = f"{describe(pair.server, other[name])}, {'required' if given else 'optional'}"
            yield at.lacks(CLIENT_LACKS, "", text, pair.sent and given)
        else:
            if pair.sent and given and not needed:
                yield at.differs("optional", "required", True)
            if not pair.sent and needed and not given:
                yield at.differs("always there", "may be missing", True)
            yield from schemas(at, mine[name], other[name])


def _scalars(pair: Pair, ours: list[Form], theirs: list[Form]) -> Iterator[Difference]:
    mine, other = values_of(ours), values_of(theirs)
    if mine != other:
        lost = pair.sent and other is not None and (mine is None or not set(mine) <= set(other))
        yield pair.differs(_listed(mine), _listed(other), lost)
    old, new = (sorted({str(form.schema.get("format", "-")) for form in forms}) for forms in (ours, theirs))
    if old != new:
        read = set(old) - set(new) if not pair.sent else set(new) - set(old)
        yield pair.differs(f"format {', '.join(old)}", f"format {', '.join(new)}", bool(read & _READ_FORMATS))
    yield from _limits(pair, ours, theirs)


def _limits(pair: Pair, ours: list[Form], theirs: list[Form]) -> Iterator[Difference]:
    """What else must hold of a value that is sent; of several forms, only what all of them have alike is compared."""
    if not pair.sent or len(ours) != len(theirs):
        return
    for mine, other in zip((form.schema for form in ours), (form.schema for form in theirs), strict=True):
        for limit in _LOWER_LIMITS + _UPPER_LIMITS:
            low, high = mine.get(limit), other.get(limit)
            if low != high:
                yield pair.differs(f"{limit} {_value(low)}", f"{limit} {_value(high)}", _tighter(limit, low, high))
        for rule in ("pattern", "multipleOf", "uniqueItems"):
            old, new = mine.get(rule), other.get(rule)
            if old != new:
                yield pair.differs(f"{rule} {_value(old)}", f"{rule} {_value(new)}", bool(new))


def _items(forms: list[Form]) -> Json:
    """What the items of arrays of these forms may be."""
    items: list[Json] = []
    for form in forms:
        first = form.schema.get("prefixItems")
        items += first if isinstance(first, list) else []
        items += [form.schema["items"]] if "items" in form.schema else [] if first else [{}]
    return items[0] if len(items) == 1 else {"anyOf": items}


def _default(document: Document, schema: Json) -> str:
    """The defaults of a schema as a text: its own, or those of what it refers to or may be."""
    found = dict.fromkeys(json.dumps(each, sort_keys=True) for each in _defaults(document, schema, set()))
    return f"default {' or '.join(found)}" if found else "no default"


def _defaults(document: Document, schema: Json, seen: set[str]) -> Iterator[Json]:
    schema = as_dict(schema)
    if "default" in schema:
        yield schema["default"]
        return
    name = schema_named(schema.get("$ref"))
    if name and name not in seen and len(seen) < _MAX_DEPTH:
        seen.add(name)
        yield from _defaults(document, definition(document, name), seen)
    for key in ("anyOf", "oneOf", "allOf"):
        for each in schema[key] if isinstance(schema.get(key), list) else ():
            yield from _defaults(document, each, seen)


def _tighter(limit: str, ours: Json, theirs: Json) -> bool:
    if not isinstance(theirs, int | float):
        return False
    if not isinstance(ours, int | float):
        return True
    return theirs > ours if limit in _LOWER_LIMITS else theirs < ours


def _listed(values: tuple[Json, ...] | None) -> str:
    return "any value" if values is None else f"one of {', '.join(map(str, values))}"


def _value(limit: Json) -> str:
    return "-" if limit is None else str(limit)


def _required(schema: dict[str, Any], name: str) -> bool:
    required = schema.get("required")
    return isinstance(required, list) and name in required
