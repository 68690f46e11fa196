"""The long term memory: three collections of points, searched by cosine and filtered by metadata (CONTRACT §3.1)."""

from __future__ import annotations

import bisect
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from .embedder import Embedder, Vector, cosine, unit
from .errors import Unhandled

COLLECTIONS = ("episodic", "declarative", "procedural")
Metadata = dict[str, Any]


@dataclass
class Point:
    """One memory: its text, its metadata and its (unit) vector."""

    id: str
    content: str
    metadata: Metadata
    vector: Vector

    def document(self, score: float) -> dict[str, Any]:
        """The shape of a recalled memory, without its vector."""
        return {
            "id": self.id,
            "metadata": dict(self.metadata),
            "page_content": self.content,
            "type": "Document",
            "score": score,
        }

    def record(self) -> dict[str, Any]:
        """The shape of a point in the list of a collection, which is not that of a created one (CONTRACT §3.1)."""
        return {
            "id": self.id,
            "payload": {"page_content": self.content, "metadata": self.metadata},
            "vector": self.vector,
            "shard_key": None,
            "order_value": None,
        }


_STEP = re.compile(r'("[^"]*"|[\w-]+)((?:\[[0-9]*\])*)(?:\.(?=.)|$)')
"""A name in the path of a filter, plain or quoted, and the places in lists behind it: `tags[0]`, `tags[]`."""


@dataclass(frozen=True)
class _Condition:
    """One thing that a point's metadata must satisfy: at `path` there is `value`, or a list that holds it."""

    path: str
    value: str | int | bool

    def holds(self, metadata: Mapping[str, Any]) -> bool:
        found: list[Any] = [metadata]
        for name, places in self._steps():
            found = [each[name] for each in found if isinstance(each, Mapping) and name in each]
            for place in places:
                chosen = slice(None) if place == "" else slice(int(place), int(place) + 1)
                found = [one for each in found if isinstance(each, list) for one in each[chosen]]
        return any(self.value in each if isinstance(each, list) else self.value == each for each in found)

    def _steps(self) -> list[tuple[str, list[str]]]:
        """The names on the way, with the places in lists behind each.

        Only the store itself reads a path, once there is a point to look at, and fails at a bad one.
        """
        steps: list[tuple[str, list[str]]] = []
        end = 0
        while end < len(self.path) or not steps:
            step = _STEP.match(self.path, end)
            if step is None:
                raise Unhandled(f"{self.path!r} is no path of a filter")
            steps.append((step[1].strip('"'), re.findall(r"\[([0-9]*)\]", step[2])))
            end = step.end()
        return steps


def _conditions(path: str, wanted: Any) -> Iterator[_Condition]:
    if isinstance(wanted, dict):
        for name, value in wanted.items():
            yield from _conditions(f"{path}.{name}" if path else name, value)
    elif isinstance(wanted, list):
        for value in wanted:
            yield from _conditions(f"{path}[]" if isinstance(value, dict) else path, value)
    elif isinstance(wanted, (str, bool, int)):
        yield _Condition(path, wanted)
    else:
        # a float or null cannot be matched: the real Cat answers 500 (CONTRACT §3.1, recall)
        raise Unhandled(f"{path}: a filter value must be str, int or bool, not {type(wanted).__name__}")


class Unreadable(Unhandled):
    """A collection that two have written to at once: nobody can read it until a restart (CONTRACT §3.3)."""


