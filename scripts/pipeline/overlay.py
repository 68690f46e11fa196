"""OpenAPI Overlay 1.0, applied strictly.

An action that matches nothing, changes nothing, describes what is not there or covers what is there by now is an
error: the server's document moved under it, and a correction that has silently stopped correcting is worse than none.
"""

from __future__ import annotations

import copy
from functools import reduce
from pathlib import Path
from typing import Any

import jsonpath
import yaml

from pipeline.document import Document, Json, child
from pipeline.problems import Refused

_PROSE = {"description", "summary"}

_environment = jsonpath.JSONPathEnvironment(strict=True)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # six times faster, where it is
    """YAML as JSON has it: a key once in a mapping, and a string (an unquoted 200 is a number, and no status)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            problem = "stands there twice" if key in seen else "" if isinstance(key, str) else "is no string: quote it"
            if problem:
                raise yaml.constructor.ConstructorError(None, None, f"key {key!r} {problem}", key_node.start_mark)
            seen.add(key)
        members: dict[Any, Any] = super().construct_mapping(node, deep)
        return members


def load(path: Path) -> Document:
    """The overlay in a YAML file.

    Raises:
        Refused: not YAML, or no Overlay 1.0 document.
    """
    try:
        overlay = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise Refused(f"{path.name}: {error}") from None
    if not isinstance(overlay, dict) or not str(overlay.get("overlay", "")).startswith("1.0"):
        raise Refused(f"{path.name}: no Overlay document: `overlay: 1.0.0` is missing")
    if not isinstance(overlay.get("actions"), list):
        raise Refused(f"{path.name}: `actions` is no list")
    return overlay


def apply(document: Document, overlay: Document) -> Document:
    """A copy of the document with every action applied, in order.

    Raises:
        Refused: an action is malformed, matches nothing or changes nothing; the message has its number and target.
    """
    result = copy.deepcopy(document)
    for number, action in enumerate(overlay["actions"], 1):
        _apply(result, action, f"overlay action {number}")
    return result


def _apply(document: Document, action: Json, place: str) -> None:
    if not isinstance(action, dict) or not isinstance(action.get("target"), str):
        raise Refused(f"{place}: an action is an object with a `target`")
    place = f"{place}, {action['target']}"
    if not set(action) <= {"target", "description", "update", "remove"}:
        raise Refused(f"{place}: an action has `target`, `description`, and `update` or `remove`")
    if ("update" in action) == (action.get("remove") is True):
        raise Refused(f"{place}: give either `update` or `remove: true`")
    try:
        nodes = list(_environment.finditer(action["target"], document))
    except jsonpath.JSONPathError as error:
        raise Refused(f"{place}: no JSONPath: {error}") from None
    if not nodes:
        raise Refused(f"{place}: matches nothing; the document has changed there: correct or drop the action")
    if "update" not in action:
        # The last first: removing an item of a list moves those behind it.
        for node in reversed(nodes):
            _remove(document, node.parts, place)
        return
    for node in nodes:
        _update(node.obj, action["update"], f"{place}: {reduce(child, node.parts, '$')}")


def _remove(document: Document, parts: tuple[int | str, ...], place: str) -> None:
    if not parts:
        raise Refused(f"{place}: would remove the whole document")
    parent: Any = document
    try:
        for part in parts[:-1]:
            parent = parent[part]
        del parent[parts[-1]]
    except (KeyError, IndexError):
        raise Refused(f"{place}: what it matches lies in one another") from None


def _update(target: Json, update: Json, place: str) -> None:
    if isinstance(target, list):
        target.append(copy.deepcopy(update))
    elif isinstance(target, dict) and isinstance(update, dict) and update:
        _merge(target, update, place)
    else:
        raise Refused(
            f"{place}: the target is a {type(target).__name__}; `update` merges an object into an object, or appends "
            "to a list"
        )


def _merge(target: dict[str, Any], update: dict[str, Any], place: str) -> None:
    if "$ref" in update and set(target) - _PROSE:
        raise Refused(f"{place}: the document has a schema of its own there: look at it, then remove one of the two")
    for key, value in update.items():
        where = child(place, key)
        if key not in target:
            if isinstance(value, dict) and value and set(value) <= _PROSE:
                raise Refused(f"{where}: describes what the document does not have (any more): correct or drop it")
            target[key] = copy.deepcopy(value)
            continue
        old = target[key]
        if isinstance(old, dict) and isinstance(value, dict):
            _merge(old, value, where)
        elif isinstance(old, list) and isinstance(value, list):
            if any(item in old for item in value):
                raise Refused(f"{where}: the document has some of these already: drop them")
            old.extend(copy.deepcopy(value))
        elif old == value:
            raise Refused(f"{where}: changes nothing; the document says so already: drop it")
        else:
            target[key] = copy.deepcopy(value)
