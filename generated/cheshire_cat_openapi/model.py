"""The base of every model: a JSON object that is a dict, whose fields are attributes as well; and a forgiving reader.

A server may leave fields out, send null, new fields or new enum values; none of that may cost the rest of a result.
So a missing field reads as None (and is no key of the dict), unknown fields and values are kept as they came, and only
a body that is no JSON object at all is an error.
"""

from __future__ import annotations

import datetime
import json
import pprint
import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from uuid import UUID

from attrs import define

from .types import UNSET, Unset

M = TypeVar("M", bound="Model")
Decoder = Callable[[Any], Any]
"""From a JSON value to what callers get; whatever it raises, the value stays as it came."""

_SECRET = re.compile(
    r"passw|passphrase|pwd|secret|credential|authorization|cookie|(tokens?|keys?|(^|[_.-])auth)$", re.IGNORECASE
)
_PLAIN = frozenset({str, int, float, bool, type(None)})  # the first look at an item: vectors have thousands
_SHOWN = 8  # items of a list that repr shows


@define(eq=False, repr=False, slots=False)
class Model(dict[str, Any]):
    """A JSON object: a dict by its JSON names, with the fields that the API's document names as attributes."""

    _names: ClassVar[dict[str, str]] = {}
    """Attribute -> JSON name."""
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
        if not isinstance(src_dict, (dict, Mapping)):  # the first is quick
            raise TypeError(f"{cls.__name__} is read from a JSON object, not from {type(src_dict).__name__}")
        self = cls.__new__(cls)
        self.update(src_dict)
        for name, decoder in cls._decoders().items():
            if name in self:
                self[name] = _read(decoder, self[name])
        additional = cls._additional_decoder()
        if additional is not None:
            self.update({name: _read(additional, value) for name, value in self.additional_properties.items()})
        return self

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ready for json: what was received, or what is to be sent, with nothing made up."""
        return {name: _plain(value) for name, value in self.items()}

    @classmethod
    def from_json(cls: type[M], json_str: str) -> M:
        """Read JSON text, as `from_dict` does.

        Raises:
            ValueError: it is no JSON.
            TypeError: it is no object.
        """
        return cls.from_dict(json.loads(json_str))

    def to_json(self) -> str:
        """The same as JSON text."""
        return json.dumps(self.to_dict())

    def to_str(self) -> str:
        """The same for people, on several lines where it is long; with its secrets, which `repr` hides."""
        return pprint.pformat(self.to_dict())

    @property
    def additional_properties(self) -> dict[str, Any]:
        """Fields that the API's document does not name, by their JSON names: a copy."""
        named = set(self._names.values())
        return {name: value for name, value in self.items() if name not in named}

    if not TYPE_CHECKING:  # which knows the fields, and shall know no others

        def __getattr__(self, attribute: str) -> Any:
            name = self._names.get(attribute)
            if name is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {attribute!r}")
            if name in self:
                return self[name]
            return UNSET if name in self._optional else None

        def __setattr__(self, attribute: str, value: Any) -> None:
            name = self._names.get(attribute)
            if name is None:
                raise AttributeError(f"{type(self).__name__!r} has no field {attribute!r}; other ones are set as items")
            if isinstance(value, Unset):
                self.pop(name, None)
            else:
                self[name] = value

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._names]

    def __repr__(self) -> str:
        shown = {name: attribute for attribute, name in self._names.items()}
        fields = (f"{shown.get(name, name)}={_shown(name, value)}" for name, value in self.items())
        return f"{type(self).__name__}({', '.join(fields)})"


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
    missing = [name for name in model._names.values() if name not in model and name not in model._optional]
    return len(missing) + len(model.additional_properties)


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
