"""What the SDK's requests and results have in common: fields given by name, and the few methods of pydantic's models
that programs call on them. Reading forgives: what a server leaves out is None, and what it adds is not looked at.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from mongars_client.events import parse_time
from openapi_facade.secrets import hidden, is_secret_name

if TYPE_CHECKING:
    from typing_extensions import Self


@dataclasses.dataclass
class Shape:
    """The base; a subclass is a dataclass. Dates may be given as text, shapes as mappings; secrets are in no `repr`."""

    def __post_init__(self) -> None:
        for name, hint in _hints(type(self)).items():
            value = _read(hint, getattr(self, name))
            setattr(self, name, hidden(value) if is_secret_name(name) else value)

    @classmethod
    def model_validate(cls, obj: Any) -> Self:
        """Make one of a mapping by the names of its fields; one of these stays itself.

        Raises:
            ValueError: it is neither.
        """
        if isinstance(obj, cls):
            return obj
        if not isinstance(obj, Mapping):
            raise ValueError(f"{cls.__name__} is made of a mapping, not of a {type(obj).__name__}")
        required = [each.name for each in dataclasses.fields(cls) if _is_required(each)]
        given = {name: obj[name] for name in _hints(cls) if name in obj}
        return cls(**{**dict.fromkeys(required), **given})

    @classmethod
    def model_validate_json(cls, json_data: str | bytes) -> Self:
        """Make one of JSON.

        Raises:
            ValueError: it is none, or no object.
        """
        return cls.model_validate(json.loads(json_data))

    def model_dump(self, *, mode: str = "python", exclude_none: bool = False) -> dict[str, Any]:
        """Return it as a dict, with all that is in it.

        Args:
            mode: "json": dates become text.
            exclude_none: whether fields that are None are left out.
        """
        return {
            name: _dumped(value, mode, exclude_none)
            for name in _hints(type(self))
            if (value := getattr(self, name)) is not None or not exclude_none
        }

    def model_dump_json(self, *, indent: int | None = None, exclude_none: bool = False) -> str:
        """Return it as JSON."""
        separators = (",", ":") if indent is None else None
        plain = self.model_dump(mode="json", exclude_none=exclude_none)
        return json.dumps(plain, indent=indent, separators=separators, ensure_ascii=False)

    def model_copy(self, *, update: Mapping[str, Any] | None = None) -> Self:
        """Return another one, with these fields changed."""
        return type(self)(**{**{name: getattr(self, name) for name in _hints(type(self))}, **(update or {})})


def _hints(shape: Any) -> dict[str, Any]:
    return _cached_hints(shape)


_cached_hints = cache(get_type_hints)


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _read(hint: Any, value: Any) -> Any:
    """What a field of this type makes of a value; the value itself, where it is of no such form."""
    kind, arguments = get_origin(hint), get_args(hint)
    if kind in (Union, UnionType):
        return value if value is None else _read(arguments[0], value)
    if kind is list and isinstance(value, list | tuple):
        return [_read(arguments[0], each) for each in value]
    if kind is dict and isinstance(value, Mapping):
        return {name: _read(arguments[1], each) for name, each in value.items()}
    if hint is datetime and isinstance(value, str):
        try:
            return parse_time(value)
        except ValueError:
            return value
    if isinstance(hint, type) and issubclass(hint, Shape) and isinstance(value, Mapping):
        return hint.model_validate(value)
    return value


def _dumped(value: Any, mode: str, exclude_none: bool) -> Any:
    if isinstance(value, Shape):
        return value.model_dump(mode=mode, exclude_none=exclude_none)
    if isinstance(value, list | tuple):
        return [_dumped(each, mode, exclude_none) for each in value]
    if isinstance(value, Mapping):
        return {name: _dumped(each, mode, exclude_none) for name, each in value.items()}
    return value.isoformat() if isinstance(value, datetime) and mode == "json" else value
