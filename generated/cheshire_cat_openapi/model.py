"""The base of every model: an attrs object that also reads as a mapping, and a reader that forgives.

A server may leave fields out, send null, new fields or new enum values; none of that may cost the rest of a result.
So a missing field reads as None (and is no key of the mapping), unknown fields and values are kept as they came, and
only a body that is no JSON object at all is an error.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from attrs import define, field

from .types import UNSET, Unset

M = TypeVar("M", bound="Model")
Decoder = Callable[[Any], Any]
"""From a JSON value to what callers get; whatever it raises, the value stays as it came."""

_SECRET = re.compile(
    r"passw|passphrase|pwd|secret|credential|authorization|cookie|(tokens?|keys?|(^|[_.-])auth)$", re.IGNORECASE
)
_PLAIN = frozenset({str, int, float, bool, type(None)})  # the first look at an item: vectors have thousands
_SHOWN = 8  # items of a list that repr shows


@define(eq=False, repr=False)
class Model(Mapping[str, Any]):
    """A JSON object: fields as attributes, and the same fields by their JSON names as a mapping."""

    additional_properties: dict[str, Any] = field(init=False, factory=dict)
    """Fields that the API's document does not name, by their JSON names."""
    _absent: frozenset[str] = field(init=False, default=frozenset())

    _names: ClassVar[dict[str, str]] = {}
    _optional: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def _decoders(cls) -> dict[str, Decoder]:
        return {}

    @classmethod
    def _additional_decoder(cls) -> Decoder | None:
        return None

    @classmethod
    def from_dict(cls: type[M], src_dict: Mapping[str, Any]) -> M:
        """Read a JSON object. Whatever it lacks is None, whatever is unknown is kept.

        Raises:
            TypeError: `src_dict` is no object at all.
        """
        if type(src_dict) is not dict and not isinstance(src_dict, Mapping):  # the first is quick
            raise TypeError(f"{cls.__name__} is read from a JSON object, not from {type(src_dict).__name__}")
        rest = dict(src_dict)
        fields, additional = _reading(cls)
        self = cls.__new__(cls)
        absent = []
        for name, attribute, decoder, missing in fields:
            value = rest.pop(name, UNSET)
            if value is UNSET:
                value = missing
                if missing is None:
                    absent.append(name)
            elif decoder is not None:
                value = _read(decoder, value)
            setattr(self, attribute, value)
        if additional is not None:
            rest = {name: _read(additional, value) for name, value in rest.items()}
        self.additional_properties = rest
        self._absent = frozenset(absent)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ready for json: what was received, or what is to be sent, with nothing made up."""
        return {name: _plain(self[name]) for name in self}

    def _has(self, name: str) -> bool:
        value = getattr(self, self._names[name])
        # Not `is UNSET`: a copied or unpickled Unset is another object.
        return not isinstance(value, Unset) and not (value is None and name in self._absent)

    def __getitem__(self, key: str) -> Any:
        if key in self._names:
            if self._has(key):
                return getattr(self, self._names[key])
            raise KeyError(key)
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        if key in self._names:
            setattr(self, self._names[key], value)
            self._absent -= {key}
        else:
            self.additional_properties[key] = value

    def __iter__(self) -> Iterator[str]:
        yield from (name for name in self._names if self._has(name))
        yield from self.additional_properties

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __copy__(self: M) -> M:
        copied = self.__class__.__new__(self.__class__)
        for attribute in self._names.values():
            setattr(copied, attribute, getattr(self, attribute))
        copied.additional_properties = dict(self.additional_properties)
        copied._absent = self._absent
        return copied

    def __repr__(self) -> str:
        fields = ((self._names.get(name, name), name, self[name]) for name in self)
        return f"{type(self).__name__}({', '.join(f'{shown}={_shown(name, value)}' for shown, name, value in fields)})"


@cache
def _reading(cls: type[Model]) -> tuple[list[tuple[str, str, Decoder | None, Unset | None]], Decoder | None]:
    """How a class is read: each field's name, attribute, decoder and what it is when missing; and the other fields.

    Kept: a third of the time of reading an object went into asking its class for that.
    """
    decoders = cls._decoders()
    fields = [
        (name, attribute, decoders.get(name), UNSET if name in cls._optional else None)
        for name, attribute in cls._names.items()
    ]
    return fields, cls._additional_decoder()


def many(item: Decoder) -> Decoder:
    """A list whose items `item` decodes; an item that it does not understand stays as it came."""

    def decode(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise TypeError(f"a list was expected, not {type(value).__name__}")
        return [_read(item, each) for each in value]

    return decode


def choice(*decoders: Decoder) -> Decoder:
    """The first of several that understands a value; of several models, the one that knows most of its fields."""

    def decode(value: Any) -> Any:
        best: Any = None
        for decoder in decoders:
            try:
                decoded = decoder(value)
            except Exception:
                continue
            if not isinstance(decoded, Model):
                return decoded
            if best is None or _misfit(decoded) < _misfit(best):
                best = decoded
        if best is None:
            raise TypeError("no known form")
        return best

    return decode


def _read(decoder: Decoder, value: Any) -> Any:
    try:
        return decoder(value)
    except Exception:  # one value of another form than documented must not cost the rest
        return value


def _misfit(model: Model) -> int:
    return len(model._absent) + len(model.additional_properties)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items() if not isinstance(each, Unset)}
    if isinstance(value, list | tuple):
        return [each if each.__class__ in _PLAIN else _plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _shown(name: str, value: Any) -> str:
    if _is_secret(name, value):
        return "'***'"
    if isinstance(value, Model):
        return repr(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {_shown(str(key), each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        shown = [_shown(name, each) for each in value[:_SHOWN]]
        return f"[{', '.join(shown)}{f', … {len(value)} in all' if len(value) > _SHOWN else ''}]"
    return repr(value)


def _is_secret(name: str, value: Any) -> bool:
    if not value or isinstance(value, bool) or not _SECRET.search(name):
        return False
    return not (isinstance(value, int) and name.lower().endswith("tokens"))  # those are counted
