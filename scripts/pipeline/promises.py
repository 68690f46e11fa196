"""Whether values are of the types that generated code promises for them, down to the attributes of models in them."""

from __future__ import annotations

import sys
import types
import typing
from functools import cache
from typing import Any


def check(value: Any, hint: Any, what: str, models: Any) -> None:
    """Raise unless a value is of a type.

    Args:
        hint: an annotation, resolved.
        what: the value, as the error names it.
        models: the package's module of that name.

    Raises:
        TypeError: it is not, or something in it is not.
    """
    if not _is(value, hint):
        raise TypeError(f"{what} is {value!r}, and {hint} is promised"[:300])
    if isinstance(value, list):
        for item in value:
            check(item, Any, f"an item of {what}", models)
    elif hasattr(value, "_names"):
        model: Any = type(value)
        hints = _hints(model, models)
        for attribute in value._names:
            check(getattr(value, attribute), hints[attribute], f"{type(value).__name__}.{attribute}", models)


@cache
def _hints(model: Any, models: Any) -> dict[str, Any]:
    """The annotations of a model's attributes; what they name is imported for type checkers alone."""
    known = {name: getattr(models, name) for name in models.__all__}
    names = {**vars(sys.modules[model.__module__]), **known}
    return {name: eval(model.__annotations__[name], names) for name in model._names}


def _is(value: Any, hint: Any) -> bool:
    origin = typing.get_origin(hint)
    if hint is Any:
        return True
    if origin in (typing.Union, types.UnionType):
        return any(_is(value, each) for each in typing.get_args(hint))
    if origin is list:
        return isinstance(value, list) and all(_is(each, typing.get_args(hint)[0]) for each in value)
    if origin is typing.Literal:
        return value in typing.get_args(hint)
    if hint is None or hint is type(None):
        return value is None
    if isinstance(value, bool):
        return hint is bool
    return type(value) is hint or isinstance(value, (hint, int) if hint is float else hint)
