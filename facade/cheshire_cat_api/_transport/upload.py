"""Files as callers have them, as parts of a multipart body. Read from disk while they are sent, never whole."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias, cast

from cheshire_cat_api.errors import InvalidArgument
from cheshire_cat_openapi.types import UNSET, File, Unset

Content: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO
Upload: TypeAlias = Content | tuple[str, Content]
"""A path, bytes, or a file opened for reading in binary; or a pair of a name and one of these."""
OnProgress: TypeAlias = Callable[[int, "int | None"], object]
"""Called with the bytes of the files that were sent, and with how many there are; None: nobody knows."""


PIECE = 131_072
"""Bytes that are read and sent at a time."""


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
        except (AttributeError, OSError):
            self.size = None

    @property
    def rewindable(self) -> bool:
        """Whether it can be read once more."""
        return self.size is not None

    def read(self, size: int = -1) -> bytes:
        """The next bytes, more of them than httpx asks for: in its 64 KiB, an upload takes 1.3 times as long.

        Raises:
            InvalidArgument: it has become shorter than it was.
        """
        size = max(size, PIECE)
        if self.size is not None:
            left = self.size - self._sent  # what was appended meanwhile is not of this upload
            size = min(size, left)
        data = self._file.read(size)
        if not data and self.size is not None and self._sent < self.size:
            raise InvalidArgument("the file became shorter while it was sent; the upload was broken off")
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
def opened(upload: Upload, name: str | None = None, on_progress: OnProgress | None = None) -> Iterator[File]:
    """A file as a part of a request. What this opens it closes; a file of the caller's stays open.

    Args:
        upload: see `Upload`. An open file is sent from its beginning, one that cannot be rewound from where it is.
        name: the name to send, whose ending tells the Cat the kind of document (CONTRACT §3.2).
        on_progress: see `OnProgress`.

    Raises:
        InvalidArgument: no name can be told, or the file is of no kind above.
        OSError: the path cannot be opened.
    """
    with _part(upload, name, Progress(on_progress)) as part:
        yield part


@contextmanager
def all_opened(uploads: object, on_progress: OnProgress | None = None) -> Iterator[list[File]]:
    """Several files at once, a sequence of what `opened` takes.

    Raises:
        InvalidArgument: it is one file, not several.
    """
    if isinstance(uploads, str | bytes | os.PathLike) or not isinstance(uploads, Sequence):
        raise InvalidArgument("a list of files is expected; for one file there is upload_file()")
    if not uploads:
        raise InvalidArgument("a list of files is expected, and this one is empty; nothing was sent")
    progress = Progress(on_progress)
    with ExitStack() as stack:
        yield [stack.enter_context(_part(cast("Upload", upload), None, progress)) for upload in uploads]


@contextmanager
def multipart(files: Mapping[str, Upload] | None, on_progress: OnProgress | None) -> Iterator[list[Any] | None]:
    """The files of any request, by the names of their form fields, as httpx takes them.

    Raises:
        InvalidArgument: they are no mapping, or one of them is no file.
    """
    if not isinstance(files, Mapping | None):
        raise InvalidArgument(f"files: a mapping of form fields is expected, not {type(files).__name__}")
    if not files:
        yield None
        return
    progress = Progress(on_progress)
    with ExitStack() as stack:
        yield [
            (field, stack.enter_context(_part(upload, None, progress)).to_tuple()) for field, upload in files.items()
        ]


@contextmanager
def _part(upload: Upload, name: str | None, progress: Progress) -> Iterator[File]:
    if isinstance(upload, tuple):
        given, upload = upload
        name = name or given
    with ExitStack() as stack:
        if isinstance(upload, str | os.PathLike):
            name = name or Path(upload).name
            file: BinaryIO = stack.enter_context(open(upload, "rb"))
        elif isinstance(upload, bytes | bytearray | memoryview):
            file = io.BytesIO(upload)
        else:
            file = upload
            own = getattr(file, "name", None)
            name = name or (Path(own).name if isinstance(own, str) else None)
        if not hasattr(file, "read") or isinstance(file, io.TextIOBase) or getattr(file, "closed", False):
            raise InvalidArgument(
                "a path, bytes or an open file of mode 'rb' is expected, not "
                f"{'a closed file' if getattr(file, 'closed', False) else type(upload).__name__}; nothing was sent"
            )
        if not isinstance(name, str) or not name:
            raise InvalidArgument(
                "the content has no file name, whose ending tells the Cat the kind: give one with it, "
                "such as ('notes.txt', content), or as name= where there is one; nothing was sent"
            )
        source = Source(file, progress)
        progress.expect(source.size)
        yield File(payload=cast("BinaryIO", source), file_name=name)


def form_json(value: Mapping[str, Any] | None) -> str | Unset:
    """An object as a form field carries it: JSON in a string. Anything else would make the server fail (D8).

    Raises:
        InvalidArgument: not JSON-able.
    """
    if value is None:
        return UNSET
    try:
        if isinstance(value, Mapping):
            return json.dumps(dict(value), allow_nan=False)
        problem = f"a mapping is expected, not {type(value).__name__}"
    except (TypeError, ValueError, RecursionError) as error:
        problem = str(error)
    raise InvalidArgument(f"metadata: {problem}; nothing was sent")
