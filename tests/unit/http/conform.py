"""Whether a result is what its annotations promise, down to the last field."""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Iterator
from typing import Any

import attrs

from cheshire_cat_openapi import models
from cheshire_cat_openapi.model import Model
from cheshire_cat_openapi.types import Unset


def problems(value: Any, kind: Any, place: str = "result") -> Iterator[str]:
    """Say where a value is not of its annotated type; nothing where all is well."""
    origin = typing.get_origin(kind)
    arguments = typing.get_args(kind)
    if kind is Any:
        return
    if origin in (typing.Union, types.UnionType):
        found = [list(problems(value, each, place)) for each in arguments]
        if all(found):
            yield f"{place}: {value!r:.80} is none of {kind}"
    elif origin is typing.Literal:
        if value not in arguments:
            yield f"{place}: {value!r:.80} is not in {arguments}"
    elif origin is list:
        if not isinstance(value, list):
            yield f"{place}: {type(value).__name__}, no list"
            return
        for index, item in enumerate(value[:5]):
            yield from problems(item, arguments[0], f"{place}[{index}]")
    elif kind is float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield f"{place}: {value!r:.80} is no number"
    elif not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        yield f"{place}: {value!r:.80} is no {kind.__name__}"
    elif issubclass(kind, Model):
        for name, hint in hints(kind).items():
            yield from problems(getattr(value, name), hint, f"{place}.{name}")
        for name, extra in value.additional_properties.items():
            yield from problems(extra, items(kind), f"{place}[{name!r}]")
        yield from unequal(value, place)


@functools.cache
def hints(model: type[Model]) -> dict[str, Any]:
    """The annotations of a model's own fields."""
    everything = {name: getattr(models, name) for name in models.__all__}
    known = typing.get_type_hints(model, localns={**everything, "Unset": Unset})
    own = {field.name for field in attrs.fields(model)} - {field.name for field in attrs.fields(Model)}
    return {name: known[name] for name in sorted(own)}


@functools.cache
def items(model: type[Model]) -> Any:
    """What the values of a model are that is a map of something; Any where it is none."""
    everything = {name: getattr(models, name) for name in models.__all__}
    return typing.get_type_hints(model.__getitem__, localns=everything).get("return", Any)


def unequal(model: Model, place: str) -> Iterator[str]:
    """A model is a dict too: the same names, the same values."""
    if not isinstance(model, dict):
        yield f"{place}: no dict"
    for attribute, name in model._names.items():
        if name in model and getattr(model, attribute) is not model[name]:
            yield f"{place}.{attribute} is not {place}[{name!r}]"
