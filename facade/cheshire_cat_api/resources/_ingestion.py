"""Knowing when an upload has been read. No input or output in here.

The server answers an upload before it reads it. That it has read it, it tells the WebSocket of the user who uploads, if
there is one; where it gives up, it says nothing more, and drops the connection that the upload came over (CONTRACT
§3.2, §4.5). Of saved memories it tells nothing: there, the last one is looked for in the memory.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from cheshire_cat_api.errors import (
    ApiError,
    ConfigError,
    ConnectionFailed,
    DecodeError,
    IngestionFailed,
    InvalidArgument,
    TimedOut,
)
from cheshire_cat_api.resources._answers import DECLARATIVE, count_of, within
from cheshire_cat_openapi.models import BatchIngestion, FileIngestion, UrlIngestion

if TYPE_CHECKING:
    from _collections_abc import dict_items, dict_values

THOUGHTS = "thoughts"
WAIT_TIMEOUT = 600.0
QUIET = 2.0
"""Seconds without a further piece after which an upload has been read, where nobody hears the server say so."""
SILENCE = 30.0
"""The same where none has come so far, and the server may still fetch or parse it; or where it would have been heard to
end, and has not been."""
READ_AT_ONCE = ".txt", ".md", ".html", ".json"
FINISHED, MADE, THOUGHTS_ON_IT = "Finished reading ", ", I made ", " thoughts on it."
"""How the server tells that it has read something: its name and a number in between."""
LONGEST_COUNT = 19  # digits
_OF_A_FILE = 400, 413, 415, 500
"""Statuses that say something of what was uploaded, and nothing of the next upload."""


class UploadedFile(FileIngestion):
    """A file that was taken; with `wait=True`, one that has been read.

    Its `info` is the server's first answer, that reading it has begun, even after that.
    """

    __slots__ = ()

    @property
    def thoughts(self) -> int | None:
        """How many pieces or memories of it were stored; None: nobody waited for it."""
        return cast("int | None", self.additional_properties.get(THOUGHTS))


class UploadedUrl(UrlIngestion):
    """A web page that was taken; with `wait=True`, one that has been read. Its `info` is as that of a file."""

    __slots__ = ()

    @property
    def thoughts(self) -> int | None:
        """How many pieces of it were stored; None: nobody waited for it."""
        return cast("int | None", self.additional_properties.get(THOUGHTS))


class UploadedFiles(BatchIngestion):
    """File name -> what was taken."""

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


class Patience:
    """How long uploads are waited for, all parts of one together.

    Args:
        seconds: at most, without those in which they are sent.

    Raises:
        ConfigError: not positive and finite.
    """

    def __init__(self, seconds: float) -> None:
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < math.inf:
            raise ConfigError(f"wait_timeout: {seconds!r}; give positive, finite seconds")
        self.seconds = self._left = float(seconds)
        self._since = math.inf

    def begin(self) -> None:
        """What is waited for has been sent."""
        self._since = time.monotonic()

    @property
    def left(self) -> float:
        """Seconds."""
        return self._left - max(0.0, time.monotonic() - self._since)

    def pause(self) -> None:
        """That has been read, or failed."""
        self._left, self._since = self.left, math.inf

    def check(self, name: str) -> None:
        """Raise what says that the next part is not sent any more, where the time is over.

        Raises:
            TimedOut: it is.
        """
        if self.left <= 0:
            raise TimedOut(f"{name}: the {self.seconds:g} s were over before it was sent")


class Signs:
    """What is known of an upload that the server has, or may have.

    Args:
        sources: what the notifications of its end name: the files, or the address.
    """

    def __init__(self, sources: Sequence[str]) -> None:
        self.thoughts: dict[str, int | None] = dict.fromkeys(sources)
        """How many there are of each source; None as long as it has not been read."""
        self._last = time.monotonic()
        self._patience = QUIET
        self._grown = all(source.endswith(READ_AT_ONCE) and "://" not in source for source in sources)
        """Whether pieces have come, or would have."""
        self.count: int | None = None
        """How many there are in the memory, by the last look."""
        self.told = False
        """Whether anything has been heard, of this upload or of others."""

    @property
    def read(self) -> bool:
        """Whether all of it is known to have been read."""
        return None not in self.thoughts.values()

    @property
    def quiet(self) -> bool:
        """Whether nothing has come for a while."""
        return time.monotonic() - self._last >= QUIET

    def before(self, count: int | None) -> None:
        """So many pieces were in the memory before it was sent: more must come, however late a busy server begins."""
        if count is not None:
            self.count, self._grown = count, False

    def taken(self) -> None:
        """The server has answered that it will read it."""
        self._patience, self._last = SILENCE, time.monotonic()

    def heard(self, contents: Iterable[object]) -> None:
        """Notifications came, of this upload or of others."""
        for content in contents:
            self.told, self._last = True, time.monotonic()
            source, thoughts = _finished(content)
            if source in self.thoughts:
                self.thoughts[source] = thoughts

    def grown_in_silence(self, before: int, count: int | None) -> bool:
        """Take note of a look at the memory by whom nothing was told: whether it has grown, and grows no more."""
        if count is None or count != self.count:
            self.count, self._last = count, time.monotonic()
            return False
        if count > before:
            self.thoughts = dict.fromkeys(self.thoughts, count - before)
        return self.read

    def counted(self, count: int | None) -> None:
        """So many pieces are in the memory; None: that is not to be known."""
        if count is not None and count != self.count:  # the first look counts as well: it may be growing since long
            # Of an empty memory, even the first look tells that nothing has come of it so far.
            self._grown = (self._grown and count > 0) or self.count is not None
            self._last = time.monotonic()
            self.count = count

    def over(self, hearing: bool) -> bool:
        """Whether the next one need not wait for this one, as far as one can know.

        Args:
            hearing: whether what the server notifies of is heard.
        """
        patience = QUIET if self._grown and self.count is not None and not hearing else self._patience
        return self.read or time.monotonic() - self._last >= patience


class Batch:
    """Several files, and what becomes of each.

    Args:
        names: of the files.
        metadata: what the caller wants to be stored, by file name.

    Raises:
        InvalidArgument: two files of one name, or metadata of none.
    """

    def __init__(self, names: list[str], metadata: Mapping[str, Mapping[str, Any]] | None) -> None:
        self.names = names
        self._results: dict[str, UploadedFile | Exception | None] = dict.fromkeys(names)
        self._metadata = metadata
        if len(self._results) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise InvalidArgument(
                f"files: two of them are named {twice!r}, which the server cannot tell apart: give one as a pair of "
                "another name and the file; nothing was sent"
            )
        if not isinstance(metadata, Mapping | None):
            raise InvalidArgument(f"metadata: a mapping is expected, not {type(metadata).__name__}; nothing was sent")
        for name, own in (metadata or {}).items():
            if name not in self._results:
                raise InvalidArgument(f"metadata: there is no file named {name!r}; nothing was sent")
            if not isinstance(own, Mapping):
                raise InvalidArgument(
                    f"metadata: those of {name!r} are a {type(own).__name__}; give a mapping; nothing was sent"
                )

    def metadata(self, name: str) -> Mapping[str, Any] | None:
        """Those of a file."""
        return (self._metadata or {}).get(name)

    def read(self, name: str, result: UploadedFile) -> None:
        """A file has been read."""
        self._results[name] = result

    def failed(self, name: str, error: Exception) -> bool:
        """A file has not been read. False: it is the first one, and the others will not be, either."""
        if not is_of_one(error) and not any(self._results.values()):
            return False
        # Without its frames, of which one has this.
        self._results[name] = error.with_traceback(None)
        error.__context__ = error.__cause__ = None
        return True

    def outcome(self) -> UploadedFiles:
        """What the caller gets.

        Raises:
            IngestionFailed: not all of them have been read.
        """
        read = UploadedFiles()
        for name, result in self._results.items():
            if isinstance(result, UploadedFile):
                read[name] = result
        if len(read) == len(self._results):
            return read
        unread = [
            f"{name}: {str(result or 'not begun').removeprefix(f'{name}: ')}"
            for name, result in self._results.items()
            if name not in read
        ]
        raise IngestionFailed(
            f"{len(unread)} of {len(self._results)} files were not read: {'; '.join(unread)}",
            thoughts=read.thoughts or 0,
            results=self._results,
        )


def _finished(content: object) -> tuple[str, int | None]:
    """The source that has been read, by a notification, and how many thoughts it made; none, by any other."""
    if not (isinstance(content, str) and content.startswith(FINISHED) and content.endswith(THOUGHTS_ON_IT)):
        return "", None
    source, _, count = content[len(FINISHED) : -len(THOUGHTS_ON_IT)].rpartition(MADE)
    known = count.isascii() and count.isdigit() and len(count) < LONGEST_COUNT
    return (source, int(count)) if known else ("", None)


def declarative_count(collections: Any) -> int | None:
    """How many points the declarative memory has; None where an answer does not say so."""
    found = within(collections, "collections")
    return count_of(found if isinstance(found, list) else (), DECLARATIVE)


def check_overlap(overlap: object) -> None:
    """Refuse an overlap that the server takes for another.

    Raises:
        InvalidArgument: 0, which it takes for "not given".
    """
    if isinstance(overlap, int) and not overlap:
        raise InvalidArgument(
            "chunk_overlap: the server takes 0 for not given, which means 64, and makes hundreds of small pieces then; "
            "give 1 for next to none; nothing was sent"
        )


def is_of_one(error: Exception) -> bool:
    """Whether an upload failed for its own sake, so that the next one need not."""
    if isinstance(error, ApiError):
        return error.status_code in _OF_A_FILE
    return isinstance(error, IngestionFailed | InvalidArgument | OSError) and not isinstance(error, ConnectionFailed)


def gave_up(source: str) -> str:
    """The words for an upload at which the server gave up."""
    return (
        f"{source}: the server took it, but gave up reading: it dropped the connection; the reason is in its log only. "
        "Pieces so far stay in the memory"
    )


def too_late(source: str, patience: Patience) -> TimedOut:
    """The error for an upload whose end was not heard of."""
    return TimedOut(
        f"{source}: not read within {patience.seconds:g} s, as far as was heard; the server may still be reading, a "
        "plugin may have changed what it notifies of, or a proxy may have dropped the header user_id"
    )


def loaded(answer: FileIngestion, thoughts: int | None = None) -> UploadedFile:
    """What the caller gets for one file; a program of 1.4.9, that asks as it did, plain data."""
    if type(answer) is dict:
        return cast("UploadedFile", answer)
    result = UploadedFile.from_dict(answer)
    if thoughts is not None:
        result[THOUGHTS] = thoughts
    return result


def loaded_url(answer: UrlIngestion, thoughts: int | None = None) -> UploadedUrl:
    """The same for a web page."""
    if type(answer) is dict:
        return cast("UploadedUrl", answer)
    result = UploadedUrl.from_dict(answer)
    if thoughts is not None:
        result[THOUGHTS] = thoughts
    return result


def taken(answer: BatchIngestion) -> UploadedFiles:
    """What the caller gets who does not wait.

    Raises:
        DecodeError: an item is no file.
    """
    result = UploadedFiles()
    for name in answer:
        item: object = answer[name]
        if not isinstance(item, Mapping):
            raise DecodeError(f"what it has for {name!r} is no file that was taken", status_code=200, body=repr(item))
        result[name] = UploadedFile.from_dict(item)
    return result
