"""Files as callers have them, as parts of a multipart body. Read from disk while they are sent, never whole."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias, cast

from openapi_facade.failure import Failure

Content: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO
Upload: TypeAlias = Content | tuple[str, Content]
"""A path, bytes, or a file opened for reading in binary; or a pair of a name and one of these."""
OnProgress: TypeAlias = Callable[[int, "int | None"], object]
"""Called with the bytes of the files that were sent, and with how many there are; None: nobody knows."""


PIECE = 131_072
"""Bytes that are read and sent at a time."""
NOT_IN_NAMES = re.compile(r'["\\\x00-\x1f\x7f\ud800-\udfff]')
"""What httpx would replace in a file's name, and what the server would have otherwise or cannot be sent."""


class Source:
    """A file while it is sent: from its beginning, exactly as long as it was at first, its progress told.

    Args:
        file: opened in binary.
        progress: of the whole upload.
    """

    def __init__(self, file: BinaryIO, progress: Progress) -> None:
        self._file = file
        self._progress = progress
        self._sent = 0
        try:
            self.size: int | None = file.seek(0, os.SEEK_END)
            file.seek(0)
        except (AttributeError, OSError, ValueError):
            self.size = None

    @property
    def rewindable(self) -> bool:
        """Whether it can be read once more."""
        return self.size is not None

    def read(self, size: int) -> bytes:
        """The next bytes, more of them than httpx asks for: in its 64 KiB, an upload takes 1.3 times as long.

        Raises:
            Failure: argument: it has become shorter than it was, or what it reads are no bytes.
        """
        size = max(size, PIECE)
        if self.size is not None:
            left = self.size - self._sent  # what was appended meanwhile is not of this upload
            size = min(size, left)
        data = self._file.read(size)
        if not isinstance(data, bytes | bytearray | memoryview):
            raise Failure("argument", f"a file gives bytes, not {type(data).__name__}; the upload was broken off")
        if not data and self.size is not None and self._sent < self.size:
            raise Failure("argument", "the file became shorter while it was sent; the upload was broken off")
        self._sent += len(data)
        if self._progress.wanted:
            self._progress.add(len(data))
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to the beginning to send it, or to the end to tell its size: all that httpx does."""
        if self.size is None:
            raise io.UnsupportedOperation("not seekable")
        if whence == os.SEEK_END:
            return self.size
        self._progress.add(-self._sent)
        self._sent = 0
        return self._file.seek(0)

    def tell(self) -> int:
        """How much has been sent."""
        return self._sent


class Part(NamedTuple):
    """A file with its name, as httpx takes it."""

    name: str
    source: Source


class Progress:
    """How far an upload is.

    Args:
        tell: whom to tell.
    """

    def __init__(self, tell: OnProgress | None) -> None:
        self._tell = tell
        self.wanted = tell is not None
        self._sent = 0
        self.total: int | None = 0

    def expect(self, size: int | None) -> None:
        """One more file."""
        self.total = None if size is None or self.total is None else self.total + size

    def add(self, size: int) -> None:
        """So many bytes more were sent; fewer where it begins again."""
        self._sent += size
        if self._tell is not None and size > 0:
            self._tell(self._sent, self.total)


@contextmanager
def opened(
    upload: Upload, name: str | None = None, on_progress: OnProgress | None = None, example: str = "notes.txt"
) -> Iterator[Part]:
    """A file as a part of a request. What this opens it closes; a file of the caller's stays open.

    Args:
        upload: see `Upload`. An open file is sent from its beginning, one that cannot be rewound from where it is.
        name: the name to send, whose ending tells the kind of document.
        on_progress: see `OnProgress`.
        example: of a name, for the error.

    Raises:
        Failure: argument: no name can be told, or it would arrive as another one, or the file is of no kind above.
        OSError: the path cannot be opened.
    """
    with _part(upload, name, Progress(on_progress), example) as part:
        yield part


def whole(part: Part) -> bytes:
    """Return all that is in a file."""
    return b"".join(iter(partial(part.source.read, PIECE), b""))


@contextmanager
def all_opened(uploads: object, on_progress: OnProgress | None = None) -> Iterator[list[Part]]:
    """Several files at once, a sequence of what `opened` takes.

    Raises:
        Failure: argument: it is one file, not several.
    """
    if isinstance(uploads, str | bytes | os.PathLike) or not isinstance(uploads, Sequence):
        raise Failure("argument", "a list of files is expected; for one file there is another method")
    if not uploads:
        raise Failure("argument", "a list of files is expected, and this one is empty; nothing was sent")
    progress = Progress(on_progress)
    with ExitStack() as stack:
        yield [stack.enter_context(_part(cast("Upload", upload), None, progress)) for upload in uploads]


@contextmanager
def multipart(
    files: Mapping[str, Upload | list[Upload]] | None, on_progress: OnProgress | None
) -> Iterator[list[Any] | None]:
    """The files of any request, by the names of their form fields, as httpx takes them; a list is several of one field.

    Raises:
        Failure: argument: they are no mapping, or one of them is no file.
    """
    if not isinstance(files, Mapping | None):
        raise Failure("argument", f"files: a mapping of form fields is expected, not {type(files).__name__}")
    if not files:
        yield None
        return
    progress = Progress(on_progress)
    with ExitStack() as stack:
        yield [
            (field, stack.enter_context(_part(upload, None, progress)))
            for field, given in files.items()
            for upload in (given if isinstance(given, list) else [given])
        ]


@contextmanager
def _part(upload: Upload, name: str | None, progress: Progress, example: str = "notes.txt") -> Iterator[Part]:
    if isinstance(upload, tuple) and len(upload) == 2:
        given, upload = upload
        name = name or given
    with ExitStack() as stack:
        if isinstance(upload, str | os.PathLike):
            file: BinaryIO = stack.enter_context(_open(upload))
        elif isinstance(upload, bytes | bytearray | memoryview):
            file = io.BytesIO(upload)
        else:
            file = upload
        if not hasattr(file, "read") or isinstance(file, io.TextIOBase) or getattr(file, "closed", False):
            raise Failure(
                "argument",
                "a path, bytes or an open file of mode 'rb' is expected, or a pair of a name and one of these, not "
                f"{'a closed file' if getattr(file, 'closed', False) else type(upload).__name__}; nothing was sent",
            )
        own = getattr(file, "name", None)
        name = _checked_name(name or (Path(own).name if isinstance(own, str) else None), example)
        source = Source(file, progress)
        progress.expect(source.size)
        yield Part(name, source)


def _open(path: str | os.PathLike[Any]) -> BinaryIO:
    try:
        return open(os.fsdecode(path), "rb")
    except (TypeError, ValueError) as error:
        raise Failure("argument", f"{path!r} is no path: {error}; nothing was sent") from None


def _checked_name(name: object, example: str) -> str:
    if not isinstance(name, str) or not name:
        problem = "the content has no file name, whose ending tells its kind: give one with it"
    elif NOT_IN_NAMES.search(name):
        problem = (
            f"the file name {name!r} would arrive as another name; give one without quotation marks, backslashes and "
            "control characters"
        )
    else:
        return name
    advice = f"such as ({example!r}, content), or as name= where there is one"
    raise Failure("argument", f"{problem}, {advice}; nothing was sent")
