"""OpenAPI Overlay 1.0, applied strictly.

An action that matches nothing, changes nothing, describes what is not there or covers what is there by now is an
error: the server's document moved under it, and a correction that has silently stopped correcting is worse than none.
So is what names a thing that the overlay has removed.

Whatever one action is refused for, the others are tried too: a run tells all that does not fit, with its lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

import jsonpath

from openapi_facade.comparison.document import Document, Json, child
from openapi_facade.comparison.problems import Problems, Refused
from pipeline import leftovers, strict_yaml

_PROSE = {"description", "summary"}

_environment = jsonpath.JSONPathEnvironment(strict=True)


def load(path: Path) -> Document:
    """The overlay in a YAML file.

    Raises:
        Refused: not YAML as JSON has it, or no Overlay 1.0 document.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Refused(f"{path.name}: {error}") from None
    overlay = strict_yaml.load(text, path.name)
    if not isinstance(overlay, dict) or not str(overlay.get("overlay", "")).startswith("1.0"):
        raise Refused(f"{path.name}: no Overlay document: `overlay: 1.0.0` is missing")
    if not isinstance(overlay.get("actions"), list):
        raise Refused(f"{path.name}: `actions` is no list")
    return overlay


def apply(document: Document, overlay: Document) -> Document:
    """A copy of the document with every action applied, in order.

    Raises:
        Refused: actions are malformed, match nothing or change nothing, or leave behind what names a thing that is
            gone; each message has its number and target, and the line where it is known.
    """
    laid = Laid(document, overlay)
    laid.problems.refuse()
    return laid.document


