"""Knowing when an upload has been read, over HTTP alone. No input or output in here.

The server answers an upload before it reads it, and tells the end only over the WebSocket of the user, which may be
somebody else's to read (CONTRACT §3.2, §4.5). But it reads the files of a batch one after the other, and stops at the
first that fails. So a last file of ours, which is nothing but a mark, is read when the others have been; its single
piece is looked for, and removed. Each file's pieces carry an id of ours, by which they are counted. And where reading
fails, the server drops the connection that the upload came over: if calls over it go on, that is noticed.

Saved memories are stored in their order, and the server stops at the first that fails: there the mark is the last one.
"""

from __future__ import annotations

import io
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

from cheshire_cat_api._frames import let_go
from cheshire_cat_api.errors import ConfigError, DecodeError, IngestionFailed, InvalidArgument, TimedOut
from cheshire_cat_api.resources._answers import listed
from cheshire_cat_openapi.models import BatchIngestion, FileIngestion, MemoryCollections, RecallResult
from cheshire_cat_openapi.types import File

if TYPE_CHECKING:
    from _collections_abc import dict_items, dict_values

    from cheshire_cat_api._transport._async.session import AsyncSession
    from cheshire_cat_api._transport._sync.session import Session

S = TypeVar("S", "Session", "AsyncSession")

COLLECTION = "declarative"
THOUGHTS = "thoughts"
UPLOAD_ID = "upload_id"
"""The key in the pieces' metadata that says which upload they come from."""
END_ID = "end_of_upload"
END_TEXT = "This marks the end of an upload. It is removed as soon as it has been read."
WAIT_TIMEOUT = 600.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.0  # seconds between looks; below the 3 s that we keep an idle connection
LONGEST_REST = 5.0  # seconds between looks for the mark
GRACE = 5.0
"""Seconds without a new piece, after the connection was dropped, that make a failure of it."""


class UploadedFile(FileIngestion):
    """A file that was taken; with `wait=True`, one that has been read.

    Its `info` is the server's first answer, that reading it has begun, even after that.
    """

    __slots__ = ()

    @property
    def thoughts(self) -> int | None:
        """How many pieces or memories of it were stored; None: nobody waited for it."""
        count: int | None = self.additional_properties.get(THOUGHTS)
        return count

    @property
    def upload_id(self) -> str | None:
        """What their metadata hold as `upload_id`, by which they can be recalled or deleted.

        None as above, and for saved memories, which keep metadata and ids as they were.
        """
        upload_id: str | None = self.additional_properties.get(UPLOAD_ID)
        return upload_id


class UploadedFiles(BatchIngestion):
    """File name -> what was taken. Files of one name share an item."""

    __slots__ = ()

    if TYPE_CHECKING:  # what dict has, for items that are known

        def __getitem__(self, key: str) -> UploadedFile: ...
        def items(self) -> dict_items[str, UploadedFile]: ...
        def values(self) -> dict_values[str, UploadedFile]: ...

    @property
    def thoughts(self) -> int | None:
        """How many pieces of all of them were stored; None: nobody waited for it."""
        counts = [self[name].thoughts for name in self]
        return None if None in counts else sum(count for count in counts if count is not None)


