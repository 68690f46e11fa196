"""OpenAPI Overlay 1.0, applied strictly.

An action that matches nothing, or that changes nothing, is an error: the server's document moved under it, and a
correction that has silently stopped correcting is worse than none.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import jsonpath
import yaml

from pipeline.document import Document, Json
from pipeline.problems import Refused

_environment = jsonpath.JSONPathEnvironment(strict=True)


def load(path: Path) -> Document:
    """The overlay in a YAML file.

    Raises:
        Refused: not YAML, or no Overlay 1.0 document.
    """
    try:
        overlay = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
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
    before = copy.deepcopy([node.obj for node in nodes])
    for node in nodes:
        _update(node.obj, action["update"], place)
    if any(node.obj == old for node, old in zip(nodes, before, strict=True)):
        raise Refused(f"{place}: changes nothing; the document says so already: drop the action")


def _remove(document: Document, parts: tuple[int | str, ...], place: str) -> None:
    if not parts:
        raise Refused(f"{place}: would remove the whole document")
    parent: Any = document
    for part in parts[:-1]:
        parent = parent[part]
    del parent[parts[-1]]


def _update(target: Json, update: Json, place: str) -> None:
    if isinstance(target, list):
        target.append(copy.deepcopy(update))
    elif isinstance(target, dict) and isinstance(update, dict):
        _merge(target, update)
    else:
        raise Refused(f"{place}: the target is a {type(target).__name__}; `update` merges objects or appends to a list")


def _merge(target: dict[str, Any], update: dict[str, Any]) -> None:
    for key, value in update.items():
        old = target.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            _merge(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            old.extend(copy.deepcopy(value))
        else:
            target[key] = copy.deepcopy(value)
