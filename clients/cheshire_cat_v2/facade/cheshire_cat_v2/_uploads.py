"""Files on their way to the server, and where they are then."""

from __future__ import annotations

from typing import BinaryIO, cast
from urllib.parse import quote, unquote, urlsplit

from cheshire_cat_v2.errors import InvalidArgument
from cheshire_cat_v2_openapi.models import UploadedFileResponse
from cheshire_cat_v2_openapi.types import File
from openapi_facade.transport.upload import Part

_FOLDER = "/uploads/"


def quoted(file: UploadedFileResponse) -> UploadedFileResponse:
    """Return what the server says of a file, with a URL that can be fetched: the server quotes nothing (C6)."""
    head, found, path = str(file.url).partition(_FOLDER)
    return UploadedFileResponse.from_dict({**file, "url": f"{head}{found}{quote(path)}"})


def path_of(place: str) -> str:
    """Return the path of a file on the server, quoted.

    Args:
        place: the URL that an upload gave, or what comes after `/uploads/`, as it is called.

    Raises:
        InvalidArgument: it is none, or leads elsewhere.
    """
    name = unquote(urlsplit(place).path.partition(_FOLDER)[2]) if "://" in place else place
    if not name or any(part in ("", ".", "..") for part in name.split("/")) or "\\" in name:
        raise InvalidArgument("path: that of an upload is expected, without empty parts, . and ..; nothing was sent")
    return _FOLDER + quote(name)


def file_of(part: Part) -> File:
    """Return a part of a request as the generated package takes it."""
    return File(payload=cast("BinaryIO", part.source), file_name=part.name)
