"""The models of 1.4.9 that are not plain names of ours, without pydantic."""

from __future__ import annotations

import json
import pprint
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from cheshire_cat_api.legacy.deprecation import deprecated
from cheshire_cat_api.models import UploadURLConfig


class Serializable:
    """To JSON and back, for classes that have `to_dict` and `from_dict`."""

    def to_json(self) -> str:
        """JSON text."""
        deprecated(f"{type(self).__name__}.to_json()", "write `json.dumps(it.to_dict())`")
        return json.dumps(cast("Any", self).to_dict())

    @classmethod
    def from_json(cls, json_str: str) -> Any:
        """Read JSON text.

        Raises:
            ValueError: it is no JSON.
        """
        deprecated(f"{cls.__name__}.from_json()", f"write `{cls.__name__}.from_dict(json.loads(…))`")
        return cast("Any", cls).from_dict(json.loads(json_str))

    def to_str(self) -> str:
        """Text for people."""
        deprecated(f"{type(self).__name__}.to_str()", "write `pprint.pformat(it.to_dict())`")
        return pprint.pformat(cast("Any", self).to_dict())


BodyUploadUrl = UploadURLConfig
"""As it was called. What is not given is not sent: the server chooses."""


class Wrapped(Serializable):
    """A JSON value of one of several kinds.

    Args:
        actual_instance: the value.
    """

    _shown: ClassVar[str]

    def __init_subclass__(cls, shown: str = "") -> None:
        super().__init_subclass__()
        cls._shown = shown or cls.__name__

    def __init__(self, actual_instance: Any = None) -> None:
        self.actual_instance = actual_instance

    def to_dict(self) -> Any:
        """The value."""
        return self.actual_instance

    @classmethod
    def from_dict(cls, obj: Any) -> Any:
        """Wrap a value."""
        return cls(obj)

    def __eq__(self, other: object) -> bool:
        return bool(self.actual_instance == (other.actual_instance if isinstance(other, Wrapped) else other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{self._shown}({self.actual_instance!r})"


class Value(Wrapped):
    """A setting's value: an object or a list. It is a dict or a list all the same, so it fits wherever those do."""

    def __new__(cls, actual_instance: object = None) -> Any:
        if cls is Value and isinstance(actual_instance, Mapping):
            return dict.__new__(_Object)
        if cls is Value and isinstance(actual_instance, list):
            return list.__new__(_List)
        return cast("Any", super()).__new__(cls)


class _Object(Value, dict[str, Any], shown="Value"):
    def __init__(self, actual_instance: Mapping[str, Any]) -> None:
        dict.__init__(self, actual_instance)
        super().__init__(dict(actual_instance))


class _List(Value, list[Any], shown="Value"):
    def __init__(self, actual_instance: list[Any]) -> None:
        list.__init__(self, actual_instance)
        super().__init__(list(actual_instance))


class LocationInner(Wrapped):
    """A step of the way to what is wrong: a name or a number."""


class ValidationError(Serializable):
    """One thing that is wrong with a request, as the document says and no server does (D1).

    Args:
        loc: the way to it.
        msg, type: what is wrong.
    """

    def __init__(self, *, loc: Sequence[Any], msg: str, type: str) -> None:
        self.loc = [each if isinstance(each, LocationInner) else LocationInner(each) for each in loc]
        self.msg = msg
        self.type = type

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"loc": [each.to_dict() for each in self.loc], "msg": self.msg, "type": self.type}

    @classmethod
    def from_dict(cls, obj: Any) -> Any:
        """Read plain data."""
        return None if obj is None else cls(**{name: obj.get(name) for name in ("loc", "msg", "type")})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ValidationError) and self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"ValidationError({self.to_dict()!r})"


class HTTPValidationError(Serializable):
    """What is wrong with a request, as the document says and no server does (D1).

    Args:
        detail: each thing.
    """

    def __init__(self, *, detail: Sequence[ValidationError] | None = None) -> None:
        self.detail = None if detail is None else list(detail)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {} if self.detail is None else {"detail": [each.to_dict() for each in self.detail]}

    @classmethod
    def from_dict(cls, obj: Any) -> Any:
        """Read plain data."""
        if obj is None:
            return None
        detail = obj.get("detail")
        return cls(detail=None if detail is None else [ValidationError.from_dict(each) for each in detail])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HTTPValidationError) and self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"HTTPValidationError({self.to_dict()!r})"
