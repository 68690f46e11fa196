"""Files as the methods of resources take them, as the generated package sends them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, BinaryIO, cast

from cheshire_cat_api.errors import InvalidArgument, from_failure
from cheshire_cat_openapi.types import UNSET, File, Unset
from openapi_facade.failure import translated
from openapi_facade.transport import upload as files
from openapi_facade.transport.upload import OnProgress, Part
from openapi_facade.transport.upload import Upload as Upload


@contextmanager
def opened(
    upload: Upload, name: str | None = None, on_progress: OnProgress | None = None, example: str = "notes.txt"
) -> Iterator[File]:
    """Give a file as a part of a request; see `openapi_facade.transport.upload.opened`.

    Raises:
        InvalidArgument: no name can be told, or it would arrive as another one, or the file is of no kind.
        OSError: the path cannot be opened.
    """
    with ExitStack() as stack:
        entered = translated(
            partial(stack.enter_context, files.opened(upload, name, on_progress, example)), from_failure
        )
        yield _file(entered())


@contextmanager
def all_opened(uploads: object, on_progress: OnProgress | None = None) -> Iterator[list[File]]:
    """Give several files at once, a sequence of what `opened` takes.

    Raises:
        InvalidArgument: it is one file, not several; or one of them cannot be sent.
        OSError: a path cannot be opened.
    """
    with ExitStack() as stack:
        entered = translated(partial(stack.enter_context, files.all_opened(uploads, on_progress)), from_failure)
        yield list(map(_file, entered()))


def whole(part: File) -> bytes:
    """Return all that is in a file.

    Raises:
        InvalidArgument: it gives something else than bytes, or has become shorter.
    """
    return _whole(Part(part.file_name or "", cast("files.Source", part.payload)))


_whole = translated(files.whole, from_failure)


def form_json(value: Mapping[str, Any] | None) -> str | Unset:
    """Return an object as a form field carries it: JSON in a string. Anything else would make the server fail (D8).

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


def _file(part: Part) -> File:
    return File(payload=cast("BinaryIO", part.source), file_name=part.name)
