"""What names a thing that is gone: a required field without a property, a tag without operations, and the like.

A document may have such loose ends of its own. So two are compared, before and after an overlay: what only the later
one has, the overlay left behind.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from openapi_facade.comparison.document import METHODS, Document, Json, child
from openapi_facade.comparison.problems import short

_NUMBER = re.compile(r"\[\d+\]")
_ITEM = re.compile(r"\[\d+\]$")
_COMBINED = ("allOf", "anyOf", "oneOf")
_MAX_REFERENCES = 50  # that one schema leads through


class Left(NamedTuple):
    """A name of what is not there."""

    place: str
    """Where the name stands."""
    name: str
    gone: str
    """The place of what it names, where that can be one only."""
    problem: str

    def was_at(self, removed: str) -> bool:
        """Whether what it names was at a place, as far as one can tell: there, or somewhere by that name."""
        if is_below(self.gone, removed) or was_at(self.gone, removed):
            return True
        return removed.startswith("$.c") and removed.endswith(child("", self.name))

    @property
    def kind(self) -> tuple[str, str]:
        """The same for the same loose end of another document, whatever moved within its lists."""
        return _NUMBER.sub("[]", self.place), _NUMBER.sub("[]", self.gone)


def left(before: Document, after: Document) -> list[Left]:
    """The loose ends that only the later document has."""
    known = Counter(end.kind for end in _ends(before))
    new = []
    for end in _ends(after):
        if known[end.kind] > 0:
            known[end.kind] -= 1
        else:
            new.append(end)
    return new


def is_below(text: str, place: str) -> bool:
    """Whether a text begins with this place or one below it."""
    return text.startswith(place) and text[len(place) : len(place) + 1] in ("", ":", ".", "[")


def was_at(text: str, removed: str) -> bool:
    """Whether a text begins with the place of what was removed, or one below it.

    An item of a list is known by the list alone: another may have its number by now.
    """
    if _ITEM.search(removed):
        return text.partition(": ")[0] == _ITEM.sub("", removed)
    return is_below(text, removed)


def _ends(document: Document) -> Iterator[Left]:
    yield from _tags(document)
    stack: list[tuple[Json, str, Json]] = [(document, "$", None)]
    while stack:
        value, place, around = stack.pop()
        if isinstance(value, list):
            stack += [(item, f"{place}[{number}]", around) for number, item in enumerate(value)][::-1]
        elif isinstance(value, dict):
            whole = value if around is None else around
            stack += [
                (member, child(place, key), whole if key in _COMBINED else None) for key, member in value.items()
            ][::-1]
            yield from _reference(document, value, place)
            yield from _required(document, value, place, around)
            yield from _discriminator(document, value, place)
            yield from _examples(document, value, place)
            yield from _security(document, value, place)
            yield from _link(document, value, place)


def _reference(document: Document, value: dict[str, Any], place: str) -> Iterator[Left]:
    target = value.get("$ref")
    if isinstance(target, str) and target.startswith("#/") and _at(document, target) is None:
        yield Left(child(place, "$ref"), target, _place(target), f"{short(target)} leads to what is gone")


def _required(document: Document, schema: dict[str, Any], place: str, around: Json) -> Iterator[Left]:
    """Required fields that there are not; `around`: the whole that the schema is a part of, if it is."""
    names = schema.get("required")
    if isinstance(names, list):
        known = {**_properties(document, around), **_properties(document, schema)}
        for number, name in enumerate(names):
            if isinstance(name, str) and name not in known:
                gone = child(f"{place}.properties", name)
                yield Left(f"{place}.required[{number}]", name, gone, f"no property is named {short(name)}")


def _discriminator(document: Document, schema: dict[str, Any], place: str) -> Iterator[Left]:
    discriminator = _dict(schema.get("discriminator"))
    where = f"{place}.discriminator"
    name = discriminator.get("propertyName")
    forms = [form for key in ("oneOf", "anyOf") for form in _list(schema.get(key))]
    for form in forms or [schema]:
        if isinstance(name, str) and name not in _properties(document, form):
            gone = child(_place(str(form.get("$ref"))) if "$ref" in _dict(form) else place, "properties")
            yield Left(f"{where}.propertyName", name, child(gone, name), f"a form has no property {short(name)}")
    references = {_dict(form).get("$ref") for form in forms}
    for key, target in _dict(discriminator.get("mapping")).items():
        reference = target if "/" in str(target) else f"#/components/schemas/{target}"
        if isinstance(target, str) and reference.startswith("#/") and _at(document, reference) is None:
            gone, problem = _place(reference), f"{short(target)} leads to a schema that is gone"
        elif references and reference not in references:
            gone, problem = child(place, next(key for key in _COMBINED if key in schema)), f"{short(target)} is no form"
        else:
            continue
        yield Left(child(f"{where}.mapping", key), str(target), gone, problem)


def _examples(document: Document, value: dict[str, Any], place: str) -> Iterator[Left]:
    """Fields of examples and defaults that their schema does not have; beside a `schema`, they are of that one."""
    schema = value.get("schema", value)
    for key in ("example", "default"):
        yield from _unknown(document, value.get(key), schema, f"{place}.{key}")
    examples = value.get("examples")
    if isinstance(examples, list):
        for number, example in enumerate(examples):
            yield from _unknown(document, example, schema, f"{place}.examples[{number}]")
    elif "schema" in value:
        for name, example in _dict(examples).items():
            where = f"{child(f'{place}.examples', name)}.value"
            yield from _unknown(document, _dict(example).get("value"), schema, where)


def _unknown(document: Document, example: Json, schema: Json, place: str) -> Iterator[Left]:
    if isinstance(example, list):
        items = list(_items(document, schema))
        for number, item in enumerate(example):
            yield from _unknown(document, item, items[0] if len(items) == 1 else {"anyOf": items}, f"{place}[{number}]")
    elif isinstance(example, dict):
        properties = _properties(document, schema)
        more = _resolved(document, schema).get("additionalProperties")
        for name, member in example.items():
            where = child(place, name)
            if name in properties or isinstance(more, dict):
                yield from _unknown(document, member, properties.get(name, more), where)
            elif properties or "properties" in _resolved(document, schema):
                gone = f"{_place(str(_dict(schema).get('$ref', '')))}.properties"
                yield Left(where, name, child(gone, name), f"no property is named {short(name)}")


def _tags(document: Document) -> Iterator[Left]:
    """Operations' tags that are not in the document's list, and those of the list that no operation has."""
    listed = [_dict(tag).get("name") for tag in _list(document.get("tags"))]
    used = set()
    for path, item in _dict(document.get("paths")).items():
        for method in METHODS:
            for number, tag in enumerate(_list(_dict(_dict(item).get(method)).get("tags"))):
                used.add(short(tag))
                if listed and tag not in listed:
                    place = f"{child('$.paths', path)}.{method}.tags[{number}]"
                    yield Left(
                        place, str(tag), f"$.tags.{short(tag)}", f"the document's list of tags has no {short(tag)}"
                    )
    for number, tag in enumerate(listed):
        if short(tag) not in used:
            yield Left(
                f"$.tags[{number}].name",
                str(tag),
                f"$.{short(tag)}",
                f"no operation has the tag {short(tag)} (any more)",
            )


def _security(document: Document, value: dict[str, Any], place: str) -> Iterator[Left]:
    schemes = _dict(_dict(document.get("components")).get("securitySchemes"))
    for number, requirement in enumerate(_list(value.get("security"))):
        for name, scopes in _dict(requirement).items():
            where = child(f"{place}.security[{number}]", name)
            gone = child("$.components.securitySchemes", name)
            if name not in schemes:
                yield Left(where, name, gone, f"no security scheme is named {short(name)}")
            flows = _dict(_dict(schemes.get(name)).get("flows"))
            known = {scope for flow in flows.values() for scope in _dict(_dict(flow).get("scopes"))}
            for index, scope in enumerate(_list(scopes)):
                if flows and scope not in known:
                    yield Left(
                        f"{where}[{index}]", str(scope), f"{gone}.flows", f"the scheme has no scope {short(scope)}"
                    )


def _link(document: Document, value: dict[str, Any], place: str) -> Iterator[Left]:
    """Links to operations that are not there, by their operationId."""
    for name, link in _dict(value.get("links")).items():
        target = _dict(link).get("operationId")
        operations = [
            _dict(operation).get("operationId")
            for item in _dict(document.get("paths")).values()
            for operation in _dict(item).values()
        ]
        if isinstance(target, str) and target not in operations:
            where = f"{child(f'{place}.links', name)}.operationId"
            yield Left(where, target, "$.paths[]", f"no operation is named {short(target)}")


def _properties(document: Document, schema: Json, seen: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The properties of a schema, with those of all that it is combined of."""
    schema = _dict(schema)
    properties = dict(_dict(schema.get("properties")))
    target = schema.get("$ref")
    if isinstance(target, str) and target not in seen and len(seen) < _MAX_REFERENCES:
        properties.update(_properties(document, _at(document, target), seen | {target}))
    for key in _COMBINED:
        for part in _list(schema.get(key)):
            properties.update(_properties(document, part, seen))
    return properties


