"""Memories as lines of JSON, to be taken from one Cat to another: a file that is gone through, never held whole.

The first line says what the others are: `{"format", "version", "collection", "embedder", "sample"}`. Each of them is a
memory in the shape in which the Cat takes saved ones (CONTRACT §3.2): `{"id", "page_content", "metadata", "vector"}`.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import math
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, TypeAlias

from cheshire_cat_api.errors import DecodeError, InvalidArgument
from cheshire_cat_api.resources._answers import DECLARATIVE, content_of, within
from cheshire_cat_api.resources._saved_memories import LARGEST_PART, as_saved, checked_memory, is_vector

if TYPE_CHECKING:
    from cheshire_cat_openapi.models import RecallResult, StoredPoint

Exchanged: TypeAlias = "str | os.PathLike[str] | IO[bytes] | IO[str]"
"""A path, or an open file of either mode."""

FORMAT, VERSION = "cheshire-cat-memory", 1
SPOKEN = "episodic"
"""The other collection that can be written, but only as text, which the Cat embeds anew (CONTRACT §3.1)."""
LONGEST_LINE = 16 * 1024 * 1024
"""Characters; what the Cat takes of a memory is far shorter."""
SAMPLE = "The Cheshire Cat sits on a branch, and all that is left of it is its grin."
"""Recalled to learn what a Cat embeds with."""
NEAR = 0.1
"""Of a vector's length: how far from it another may be that the same model has made of the same text, elsewhere."""


@dataclass(frozen=True)
class Header:
    """What the first line says: which collection the memories are of, and what has made their vectors.

    The Cat tells no more of its embedder than a class's name, and models of one class can make vectors of one length.
    So the vector of a text of ours stands here as well.
    """

    collection: str
    embedder: str
    text: str
    vector: list[float]

    @classmethod
    def of_cat(cls, collection: str, text: str, recalled: RecallResult) -> Header:
        """That of a Cat as it is now, of which the recall of a text tells.

        Raises:
            DecodeError: this one does not.
        """
        embedder, vector = within(recalled, "vectors", "embedder"), within(recalled, "query", "vector")
        if not isinstance(embedder, str) or not isinstance(vector, list):
            raise DecodeError("it does not say what the Cat embeds with", status_code=200)
        return cls(collection, embedder, text, vector)

    @classmethod
    def of_line(cls, line: str) -> Header:
        """That of a file.

        Raises:
            InvalidArgument: it is none, or of a later version, or of a collection that cannot be written.
        """
        data = _parsed(line, 1)
        if within(data, "format") != FORMAT:
            raise refused("whose line 1 does not say that memory.export() has written it")
        if data.get("version") != VERSION:
            raise refused(f"of version {data.get('version')!r}, and this client reads version {VERSION}")
        collection, embedder = data.get("collection"), data.get("embedder")
        text, vector = within(data, "sample", "text"), within(data, "sample", "vector")
        if collection not in (DECLARATIVE, SPOKEN):
            raise refused(f"of the collection {collection!r}, which cannot be written")
        if not isinstance(embedder, str) or not isinstance(text, str) or not is_vector(vector):
            raise refused("whose line 1 does not say what has embedded the others")
        return cls(collection, embedder, text, vector)

    @property
    def size(self) -> int:
        """How many numbers a vector has."""
        return len(self.vector)

    def line(self) -> str:
        """It, as the first line."""
        about = {"format": FORMAT, "version": VERSION, "collection": self.collection, "embedder": self.embedder}
        return json.dumps({**about, "sample": {"text": self.text, "vector": self.vector}}) + "\n"

    def check(self, now: Header) -> None:
        """Compare with that of the Cat which shall have the memories.

        Raises:
            InvalidArgument: it embeds otherwise, so that it would find none of them.
        """
        if (self.embedder, self.size) != (now.embedder, now.size):
            own, theirs = (f"{each.embedder} (vectors of {each.size} numbers)" for each in (self, now))
            raise refused(f"made with the embedder {own}, and the Cat has {theirs} now")
        if math.dist(self.vector, now.vector) > NEAR * math.hypot(*self.vector):
            raise refused(f"made with another {self.embedder} than the Cat has now: it embeds the same text otherwise")