class Laid:
    """A document with an overlay over it, as far as it fits.

    Attributes:
        document: The copy, with every action applied as far as it could be.
        problems: What did not fit.
    """

    def __init__(self, document: Document, overlay: Document) -> None:
        self.problems = Problems()
        self._lines: dict[tuple[int, object], int] = {}
        """(id of an object or array of the document, key or item) -> the line of the overlay that wrote it."""
        self._kept: list[Json] = []
        """What was removed or replaced: it stays alive, so that its id is no other's."""
        self._left: set[str] = set()
        self._removed: dict[str, str] = {}
        """Place -> the action that removed it."""
        self.document: Document = self._copy(document)
        for number, action in enumerate(overlay["actions"], 1):
            with self.problems:
                self._apply(action, _Where(f"overlay action {number}", _first_line(action)))
        for left in leftovers.left(document, self.document):
            by = next((by for place, by in self._removed.items() if left.was_at(place)), "")
            self._left.add(left.place)
            self.problems.note(self.located(f"{left.place}: {left.problem}") + (f": {by} removed it" if by else ""))

    def located(self, problem: str) -> str:
        """A problem that begins with its place, with the line of the overlay that wrote or removed what was there."""
        line = None
        length = 0
        for place, written in self._places(self.document, "$"):
            if len(place) > length and leftovers.is_below(problem, place):
                line, length = written, len(place)
        for place, by in self._removed.items():
            if len(place) > length and leftovers.was_at(problem, place):
                return f"{problem}: {by} removed it"
        return f"{problem}{_at(line)}"

    def tells(self, problem: str) -> bool:
        """Whether the overlay's own problems tell of this place."""
        return problem.partition(": ")[0] in self._left

    def _places(self, value: Json, place: str) -> Iterator[tuple[str, int]]:
        members: list[tuple[object, str, Json]] = []
        if isinstance(value, dict):
            members = [(key, child(place, key), member) for key, member in value.items()]
        elif isinstance(value, list):
            members = [(_item(item), f"{place}[{number}]", item) for number, item in enumerate(value)]
        for key, where, member in members:
            line = self._lines.get((id(value), key))
            if line is not None:
                yield where, line
            yield from self._places(member, where)

    def _copy(self, value: Json) -> Json:
        """A copy in plain objects and arrays; what the overlay wrote keeps its lines."""
        copied: Json = value
        if isinstance(value, dict):
            copied = {key: self._copy(member) for key, member in value.items()}
        elif isinstance(value, list):
            copied = [self._copy(item) for item in value]
        for key, line in strict_yaml.lines_of(value):
            self._lines[id(copied), _item(copied[key]) if isinstance(key, int) else key] = line
        return copied

    def _apply(self, action: Json, where: _Where) -> None:
        if not isinstance(action, dict) or not isinstance(action.get("target"), str):
            raise where.refused("an action is an object with a `target`")
        where = where.of(action["target"])
        if not set(action) <= {"target", "description", "update", "remove"}:
            raise where.refused("an action has `target`, `description`, and `update` or `remove`")
        if ("update" in action) == (action.get("remove") is True):
            raise where.refused("give either `update` or `remove: true`")
        try:
            nodes = list(_environment.finditer(action["target"], self.document))
        except (jsonpath.JSONPathError, ValueError, RecursionError) as error:
            raise where.refused(f"no JSONPath: {error}") from None
        if not nodes:
            raise where.refused("matches nothing; the document has changed there: correct or drop the action")
        if "update" not in action:
            # The last first: removing an item of a list moves those behind it.
            for node in reversed(nodes):
                self._remove(node.parts, where)
            return
        for node in nodes:
            with self.problems:
                self._update(node.obj, action["update"], where.below(reduce(child, node.parts, "$")))

    def _remove(self, parts: tuple[int | str, ...], where: _Where) -> None:
        if not parts:
            raise where.refused("would remove the whole document")
        parent: Any = self.document
        try:
            for part in parts[:-1]:
                parent = parent[part]
            self._kept.append(parent.pop(parts[-1]))
        except (KeyError, IndexError):
            raise where.refused("what it matches lies in one another") from None
        self._removed[reduce(child, parts, "$")] = f"{where.place}{_at(where.line)}"

    def _update(self, target: Json, update: Json, where: _Where) -> None:
        if isinstance(target, list):
            self._append(target, update, where.line)
        elif isinstance(target, dict) and isinstance(update, dict) and update:
            self._merge(target, update, where)
        else:
            raise where.refused(
                f"the target is a {type(target).__name__}; `update` merges an object into an object, or appends to a "
                "list"
            )

    def _append(self, target: list[Json], item: Json, line: int | None) -> None:
        target.append(self._copy(item))
        if line is not None:
            self._lines[id(target), _item(target[-1])] = line

    def _merge(self, target: dict[str, Any], update: dict[str, Any], where: _Where) -> None:
        lines = dict(strict_yaml.lines_of(update))
        if "$ref" in update and set(target) - _PROSE:
            raise where.on(lines.get("$ref")).refused(
                "the document has a schema of its own there: look at it, then remove one of the two"
            )
        for key, value in update.items():
            with self.problems:
                self._member(target, key, value, where.on(lines.get(key)).member(key))

    def _member(self, target: dict[str, Any], key: str, value: Json, where: _Where) -> None:
        old = target.get(key)
        if key not in target and isinstance(value, dict) and value and set(value) <= _PROSE:
            raise where.refused("describes what the document does not have (any more): correct or drop it")
        if isinstance(old, dict) and isinstance(value, dict):
            self._merge(old, value, where)
        elif isinstance(old, list) and isinstance(value, list):
            if any(item in old for item in value):
                raise where.refused("the document has some of these already: drop them")
            lines = dict(strict_yaml.lines_of(value))
            for number, item in enumerate(value):
                self._append(old, item, lines.get(number))
        elif key in target and old == value and isinstance(old, bool) == isinstance(value, bool):
            raise where.refused("changes nothing; the document says so already: drop it")
        else:
            self._kept.append(old)
            target[key] = self._copy(value)
            if where.line is not None:
                self._lines[id(target), key] = where.line


class _Where(NamedTuple):
    """What is being applied, as messages name it."""

    place: str
    line: int | None
    """Of the overlay, if it was loaded from a file."""

    def of(self, target: str) -> _Where:
        return self._replace(place=f"{self.place}, {target}")

    def below(self, place: str) -> _Where:
        return self._replace(place=f"{self.place}: {place}")

    def member(self, key: str) -> _Where:
        return self._replace(place=child(self.place, key))

    def on(self, line: int | None) -> _Where:
        return self if line is None else self._replace(line=line)

    def refused(self, problem: str) -> Refused:
        return Refused(f"{self.place}: {problem}{_at(self.line)}")


def _at(line: int | None) -> str:
    return "" if line is None else f" (overlay, line {line})"


def _first_line(action: Json) -> int | None:
    return next((line for _, line in strict_yaml.lines_of(action)), None)


def _item(item: Json) -> object:
    """By what an item of a list is known: its number changes when others are removed."""
    return item if isinstance(item, str) else id(item)