class Collection:
    """The points of one collection, by id."""

    def __init__(self) -> None:
        self.points: dict[str, Point] = {}
        self.writers = 0
        """How many are writing to it now."""
        self.ruined = False
        """Whether it can be written to, and no longer read."""

    def count(self) -> int:
        """How many points there are."""
        self.check()
        return len(self.points)

    def check(self) -> None:
        """Raise Unreadable where it can no longer be read."""
        if self.ruined:
            raise Unreadable("operands could not be broadcast together: a collection that two have written to at once")

    def add(self, content: str, vector: Vector, metadata: Metadata, point_id: str | None = None) -> Point:
        """Store a point under a new id of 32 hex digits, or in place of the one with `point_id`."""
        point = Point(point_id or uuid.uuid4().hex, content, metadata, unit(vector))
        self.points[point.id] = point
        return point

    def recall(
        self, vector: Vector, k: int, wanted: Metadata | None = None, threshold: float | None = None
    ) -> list[tuple[Point, float]]:
        """The `k` points nearest to `vector` whose metadata match, best first, with their scores.

        As in the real store, no k (0) means all of them, and a negative one none.
        """
        self.check()
        conditions = list(_conditions("", wanted or {}))
        query = unit(vector)
        scored = [
            (point, cosine(query, point.vector))
            for point in self.points.values()
            if all(condition.holds(point.metadata) for condition in conditions)
        ]
        scored.sort(key=lambda pair: pair[1], reverse=True)
        if threshold is not None:
            scored = [pair for pair in scored if pair[1] >= threshold]
        return scored[: max(k, 0)] if k else scored

    def delete_matching(self, wanted: Metadata) -> None:
        """Forget the points whose metadata match; an empty filter is an error (CONTRACT D5)."""
        self.check()
        if not wanted:
            raise Unhandled("an empty filter matches nothing that could be deleted")
        conditions = list(_conditions("", wanted))
        self.points = {
            point_id: point
            for point_id, point in self.points.items()
            if not all(condition.holds(point.metadata) for condition in conditions)
        }

    def page(self, limit: int, offset: str | None) -> tuple[list[Point], str | None]:
        """`limit` points in the order of their ids, from the first not before `offset`; and the next offset, if any."""
        self.check()
        ids = sorted(self.points)
        start = bisect.bisect_left(ids, offset or "")
        if start == len(ids):
            return [], None
        if limit < 0:
            raise Unhandled("negative limit")
        rest = ids[start + limit :]
        return [self.points[point_id] for point_id in ids[start : start + limit]], rest[0] if rest else None


class Memory:
    """The three collections, and the embedder that fills them.

    Args:
        embedder: What turns texts into vectors.
        fragile: Whether two who write to one collection at once leave it unreadable, as they may on a local store.
    """

    def __init__(self, embedder: Embedder, fragile: bool = False) -> None:
        self.embedder = embedder
        self._fragile = fragile
        self.collections = {name: Collection() for name in COLLECTIONS}

    @property
    def episodic(self) -> Collection:
        return self.collections["episodic"]

    @property
    def declarative(self) -> Collection:
        return self.collections["declarative"]

    @property
    def procedural(self) -> Collection:
        return self.collections["procedural"]

    def remember(self, collection: str, content: str, metadata: Metadata) -> Point:
        """Embed a text and store it."""
        return self.collections[collection].add(content, self.embedder.embed(content), metadata)

    @contextmanager
    def writing(self, name: str) -> Iterator[Collection]:
        """Give a collection to somebody who writes to it, for as long as that takes."""
        collection = self.collections[name]
        collection.ruined |= self._fragile and collection.writers > 0
        collection.writers += 1
        try:
            yield collection
        finally:
            collection.writers -= 1

    def wipe(self, *names: str) -> None:
        """Empty the named collections.

        Raises:
            Unreadable: somebody was writing to one of them, and the store is fragile.
        """
        for name in names:
            with self.writing(name) as collection:
                collection.points.clear()
                if collection.writers > 1:
                    collection.check()
            self.collections[name] = Collection()

    def restart(self) -> None:
        """Read the collections again, as the server does when it starts: they can be read, with all that is in them."""
        for collection in self.collections.values():
            collection.ruined = False

    def use(self, embedder: Embedder) -> bool:
        """Change the embedder. A different one makes all vectors meaningless, so all is wiped; returns whether so."""
        if (embedder.name, embedder.size) == (self.embedder.name, self.embedder.size):
            return False
        self.embedder = embedder
        self.wipe(*COLLECTIONS)
        return True
