"""JSON to what callers get, and back: decoders that read one value each, and the encoder of whatever is sent.

A decoder is a function that raises something where it does not understand a value. Reading forgives: such a value stays
as it came, and costs nothing else.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any, SupportsIndex, TypeVar
from urllib.parse import quote
from uuid import UUID

from .types import File, RequestFiles, Unset

E = TypeVar("E", bound=Enum)

_PLAIN = frozenset({str, int, float, bool, type(None)})  # the first look at an item: vectors have thousands
_CHARSET = re.compile(r"charset=\"?([\w.:-]+)", re.IGNORECASE)
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


Decoder = Callable[[Any], Any]
"""From a JSON value to what callers get; whatever it raises, the value stays as it came."""


def encode(value: Any) -> Any:
    """Plain data, ready for json, that shares nothing with `value`. However deep: Python's stack is not used.

    Raises:
        ValueError: something in it contains itself.
    """
    whole = [value]
    open_: list[tuple[Any, int]] = [(whole, 0)]  # a container and the identity of its original; None: it is done with
    above: set[int] = set()
    while open_:
        container, origin = open_.pop()
        if container is None:
            above.discard(origin)
            continue
        above.add(origin)
        open_.append((None, origin))
        for key, each in container.items() if isinstance(container, dict) else enumerate(container):
            if each.__class__ in _PLAIN:
                continue
            if id(each) in above:
                raise ValueError("an object that contains itself cannot be sent")
            made = container[key] = _shallow(each)
            if isinstance(made, dict) or (isinstance(made, list) and not _is_plain(made)):
                open_.append((made, id(each)))
    return whole[0]


def own(value: list[Any]) -> list[Any]:
    """A copy of a JSON list, however deep."""
    copy: list[Any] = value.copy() if _is_plain(value) else encode(value)
    return copy


def stored(value: Any) -> Any:
    """What a model keeps of a value that is put in: dates, enums and UUIDs as JSON has them, the rest as it is."""
    try:
        return _stored(value)
    except RecursionError:
        return value  # `encode` has no such limit


def _stored(value: Any) -> Any:
    if value.__class__ in _PLAIN:
        return value
    if isinstance(value, Linked):
        return value._source
    if value.__class__ is dict:
        items = {name: _stored(each) for name, each in value.items()}
        return value if all(map(_is, items.values(), value.values())) else items
    if isinstance(value, list | tuple) and not _is_plain(value):
        kept = [_stored(each) for each in value]
        return value if all(map(_is, kept, value)) else kept
    return _scalar(value)


def _shallow(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: each for name, each in value.items() if not isinstance(each, Unset)}
    return list(value) if isinstance(value, list | tuple) else _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _is_plain(items: Iterable[Any]) -> bool:
    return set(map(type, items)) <= _PLAIN


def _is(one: object, other: object) -> bool:
    return one is other


def text(value: Any) -> str:
    """A value as it stands in a path, a query or a form: `true`, a date as in JSON, a list with commas."""
    value = _scalar(value)
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    return ",".join(map(text, value)) if isinstance(value, list | tuple) else str(value)


def segment(value: Any) -> str:
    """An argument as it stands in a path."""
    return quote(value if value.__class__ is str else text(value), safe="")


def query(arguments: Mapping[str, Any], *objects: Mapping[str, Any] | Unset | None) -> dict[str, str | list[str]]:
    """The parameters of a query, each field of an object as one; those that are null or left out are not sent."""
    for each in objects:
        arguments = {**arguments, **(each or {})}
    return {
        name: [text(each) for each in value] if isinstance(value, list | tuple) else text(value)
        for name, value in arguments.items()
        if value is not None and not isinstance(value, Unset)
    }


def text_of(content: bytes, headers: Mapping[str, str]) -> str:
    """The body of an answer that is text."""
    found = _CHARSET.search(headers.get("content-type", ""))
    try:
        return content.decode(found[1] if found else "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def form(body: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """The fields of a form (application/x-www-form-urlencoded): what is null is left out, as in a query."""
    return query(body)


def parts(body: Mapping[str, Any]) -> RequestFiles:
    """The parts of a multipart/form-data request, as httpx takes them: what is null is left out, a list is repeated."""
    found: RequestFiles = []
    for name, value in body.items():
        for each in value if isinstance(value, list | tuple) else [value]:
            if isinstance(each, File):
                found.append((name, each.to_tuple()))
            elif isinstance(each, Mapping | list | tuple):
                found.append((name, (None, json.dumps(encode(each)).encode(), "application/json")))
            elif each is not None and not isinstance(each, Unset):
                found.append((name, (None, text(each).encode(), "text/plain")))
    return found


def read(decoder: Decoder, value: Any) -> Any:
    """What a decoder makes of a value, or the value as it came."""
    try:
        return decoder(value)
    except Exception:  # one value of another form than documented must not cost the rest
        return value


def many(item: Decoder) -> Decoder:
    """A list whose items `item` decodes; an item that it does not understand stays as it came."""

    def decode(value: Any) -> list[Any]:
        items = _list(value)
        try:
            return [item(each) for each in items]
        except Exception:
            return [read(item, each) for each in items]

    return decode


def linked(item: Decoder) -> Decoder:
    """The same of a list that stays in a model: what callers change in it is changed, encoded, in the model."""

    def decode(value: Any) -> list[Any]:
        return Linked(_list(value), item)

    return decode


def choice(*forms: Any) -> Decoder:
    """The first of several that understands a value; of several models, the one whose constants and fields fit best.

    Args:
        forms: the class of each model, and a decoder of each other form.
    """
    models: list[Any] = [each for each in forms if isinstance(each, type)]
    others = [each for each in forms if not isinstance(each, type)]

    def decode(value: Any) -> Any:
        if models and isinstance(value, Mapping):
            fits = [(misfit, model) for model in models if (misfit := model._misfit(value)) is not None]
            if fits:
                return min(fits, key=lambda fit: fit[0])[1].from_dict(value)
            return value  # a form that is newer than the document
        for decoder in others:
            try:
                return decoder(value)
            except Exception:
                continue
        raise TypeError(f"none of the documented forms: {type(value).__name__}")

    return decode


def member(enum: type[E]) -> Callable[[Any], E]:
    """A member of an enum; the value must be of the same type too, for 1, 1.0 and true are equal in Python."""
    members = {(type(each.value), each.value): each for each in enum}

    def decode(value: Any) -> E:
        return members[type(value), value]

    return decode


def of(*kinds: type) -> Decoder:
    """A value of these types as it is: a JSON number is an int or a float, and no bool."""

    def decode(value: Any) -> Any:
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise TypeError(f"{kinds[0].__name__} was expected, not {type(value).__name__}")
        return value

    return decode


def same(value: Any) -> Any:
    """Anything."""
    return value


def as_uuid(value: Any) -> UUID:
    """A UUID, written as RFC 9562 does."""
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise ValueError("no UUID")
    return UUID(value)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"a list was expected, not {type(value).__name__}")
    return value


class Linked(list[Any]):
    """A decoded list, and the JSON list of a model that it stands for; each change is made to both.

    What is put in is what it would be if the list were read anew: lists in it are linked too.
    """

    __slots__ = ("_item", "_source")

    def __init__(self, source: list[Any], item: Decoder) -> None:
        super().__init__([read(item, each) for each in source])
        self._source = source
        self._item = item

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        return list, (list(self),)  # a copy stands for itself

    def append(self, value: Any) -> None:
        self.insert(len(self), value)

    def extend(self, values: Iterable[Any]) -> None:
        self[len(self) :] = values

    def insert(self, index: SupportsIndex, value: Any) -> None:
        kept = stored(value)
        self._source.insert(index, kept)
        super().insert(index, read(self._item, kept))

    def remove(self, value: Any) -> None:
        del self[self.index(value)]

    def pop(self, index: SupportsIndex = -1) -> Any:
        value = self[index]
        del self[index]
        return value

    def clear(self) -> None:
        del self[:]

    def reverse(self) -> None:
        self._source.reverse()
        super().reverse()

    def sort(self, *, key: Callable[[Any], Any] | None = None, reverse: bool = False) -> None:
        order = sorted(range(len(self)), key=lambda at: key(self[at]) if key else self[at], reverse=reverse)
        self._source[:] = [self._source[at] for at in order]
        super().__setitem__(slice(None), [self[at] for at in order])

    def __setitem__(self, index: Any, value: Any) -> None:
        if isinstance(index, slice):
            kept = [stored(each) for each in value]
            self._source[index] = kept
            super().__setitem__(index, [read(self._item, each) for each in kept])
        else:
            self._source[index] = kept = stored(value)
            super().__setitem__(index, read(self._item, kept))

    def __delitem__(self, index: SupportsIndex | slice) -> None:
        del self._source[index]
        super().__delitem__(index)

    def __iadd__(self, values: Iterable[Any]) -> Linked:  # type: ignore[misc]
        self.extend(values)
        return self

    def __imul__(self, times: SupportsIndex) -> Linked:
        self[:] = list(self) * times
        return self