class Memory(NamedTuple):
    """One of a file."""

    line: int
    content: str
    metadata: dict[str, Any] | None
    text: str
    """All of it, as JSON."""


class Part(NamedTuple):
    """Several memories, as `upload_memory` takes them."""

    name: str
    """Tells, in errors too, which lines they are."""
    content: bytes
    memories: int


class Saved:
    """A file of memories, that can be gone through several times.

    Args:
        file: open, at the beginning of the memories; in any mode, but seekable.

    Raises:
        InvalidArgument: it is none.
    """

    def __init__(self, file: IO[Any]) -> None:
        self._file = file
        self._begin = file.tell()
        self.header = Header.of_line(self._line(1))

    def memories(self) -> Iterator[Memory]:
        """Each memory of the file.

        Raises:
            InvalidArgument: a line is none that the Cat could take.
        """
        self._file.seek(self._begin)
        self._line(1)
        number = 2
        while line := self._line(number):
            if line.strip():
                yield self._memory(line, number)
            number += 1

    def parts(self) -> Iterator[Part]:
        """The memories, as many at a time as the Cat takes."""
        group: list[str] = []
        size, begin, end = 0, 2, 2
        for memory in self.memories():
            if group and size + len(memory.text) > LARGEST_PART:
                yield self._part(group, begin, memory.line - 1)
                group, size, begin = [], 0, memory.line
            group.append(memory.text)
            size, end = size + len(memory.text) + 2, memory.line
        if group:
            yield self._part(group, begin, end)

    def _part(self, points: list[str], begin: int, end: int) -> Part:
        return Part(f"lines-{begin}-to-{end}.json", as_saved(self.header.embedder, points), len(points))

    def _line(self, number: int) -> str:
        """The next line; empty at the end."""
        line = self._file.readline(LONGEST_LINE + 1)
        if len(line) > LONGEST_LINE:
            raise refused(f"whose line {number} is longer than {LONGEST_LINE} characters")
        with contextlib.suppress(UnicodeDecodeError):
            return line if isinstance(line, str) else line.decode()
        raise refused(f"whose line {number} is not UTF-8")

    def _memory(self, line: str, number: int) -> Memory:
        where, data = f"line {number}", _parsed(line, number)
        checked_memory(data, where)
        content, metadata, vector = data["page_content"], data["metadata"], data["vector"]
        text = _as_text(data, line, number)
        if len(vector) != self.header.size:
            raise refused(f"where the vector of {where} has {len(vector)} numbers, not {self.header.size}")
        if len(text) > LARGEST_PART:
            raise refused(f"where {where} is larger than the {LARGEST_PART} bytes that the Cat takes")
        if self.header.collection == SPOKEN and not (metadata and metadata.get("source") and metadata.get("when")):
            raise refused(f"where the metadata of {where} lack source or when, and would get those of now")
        return Memory(number, content, metadata, text)


def _parsed(line: str, number: int) -> Any:
    """What a line says.

    Raises:
        InvalidArgument: it is no JSON.
    """
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        problem = str(error)
    raise refused(f"whose line {number} is no JSON: {problem}")  # out here, or the error would keep the line


def _as_text(memory: dict[str, Any], line: str, number: int) -> str:
    """A memory as it is sent: where it can be, as its line has it, for writing a vector anew takes most of the time.

    Raises:
        InvalidArgument: it has what the Cat would store and could not give back: NaN, half of a character.
    """
    try:
        rest = {name: memory[name] for name in ("id", "page_content", "metadata")}
        if "\\ud" in json.dumps(rest, allow_nan=False):  # a surrogate; most stand in pairs
            json.dumps(rest, ensure_ascii=False).encode()
        if line.isascii() and len(memory) == len(rest) + 1:
            return line.strip()
        return json.dumps({**rest, "vector": memory["vector"]})
    except UnicodeEncodeError:
        problem = "half of a surrogate pair"
    except (ValueError, RecursionError) as error:
        problem = str(error)
    raise refused(f"where line {number} has what the Cat could not give back: {problem}")


