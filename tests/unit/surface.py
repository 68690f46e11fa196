"""What a user of `cheshire_cat_api` can import and reach without an underscore: one line for each name, sorted.

    python -m tests.unit.surface > tests/unit/surface.txt

writes the recording that `test_surface.py` compares with. A module's names are those of its `__all__`, or those that a
type checker takes for public: what it defines itself, and what it imports `as` the same name. Where a thing is defined
is not recorded: it may move. What has several names is described below the first, and the others point there.
"""

from __future__ import annotations

import ast
import dataclasses
import dis
import enum
import importlib
import inspect
import pkgutil
import re
import typing
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import cheshire_cat_api as ccat
import openapi_facade
from openapi_facade.lazy import lazy_attribute

PACKAGE = ccat.__name__
OURS = (PACKAGE, openapi_facade.__name__)
FOLDERS = tuple(str(Path(package.__file__).parent) for package in (ccat, openapi_facade))
NOT_NAMES = (typing.TypeVar, typing.ParamSpec)
BUILT_IN = (object, BaseException, Exception, dict, str, tuple, enum.Enum)
"""What classes have of these is Python's, and not the same in each version."""


def modules() -> Iterator[str]:
    """The public modules; those of 1.4.9 by the paths that they had there, and not `legacy`, which answers for them."""
    yield PACKAGE
    for found in pkgutil.walk_packages(ccat.__path__, f"{PACKAGE}."):
        if "._" not in found.name and not found.name.startswith(f"{PACKAGE}.legacy"):
            yield found.name


def names_of(module: ModuleType) -> set[str]:
    """The public names of a module."""
    if hasattr(module, "__all__"):
        return set(module.__all__)
    tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
    return {name for name in _defined(tree.body) if not name.startswith("_")}


def _defined(statements: list[ast.stmt]) -> Iterator[str]:
    for node in statements:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names if alias.name == alias.asname)
        elif isinstance(node, ast.If):
            yield from _defined([*node.body, *node.orelse])


def lines() -> Iterator[str]:
    """The recording."""
    first: dict[int, str] = {}
    things: list[object] = []  # kept, or another could have the identity of one that is gone
    for module in sorted(modules()):
        yield module
        holder = importlib.import_module(module)
        for name in sorted(names_of(holder)):
            thing = getattr(holder, name)
            if isinstance(thing, NOT_NAMES):
                continue
            place = f"{module}:{name}"
            if inspect.isclass(thing) or inspect.isfunction(thing):
                things.append(thing)
                if id(thing) in first:
                    yield f"{place} = {first[id(thing)]}"
                    continue
                first[id(thing)] = place
            yield f"{place} {described(thing)}"
            if inspect.isclass(thing):
                yield from (f"{place}.{member}" for member in members(thing))


def described(thing: Any) -> str:
    """What kind of thing it is, with its signature or bases."""
    if inspect.isclass(thing):
        bases = ", ".join(base.__name__ for base in thing.__mro__[1:-1])
        return f"class[{bases}]{_signature(thing)}"
    if inspect.isfunction(thing):
        kind = "async def" if inspect.iscoroutinefunction(thing) else "def"
        return f"{kind} {_signature(thing)}"
    if callable(thing) or typing.get_origin(thing) is not None:
        return "alias"
    return f"constant {type(thing).__name__}"


def _signature(thing: Any) -> str:
    if inspect.isclass(thing) and (issubclass(thing, enum.Enum) or not _ours(thing)):
        return ""
    try:
        text = str(inspect.signature(thing))
    except ValueError:  # one of a base that is written in C
        return ""
    return re.sub(r"ForwardRef\(('[^']*')[^)]*\)", r"\1", re.sub(r" at 0x[0-9a-f]+", "", text))


def _ours(thing: type) -> bool:
    return any(base.__module__.startswith(("cheshire_cat_", *OURS)) for base in thing.__mro__)


def members(kind: type) -> list[str]:
    """What a class and its instances have of ours; the generated models are recorded by their constructors."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if base in BUILT_IN or not base.__module__.startswith(OURS):
            continue
        own = dict.fromkeys((*inspect.get_annotations(base), *_assigned(base)), "attribute")
        if dataclasses.is_dataclass(base):
            own |= {field.name: "field" for field in dataclasses.fields(base)}
        for name, value in vars(base).items():
            if not name.startswith("__") or (isinstance(value, FunctionType) and _written(value)):
                own.setdefault(name, _member(value))
        found |= own
    return [f"{name} {what}" for name, what in sorted(found.items()) if not re.match(r"_(?!_)|__init", name)]


def _assigned(kind: type) -> set[str]:
    """The attributes that a class's constructor gives to its instances."""
    make = vars(kind).get("__init__")
    if not isinstance(make, FunctionType) or not _written(make):
        return set()
    return {each.argval for each in dis.get_instructions(inspect.unwrap(make)) if each.opname == "STORE_ATTR"}


def _written(function: FunctionType) -> bool:
    """Whether it stands in a file of ours, and was not made by `dataclass` and the like."""
    return inspect.unwrap(function).__code__.co_filename.startswith(FOLDERS)


def _member(value: Any) -> str:
    if isinstance(value, property):
        return f"property -> {inspect.signature(value.fget).return_annotation}" if value.fget else "property"
    if isinstance(value, lazy_attribute):
        return f"attribute, made on first use -> {inspect.signature(vars(value)['_make']).return_annotation}"
    if isinstance(value, staticmethod | classmethod):
        return f"{type(value).__name__} {described(value.__func__)}"
    if isinstance(value, FunctionType):
        return described(value)
    return "attribute" if hasattr(value, "__get__") else f"constant {type(value).__name__}"


if __name__ == "__main__":
    warnings.simplefilter("ignore", DeprecationWarning)
    print("\n".join(lines()))