def _items(document: Document, schema: Json, seen: frozenset[str] = frozenset()) -> Iterator[Json]:
    """What the items of a list may be."""
    schema = _dict(schema)
    target = schema.get("$ref")
    if isinstance(target, str) and target not in seen and len(seen) < _MAX_REFERENCES:
        yield from _items(document, _at(document, target), seen | {target})
    if "items" in schema:
        yield schema["items"]
    for key in _COMBINED:
        for part in _list(schema.get(key)):
            yield from _items(document, part, seen)


def _resolved(document: Document, schema: Json) -> dict[str, Any]:
    for _ in range(_MAX_REFERENCES):
        target = _dict(schema).get("$ref")
        if not isinstance(target, str):
            break
        schema = _at(document, target)
    return _dict(schema)


def _at(document: Document, reference: str) -> Json:
    """What a reference leads to; None: nothing."""
    value: Json = document
    for step in reference.removeprefix("#/").split("/"):
        value = _dict(value).get(step.replace("~1", "/").replace("~0", "~"))
    return value


def _place(reference: str) -> str:
    place = "$"
    for step in reference.removeprefix("#/").split("/"):
        place = child(place, step.replace("~1", "/").replace("~0", "~"))
    return place


def _dict(value: Json) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Any]:
    return value if isinstance(value, list) else []