class Watch:
    """The wait for one upload.

    Args:
        names: of the files.
        metadata: what the caller wants to be stored, by file name.
        timeout: seconds.

    Raises:
        ConfigError: the timeout is not positive.
        InvalidArgument: the metadata are no mapping.
    """

    def __init__(self, names: Sequence[str], metadata: Mapping[str, Mapping[str, Any]] | None, timeout: float) -> None:
        if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout < float("inf"):
            raise ConfigError(f"wait_timeout: {timeout!r}; give positive, finite seconds")
        if metadata is not None and not isinstance(metadata, Mapping):
            raise InvalidArgument(f"metadata: a mapping is expected, not {type(metadata).__name__}; nothing was sent")
        self._began = time.monotonic()
        self._timeout = self._left = float(timeout)
        self._end = uuid.uuid4().hex
        self._end_name = f"end-of-upload-{self._end}.txt"
        self.ids = {name: uuid.uuid4().hex for name in names}
        self._metadata = dict(metadata or {})
        self._connection: object = None
        self._kept = False
        self._count = -1
        self._pause = FIRST_PAUSE
        self._quiet_since = self._began
        self._dropped = False
        self.given_up = False
        """Whether the server has given up, as far as one can see."""
        self._rest = FIRST_PAUSE
        self._next_look = self._began

    @property
    def end_filter(self) -> dict[str, Any]:
        """Matches the mark's piece, and nothing else."""
        return {END_ID: self._end}

    @property
    def left(self) -> float:
        """Seconds until the time is over."""
        return self._began + self._left - time.monotonic()

    @property
    def words(self) -> str:
        """For the messages."""
        return ", ".join(self.ids)

    def mark(self) -> File:
        """The last file of the batch."""
        return File(payload=io.BytesIO(END_TEXT.encode()), file_name=self._end_name)

    def metadata(self) -> dict[str, Any]:
        """Of all files of the batch.

        Raises:
            InvalidArgument: some are no mapping.
        """
        marked: dict[str, Any] = {self._end_name: self.end_filter}
        for name, upload_id in self.ids.items():
            own = self._metadata.get(name) or {}
            if not isinstance(own, Mapping):
                raise InvalidArgument(f"metadata: those of {name!r} are a {type(own).__name__}; give a mapping")
            marked[name] = {**own, UPLOAD_ID: upload_id}
        return marked

    def sent(self, before: object, connection: object) -> None:
        """The upload is over there, and came over this connection, as the call before it over that: the time starts."""
        self._connection = connection
        self._kept = before is connection
        self._count, self._pause, self._rest = -1, FIRST_PAUSE, FIRST_PAUSE
        self._began = self._quiet_since = self._next_look = time.monotonic()

    def part_done(self) -> None:
        """This part has been read: the next one has what is left of the time."""
        self._left = self.left

    def pause(self) -> float:
        """Seconds until the next look.

        Raises:
            TimedOut: the time is over.
        """
        left = self.left
        if left <= 0:
            raise self._late()
        pause, self._pause = self._pause, min(LONGEST_PAUSE, self._pause * 1.5)
        return min(pause, left)

    @contextmanager
    def in_time(self, *sessions: S) -> Iterator[tuple[S, ...]]:
        """Give the same sessions, whose calls end when the time is over.

        Raises:
            TimedOut: it is over.
        """
        handled = sys.exc_info()[1]
        try:
            yield tuple(session.ending(self.words, self.left) for session in sessions)
        except TimedOut as error:
            if self.left > 0:  # it was the call's own time
                raise
            let_go(error, handled)
            raise self._late() from None

    def _late(self) -> TimedOut:
        return TimedOut(
            f"{self.words}: not read within {self._timeout:g} s; the server may still be reading, or have failed "
            "without a word; its pieces so far stay in the memory, and so may a mark, which "
            f"memory.delete_memory_points_by_metadata({COLLECTION!r}, {self.end_filter}) removes"
        )

    def heard_over(self, connection: object) -> None:
        """Take note of the connection that a call went over: another one than the upload's means that it is gone.

        Unless something in between keeps none anyway: then nothing is learnt from it.
        """
        self._dropped = self._dropped or (self._kept and connection is not self._connection)

    def counted(self, collections: MemoryCollections) -> bool:
        """Take note of how much is in the memory; whether it is time to look for the mark.

        A look makes the server embed a text, and on a local store it can fail while pieces come in. So it waits until
        no more come in, or have come in for long enough.
        """
        now = time.monotonic()
        found = [each for each in listed(collections.collections, "collections") if _within(each, "name") == COLLECTION]
        count = (found[0].vectors_count if found else 0) or 0
        if not isinstance(count, int):
            raise DecodeError(f"the {COLLECTION} memory's vectors_count is no number: {count!r}", status_code=200)
        settled = count == self._count
        if not settled:
            self._count, self._quiet_since = count, now
        return now >= self._next_look if settled else now >= self._next_look + LONGEST_REST

    def not_found(self) -> None:
        """Take note that the mark is not there, and perhaps will not come."""
        self._next_look = time.monotonic() + self._rest
        self._rest = min(LONGEST_REST, 2 * self._rest)
        self.given_up = self._dropped and time.monotonic() - self._quiet_since > GRACE

    def failure(self, recalled: Mapping[str, RecallResult]) -> IngestionFailed:
        """The error of a server that gave up, with what of each file it had stored."""
        return IngestionFailed(
            f"{self.words}: the server took it, but gave up reading: it dropped the connection, and nothing more "
            "was stored; the reason is in its log only. Pieces so far stay in the memory",
            thoughts=sum(len(pieces(each)) for each in recalled.values()),
        )

    @property
    def most(self) -> int:
        """How many pieces there can be at most."""
        return max(1, self._count)

    def batch(self, answer: BatchIngestion, recalled: Mapping[str, RecallResult]) -> UploadedFiles:
        """What the caller gets."""
        result = UploadedFiles()
        for name, upload_id in self.ids.items():
            item = _uploaded(name, answer.get(name, {"filename": name}))
            item[THOUGHTS], item[UPLOAD_ID] = len(pieces(recalled[name])), upload_id
            result[name] = item
        return result


def pieces(recalled: RecallResult) -> Sequence[object]:
    """What was found in the declarative memory."""
    found = _within(recalled, "vectors", "collections", COLLECTION)
    return found if isinstance(found, list) else ()


def embedder_of(recalled: RecallResult) -> tuple[object, int | None]:
    """What the Cat embeds with: its name, and how many numbers it makes of a text; None where it does not say so."""
    vector = _within(recalled, "query", "vector")
    return _within(recalled, "vectors", "embedder"), len(vector) if isinstance(vector, list) else None


def _within(value: object, *path: str) -> object:
    """What is there; None where a server leaves out, or has otherwise, what lies on the way."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def loaded(answer: FileIngestion, thoughts: int | None) -> UploadedFile:
    """What the caller gets for one file; a program of 1.4.9, that asks as it did, plain data."""
    if type(answer) is dict:
        return cast("UploadedFile", answer)
    result = UploadedFile.from_dict(answer)
    if thoughts is not None:
        result[THOUGHTS] = thoughts
    return result


def taken(answer: BatchIngestion) -> UploadedFiles:
    """What the caller gets who does not wait."""
    result = UploadedFiles()
    for name in answer:
        result[name] = _uploaded(name, answer[name])
    return result


def _uploaded(name: str, item: object) -> UploadedFile:
    """One item of the answer for a batch.

    Raises:
        DecodeError: it is none.
    """
    if not isinstance(item, Mapping):
        raise DecodeError(f"what it has for {name!r} is no file that was taken", status_code=200, body=repr(item))
    return UploadedFile.from_dict(item)
