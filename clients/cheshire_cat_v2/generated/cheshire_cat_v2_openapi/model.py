"""The base of every model: a JSON object that is a dict, whose fields are attributes as well; and a forgiving reader.

A server may leave fields out, send null, new fields or new enum values; none of that may cost the rest of a result.
So a missing field reads as None (and is no key of the dict), unknown fields and values are kept as they came, and only
a body that is no JSON object at all is an error.

The items of a model are the JSON that came, with models in place of the objects that the document names. Attributes
are decoded: a date, a UUID or a member of an enum is one as an attribute, and text as an item. What is put in becomes
JSON at once, as an attribute and as an item; what is put into an item, such as a dict, does when it is sent.
"""

from __future__ import annotations

import json
import pprint
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from attrs import define

from .codec import Decoder, encode, own, read, stored
from .types import UNSET, Unset

M = TypeVar("M", bound="Model")
_put = dict[str, Any].__setitem__  # of what is JSON
_DECODING = ("_models", "_additional_model", "_additional_value")

_SECRET = re.compile(
    r"passw|passphrase|pwd|secret|credential|authorization|cookie|(tokens?|keys?|(^|[_.-])auth)$", re.IGNORECASE
)
_SHOWN = 8  # items of a list that repr shows
_SHOWN_DEEP = 32  # and levels: a server may nest deeper than Python recurses


@define(eq=False, repr=False, slots=False)
class Model(dict[str, Any]):
    """A JSON object: a dict by its JSON names, with the fields that the API's document names as attributes."""

    _names: ClassVar[dict[str, str]] = {}
    """Attribute -> JSON name."""
    _optional: ClassVar[frozenset[str]] = frozenset()
    _constants: ClassVar[dict[str, tuple[Any, ...]]] = {}
    """JSON name -> the values that tell this form of a union from the others."""
    _values: ClassVar[dict[str, Decoder]] = {}
    """JSON name -> what an attribute makes of the item: a date of its text."""

    _flat: ClassVar[bool] = True
    """Whether all items stay as they come: then none needs to be looked at."""

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        own = [getattr(cls, each).__func__ is not getattr(Model, each).__func__ for each in _DECODING]
        cls._flat = not cls._values and not any(own)

    @classmethod
    def _models(cls) -> dict[str, Decoder]:
        """JSON name -> what makes models of the objects in an item."""
        return {}

    @classmethod
    def _additional_model(cls) -> Decoder | None:
        return None

    @classmethod
    def _additional_value(cls) -> Decoder | None:
        return None

    @classmethod
    def from_dict(cls: type[M], src_dict: Mapping[str, Any]) -> M:
        """Read a JSON object. Whatever it lacks is None, whatever is unknown is kept.

        What is in it is shared, as `dict(src_dict)` would, but for lists that attributes decode: those are the model's.

        Raises:
            TypeError: `src_dict` is no object at all.
        """
        if src_dict.__class__ is not dict and not isinstance(src_dict, Mapping):  # the first is quick
            raise TypeError(f"{cls.__name__} is read from a JSON object, not from {type(src_dict).__name__}")
        self = cls.__new__(cls)
        dict.update(self, src_dict)
        if cls._flat:
            return self
        decoded: Iterable[str] = cls._values
        if cls._additional_value() is not None:
            decoded = [*decoded, *dict(self._unnamed())]
        for name in decoded:
            if isinstance(self.get(name), list):
                _put(self, name, read(own, self[name]))
        for name, decoder in cls._models().items():
            if name in self:
                _put(self, name, read(decoder, self[name]))
        additional = cls._additional_model()
        if additional is not None:
            for name, value in self._unnamed():
                _put(self, name, read(additional, value))
        return self

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ready for json: what was received, or what is to be sent, with nothing made up."""
        plain: dict[str, Any] = encode(self)
        return plain

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
        """Fields that the API's document does not name, by their JSON names, decoded: a copy."""
        decoder = self._additional_value()
        return {name: read(decoder, value) if decoder else value for name, value in self._unnamed()}

    def _unnamed(self) -> list[tuple[str, Any]]:
        named = set(self._names.values())
        return [(name, value) for name, value in self.items() if name not in named]

    @classmethod
    def _misfit(cls, value: Mapping[str, Any]) -> tuple[bool, int, int] | None:
        """How badly an object fits this form: whether no constant tells, by how many fields it differs, and how many of
        those have a strange value, which says more than one that is missing.

        None: a constant says that it is another form.
        """
        told = False
        for name, allowed in cls._constants.items():
            given = value.get(name)
            if given is not None:
                if (type(given), given) not in [(type(each), each) for each in allowed]:
                    return None
                told = True
        present = [name for name in cls._names.values() if name in value]
        missing = len(cls._names) - len(present) - sum(name not in value for name in cls._optional)
        strange = [name for name, decoder in cls._values.items() if _is_strange(decoder, value.get(name))]
        return not told, missing + len(value) - len(present) + len(strange), len(strange)

    if not TYPE_CHECKING:  # which knows the fields, and shall know no others

        def __getattr__(self, attribute: str) -> Any:
            name = self._names.get(attribute)
            if name is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {attribute!r}")
            if name in self:
                value = self[name]
                return read(self._values[name], value) if name in self._values else value
            return UNSET if name in self._optional else None

        def __setattr__(self, attribute: str, value: Any) -> None:
            name = self._names.get(attribute)
            if name is None:
                raise AttributeError(f"{type(self).__name__!r} has no field {attribute!r}; other ones are set as items")
            if isinstance(value, Unset):
                self.pop(name, None)
            else:
                self[name] = value

        def __setitem__(self, name: str, value: Any) -> None:
            super().__setitem__(name, stored(value))

        def setdefault(self, name: str, default: Any = None) -> Any:
            if name not in self:
                self[name] = default
            return self[name]

        def update(self, *others: Any, **more: Any) -> None:
            for name, value in dict(*others, **more).items():
                self[name] = value

        def __ior__(self, other: Any) -> Any:
            self.update(other)
            return self

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._names]

    def __reduce__(self) -> tuple[Any, ...]:
        return _of_items, (type(self), dict(self))  # by its items one by one, vectors would be looked through

    def __repr__(self) -> str:
        return _shown("", self, _SHOWN_DEEP)


def _of_items(kind: type[M], items: dict[str, Any]) -> M:
    made = kind.__new__(kind)
    dict.update(made, items)
    return made


def _is_strange(decoder: Decoder, value: Any) -> bool:
    return isinstance(value, str | int) and read(decoder, value) is value


def _shown(name: str, value: Any, levels: int) -> str:
    if _is_secret(name, value):
        return "'***'"
    if not isinstance(value, Mapping | list | tuple):
        return repr(value)
    if not levels:
        return "…"
    if isinstance(value, Model):
        shown = {name: attribute for attribute, name in value._names.items()}
        fields = [f"{shown.get(key, key)}={_shown(key, each, levels - 1)}" for key, each in value.items()]
        return f"{type(value).__name__}({', '.join(fields)})"
    if isinstance(value, Mapping):
        fields = [f"{key!r}: {_shown(str(key), each, levels - 1)}" for key, each in value.items()]
        return "{" + ", ".join(fields) + "}"
    items = [_shown(name, each, levels - 1) for each in value[:_SHOWN]]
    return f"[{', '.join(items)}{f', … {len(value)} in all' if len(value) > _SHOWN else ''}]"


def _is_secret(name: str, value: Any) -> bool:
    if not value or isinstance(value, bool) or not _SECRET.search(name):
        return False
    return not (isinstance(value, int) and name.lower().endswith("tokens"))  # those are counted
