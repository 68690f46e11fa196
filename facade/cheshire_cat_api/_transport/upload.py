"""Files as callers have them, as parts of a multipart body. Read from disk while they are sent, never whole."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias, Union, cast

from cheshire_cat_api.errors import InvalidArgument
from cheshire_cat_openapi.types import UNSET, File, Unset

Content: TypeAlias = Union[str, "os.PathLike[str]", bytes, BinaryIO]
Upload: TypeAlias = Content | tuple[str, Content]
"""A path, bytes, or a file opened for reading in binary; or a pair of a name and one of these."""


@contextmanager
def opened(upload: Upload, name: str | None = None) -> Iterator[File]:
    """A file as a part of a request. What this opens it closes; a file of the caller's stays open.

    Args:
        upload: see `Upload`.
        name: the name to send, whose ending tells the Cat the kind of document (CONTRACT §3.2).

    Raises:
        InvalidArgument: no name can be told, or the file is of no kind above.
        OSError: the path cannot be opened.
    """
    if isinstance(upload, tuple):
        given, upload = upload
        name = name or given
    if isinstance(upload, str | os.PathLike):
        with open(upload, "rb") as file:
            yield File(payload=file, file_name=name or Path(upload).name)
        return
    content = io.BytesIO(upload) if isinstance(upload, bytes | bytearray | memoryview) else upload
    if not hasattr(content, "read") or isinstance(content, io.TextIOBase):
        raise InvalidArgument(
            f"a path, bytes or a file opened with mode 'rb' is expected, not {type(upload).__name__}; nothing was sent"
        )
    own = getattr(content, "name", None)
    name = name or (Path(own).name if isinstance(own, str) else None)
    if not name:
        raise InvalidArgument("the content has no file name: give name='notes.txt'; its ending tells the Cat the kind")
    yield File(payload=content, file_name=name)


@contextmanager
def all_opened(uploads: object) -> Iterator[list[File]]:
    """Several files at once, a sequence of what `opened` takes.

    Raises:
        InvalidArgument: it is one file, not several.
    """
    if isinstance(uploads, str | bytes | os.PathLike) or not isinstance(uploads, Sequence):
        raise InvalidArgument("a list of files is expected; for one file there is upload_file()")
    with ExitStack() as stack:
        yield [stack.enter_context(opened(cast("Upload", upload))) for upload in uploads]


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
    except (TypeError, ValueError) as error:
        problem = str(error)
    raise InvalidArgument(f"metadata: {problem}; nothing was sent")
