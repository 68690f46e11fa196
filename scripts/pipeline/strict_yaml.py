"""YAML as JSON has it, read with its lines.

YAML can say one thing in many ways, and many things that JSON cannot. Here it has strings as keys, each once in a
mapping, the scalars of JSON, and aliases for what would be written twice. The rest is refused with its line. The text
is read as events, which neither nest nor grow, so no text exhausts the reader.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from openapi_facade.comparison.document import MAX_BYTES, MAX_DEPTH, MAX_VALUES, TOO_LARGE, Json
from openapi_facade.comparison.problems import Problems, Refused, short

_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is six times faster, where it is
_TEXT = "tag:yaml.org,2002:str"
_NUMBER = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|0o[0-7]+")  # of YAML 1.2; PyYAML reads 1.1
_NO_KEY = object()  # stands for a key that was refused already
_resolver: Any = yaml.resolver.Resolver()


class Mapping(dict[str, Any]):
    """A mapping that knows the line of each of its keys, from 1."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


class Sequence(list[Any]):
    """A sequence that knows the line of each of its items, from 1."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


def load(text: str, name: str) -> Json:
    """The value that a text holds; its mappings are `Mapping`s, its sequences `Sequence`s.

    Args:
        name: of the file, for the messages.

    Raises:
        Refused: everything in it that is not as this module wants it, each with its line.
    """
    if len(text) > MAX_BYTES:
        raise Refused(f"{name}: more than {MAX_BYTES} characters")
    reader = _Reader(name)
    try:
        for event in yaml.parse(text, Loader=_Parser):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        told = ": ".join(part for part in (error.context, error.problem) if part)
        reader.refuse(mark.line + 1 if mark else 1, told)
    except yaml.YAMLError as error:  # of characters, at a position
        position = getattr(error, "position", 0) or 0
        reader.refuse(text.count("\n", 0, position) + 1, f"no text of YAML: {str(error).splitlines()[0]}")
    except _Enough:
        pass
    reader.problems.refuse()
    return reader.value


class _Enough(Exception):
    """The text is beyond a limit: reading stops."""


class _Anchored(NamedTuple):
    value: Json
    size: int
    """Values in it, itself among them."""
    depth: int


class _Open:
    """A mapping or sequence whose end has not come."""

    def __init__(self, value: Mapping | Sequence, anchor: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.key: str | None = None
        self.wants_key = isinstance(value, Mapping)
        self.size = 1
        self.depth = 1


class _Reader:
    """Builds the value from events."""

    def __init__(self, name: str) -> None:
        self.problems = Problems()
        self.value: Json = None
        self._name = name
        self._documents = 0
        self._anchors: dict[str, _Anchored] = {}
        self._open: list[_Open] = []
        self._values = 0

    def refuse(self, line: int, problem: str) -> None:
        """Note a problem; the reading goes on."""
        self.problems.note(f"{self._name}:{line}: {problem}")

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the text."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self.refuse(line, "a second document: a file has one")
                raise _Enough
            if event.version or event.tags:
                self.refuse(line, "a directive: none is needed here")
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._begin(event, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            ended = self._open.pop()
            self._add(_Anchored(ended.value, ended.size, ended.depth), ended.anchor, line)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor, line)
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)

    def _begin(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent, line: int) -> None:
        if event.tag is not None:
            self.refuse(line, f"the tag {short(event.tag)}: values are those of JSON")
        if len(self._open) >= MAX_DEPTH:
            self.refuse(line, f"nested more than {MAX_DEPTH} deep")
            raise _Enough
        opened = _Open(Mapping() if isinstance(event, yaml.MappingStartEvent) else Sequence(), event.anchor)
        self._place(opened.value, line)
        self._open.append(opened)

    def _alias(self, anchor: str | None, line: int) -> None:
        anchored = self._anchors.get(anchor or "")
        if any(each.anchor == anchor for each in self._open):
            self.refuse(line, f"the alias {short(anchor)} stands in what it is an alias of")
        elif anchored is None:
            self.refuse(line, f"the alias {short(anchor)} is of nothing that stands before it")
        else:
            self._place(anchored.value, line)
            self._add(anchored, None, line)
            return
        self._place("" if not self._wants_key() else f"*{anchor}", line)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        value: Json = event.value
        if event.tag is not None:
            self.refuse(line, f"the tag {short(event.tag)}: values are those of JSON")
        elif event.implicit[0] and value == "<<" and self._wants_key():
            self.refuse(line, "merge keys are none of JSON's: write the members")
            value = _NO_KEY
        elif event.implicit[0]:
            value = self._plain(event.value, line)
        self._place(value, line)
        self._add(_Anchored(value, 1, 1), event.anchor, line)

    def _plain(self, text: str, line: int) -> Json:
        """What unquoted text means: what JSON has, or a string that no version of YAML takes for something else."""
        tag = _resolver.resolve(yaml.ScalarNode, text, (True, False))
        if tag == _TEXT and not _NUMBER.fullmatch(text):
            return text
        try:
            value = json.loads(text)
        except ValueError:
            value = math.nan
        if isinstance(value, str) or tag == _TEXT or not (value is None or abs(value) < TOO_LARGE):
            self.refuse(line, f"{short(text)}: {'quote it' if text else 'a value is missing; null is one'}")
            return text
        return value

    def _wants_key(self) -> bool:
        return bool(self._open) and self._open[-1].wants_key

    def _place(self, value: Json, line: int) -> None:
        """Put a value where the text has it: the whole, an item, a key or the value of one."""
        if not self._open:
            self.value = value
            return
        parent = self._open[-1]
        if isinstance(parent.value, Sequence):
            parent.value.append(value)
            parent.value.lines.append(line)
        elif parent.wants_key:
            parent.wants_key = False
            parent.key = self._key(value, parent.value, line)
        else:
            parent.wants_key = True
            if parent.key is not None:
                parent.value[parent.key] = value

    def _key(self, value: Json, parent: Mapping, line: int) -> str | None:
        if value is _NO_KEY:
            return None
        if not isinstance(value, str):
            self.refuse(line, f"key {_text(value)} is no string: quote it")
            return None
        if value in parent:
            self.refuse(line, f"key {short(value)} stands there twice")
            return None
        parent.lines[value] = line
        return value

    def _add(self, made: _Anchored, anchor: str | None, line: int) -> None:
        """Count a value that is complete, and remember it under its anchor."""
        if anchor is not None:
            if anchor in self._anchors:
                self.refuse(line, f"the anchor {short(anchor)} stands there twice")
            self._anchors[anchor] = made
        if self._open:
            parent = self._open[-1]
            parent.size += made.size
            parent.depth = max(parent.depth, made.depth + 1)
        if len(self._open) + made.depth > MAX_DEPTH:
            self.refuse(line, f"nested more than {MAX_DEPTH} deep")
            raise _Enough
        if sum(each.size for each in self._open) > MAX_VALUES:
            self.refuse(line, f"more than {MAX_VALUES} values")
            raise _Enough


def _text(key: Json) -> str:
    return {Mapping: "{...}", Sequence: "[...]"}.get(type(key)) or short(key)


def lines_of(value: Json) -> Iterator[tuple[str | int, int]]:
    """(key or index, line) of each member of a value that was loaded here; of any other, none."""
    if isinstance(value, Mapping):
        yield from value.lines.items()
    elif isinstance(value, Sequence):
        yield from enumerate(value.lines)
