"""What two schemas of one value have otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.differences import CLIENT_LACKS, SERVER_LACKS, Difference, Pair
from pipeline.document import Json
from pipeline.forms import Form, as_dict, describe, forms_of, values_of

_LOWER_LIMITS = ("minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum")
_UPPER_LIMITS = ("maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum")
_MAX_DEPTH = 40


def schemas(pair: Pair, ours: Json, theirs: Json) -> Iterator[Difference]:
    mine, other = forms_of(pair.client, ours), forms_of(pair.server, theirs)
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
            yield from schemas(pair.at("[]"), mine[kind][0].schema.get("items"), other[kind][0].schema.get("items"))
        else:
            yield from _scalars(pair, mine[kind][0].schema, other[kind][0].schema)


def _object_forms(pair: Pair, ours: list[Form], theirs: list[Form]) -> Iterator[Difference]:
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


def _objects(pair: Pair, ours: Form, theirs: Form) -> Iterator[Difference]:
    if (ours.name, theirs.name) in pair.seen:
        return
    below = pair.at("", (ours.name, theirs.name)) if ours.name and theirs.name else pair
    mine, other = as_dict(ours.schema.get("properties")), as_dict(theirs.schema.get("properties"))
    if not mine or not other:  # a map, or an object of which nothing is told
        values = [form.schema.get("additionalProperties") for form in (ours, theirs)]
        if not mine and not other and all(isinstance(value, dict) for value in values):
            yield from schemas(below.at(".*"), *values)
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


def _scalars(pair: Pair, ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[Difference]:
    mine, other = values_of(ours), values_of(theirs)
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


def _listed(values: tuple[Json, ...] | None) -> str:
    return "any value" if values is None else f"one of {', '.join(map(str, values))}"


def _value(limit: Json) -> str:
    return "-" if limit is None else str(limit)


def _required(schema: dict[str, Any], name: str) -> bool:
    required = schema.get("required")
    return isinstance(required, list) and name in required