def line_of(point: StoredPoint, header: Header) -> str:
    """A memory as a line.

    Raises:
        DecodeError: its vector is not of the embedder that the Cat had at the beginning.
    """
    vector = within(point, "vector")
    if not isinstance(vector, list) or len(vector) != header.size:
        raise DecodeError(
            f"of {within(point, 'id')!r} it has no vector of {header.size} numbers, as {header.embedder} makes"
        )
    content, metadata = content_of(point)
    memory = {"id": within(point, "id"), "page_content": content, "metadata": metadata, "vector": vector}
    return json.dumps(memory) + "\n"


def digest_of(point: StoredPoint) -> bytes:
    """What two memories of one text and the same metadata have alike."""
    return digest(*content_of(point))


def digest(content: object, metadata: object) -> bytes:
    """The same of text and metadata by themselves."""
    return hashlib.blake2b(json.dumps([content, metadata], sort_keys=True).encode(), digest_size=16).digest()


@contextmanager
def written(to: Exchanged, overwrite: bool) -> Iterator[Callable[[str], object]]:
    """Take lines for a file: one of a path appears whole at the end, or not at all.

    Raises:
        InvalidArgument: it is neither a path nor an open file.
        FileExistsError: there is such a file, and it is not to be replaced.
        OSError: the path cannot be written.
    """
    if not isinstance(to, str | os.PathLike):
        if not hasattr(to, "write") or getattr(to, "closed", False):
            raise InvalidArgument(f"a path or an open file is expected, not {_kind(to)}; nothing was written")
        yield to.write if isinstance(to, io.TextIOBase) else lambda line: to.write(line.encode("ascii"))  # type: ignore[arg-type]
        return
    target = Path(os.path.realpath(_path(to)))
    beside = target.with_name(f".{uuid.uuid4().hex}.part")
    _check_free(target, overwrite)
    try:
        with open(beside, "x", encoding="ascii", newline="\n") as file:
            yield file.write
            file.flush()
            os.fsync(file.fileno())
        _check_free(target, overwrite)  # once more: it has taken its time
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


def _check_free(target: Path, overwrite: bool) -> None:
    if target.exists() and not (overwrite and target.is_file()):
        advice = "give overwrite=True to replace it" if target.is_file() else "open it, and give the file"
        raise FileExistsError(errno.EEXIST, f"it is there already: {advice}", str(target))


@contextmanager
def reading(source: Exchanged) -> Iterator[Saved]:
    """Open a file of memories; one of the caller's is read from where it is, and stays open.

    Raises:
        InvalidArgument: it is none, or cannot be gone through twice.
        OSError: the path cannot be opened.
    """
    with contextlib.ExitStack() as stack:
        file: Any = stack.enter_context(open(_path(source), "rb")) if isinstance(source, str | os.PathLike) else source
        if not _can_be_rewound(file):
            raise InvalidArgument(
                f"a path or an open, seekable file is expected, not {_kind(source)}; nothing was sent"
            )
        yield Saved(file)


def _path(given: str | os.PathLike[Any]) -> str:
    path = os.fsdecode(given)
    if "\0" in path:
        raise InvalidArgument(f"{path!r} is no path; nothing was sent or written")
    return path


def _can_be_rewound(file: Any) -> bool:
    try:
        file.seek(file.tell())
    except (AttributeError, OSError, ValueError):
        return False
    return hasattr(file, "readline")


def refused(what: str) -> InvalidArgument:
    """The error of a file that cannot be imported."""
    return InvalidArgument(f"a file {what}; nothing was sent")


def _kind(value: object) -> str:
    return "a closed file" if getattr(value, "closed", False) else f"a {type(value).__name__}"
