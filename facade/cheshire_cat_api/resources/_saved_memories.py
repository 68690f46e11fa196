"""Memories that were saved as JSON, looked through before they are sent. No input or output in here.

The server says nothing of what is wrong with such a file, and looks too late: with a local store, one vector of another
length among right ones leaves the whole collection unreadable (CONTRACT §3.2).
"""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cheshire_cat_api.errors import InvalidArgument
from cheshire_cat_api.resources._answers import DECLARATIVE, content_of, within

if TYPE_CHECKING:
    from cheshire_cat_openapi.models import RecallResult

LARGEST_PART = 900_000
"""Bytes. At a file of more than 1 MiB, which it keeps on disk, server 1.9.2 fails (CONTRACT §3.2)."""
FORM = '{"embedder": "…", "collections": {"declarative": [{"id", "page_content", "metadata", "vector"}, …]}}'


class Part(NamedTuple):
    """A part of a file of memories."""

    content: bytes
    witnesses: list[tuple[str, str, Mapping[str, Any] | None]]
    """Id, text and metadata of those by which one can tell whether it has been stored: the last one first, since the
    server stores them one by one, or all at once."""


class SavedMemories:
    """The content of a file of memories.

    Args:
        content: as it was read.

    Raises:
        InvalidArgument: it is no such JSON, or has no memories.
    """

    def __init__(self, content: bytes) -> None:
        data = _parsed(content)
        collections = data.get("collections") if isinstance(data, Mapping) else None
        points = collections.get("declarative") if isinstance(collections, Mapping) else None
        if not isinstance(points, list) or not isinstance(data.get("embedder"), str):
            raise _refused(f"that is not of the form {FORM}")
        if not points:
            raise _refused("without memories, which the Cat does not take")
        self._embedder: str = data["embedder"]
        self._points: list[dict[str, Any]] = points
        self.ids = {checked_memory(point, f"declarative[{number}]") for number, point in enumerate(points)}
        """Of the memories that it makes: the later of two of one id counts."""
        sizes = {len(point["vector"]) for point in points}
        if len(sizes) > 1:
            raise _refused(f"with vectors of different lengths: {', '.join(map(str, sorted(sizes)))}")
        (self._size,) = sizes

    def check_embedder(self, recalled: RecallResult) -> None:
        """Compare with what the Cat embeds with, of which any recall tells.

        Raises:
            InvalidArgument: it is another embedder, or makes vectors of another length.
        """
        embedder, size = embedder_of(recalled)
        if embedder not in (None, self._embedder):
            raise _refused(f"made with the embedder {self._embedder}, and the Cat has {embedder} now")
        if size not in (None, self._size):
            raise _refused(f"with vectors of {self._size} numbers, and those of the Cat's {embedder} have {size}")

    def parts(self) -> Iterator[Part]:
        """The file, in as many as the server can take."""
        points: list[dict[str, Any]] = []
        texts: list[str] = []
        size = 0
        for point in self._points:
            text = json.dumps(point)
            if texts and size + len(text) > LARGEST_PART:
                yield self._part(points, texts)
                points, texts, size = [], [], 0
            points.append(point)
            texts.append(text)
            size += len(text) + 2
        yield self._part(points, texts)

    def _part(self, points: list[dict[str, Any]], texts: list[str]) -> Part:
        content = as_saved(self._embedder, texts)
        # By a number, a local store finds none of its points.
        sent = [(point["id"], point["page_content"], point["metadata"]) for point in points]
        return Part(content, [each for each in reversed(sent) if isinstance(each[0], str)])


def as_saved(embedder: object, points: Iterable[str]) -> bytes:
    """Memories, as JSON each, as the Cat takes saved ones (CONTRACT §3.2)."""
    return f'{{"embedder": {json.dumps(embedder)}, "collections": {{"{DECLARATIVE}": [{", ".join(points)}]}}}}'.encode()


def embedder_of(recalled: Any) -> tuple[object, int | None]:
    """What the Cat embeds with: its name, and how many numbers it makes of a text; None where it does not say so."""
    vector = within(recalled, "query", "vector")
    return within(recalled, "vectors", "embedder"), len(vector) if isinstance(vector, list) else None


def payload_of(points: list[Any], point_id: str) -> tuple[object, object] | None:
    """Text and metadata of the point of this id among some; None: it is not there."""
    for point in points:
        if _id(within(point, "id")) == _id(point_id):
            return content_of(point)
    return None


def _parsed(content: bytes) -> Any:
    """What the JSON says.

    Raises:
        InvalidArgument: it is none.
    """
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        problem = str(error)
    raise _refused(f"that is no JSON: {problem}")  # out here, or the error would keep the whole content


def checked_memory(point: Any, where: str) -> int | uuid.UUID:
    """The id of one memory, which stands there.

    Raises:
        InvalidArgument: the server would fail at it, or be left with what it cannot read.
    """
    if not isinstance(point, Mapping) or not {"id", "page_content", "metadata", "vector"} <= point.keys():
        raise _refused(f"where {where} is no object of id, page_content, metadata and vector")
    if not isinstance(point["page_content"], str) or not isinstance(point["metadata"], Mapping | None):
        raise _refused(f"where page_content of {where} is no text, or its metadata no object")
    if not is_vector(point["vector"]):
        raise _refused(f"where the vector of {where} is no list of finite numbers")
    point_id = _id(point["id"])
    if point_id is None:
        raise _refused(f"where the id of {where} is neither a UUID nor a whole number")
    return point_id


def is_vector(value: object) -> bool:
    """Whether it is a list of finite numbers."""
    try:
        return isinstance(value, list) and math.isfinite(math.fsum(value)) and bool(value)
    except (TypeError, ValueError, OverflowError):
        return False


def _id(value: object) -> int | uuid.UUID | None:
    if type(value) is int and value >= 0:
        return value
    try:
        return uuid.UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _refused(what: str) -> InvalidArgument:
    return InvalidArgument(f"a file {what}; nothing was sent")
