"""Images and sounds as a prompt carries them: a URL that the server fetches, or a data URI (CONTRACT §4.2)."""

from __future__ import annotations

import base64
import mimetypes
import os
from pathlib import Path
from typing import TypeAlias

from cheshire_cat_api.errors import InvalidArgument

Media: TypeAlias = str | os.PathLike[str] | bytes
"""A URL or data URI, a path, or the content itself."""

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
)


def as_url(media: Media) -> str:
    """What stands in the prompt: a URL as it is, a file or bytes as a data URI.

    Raises:
        InvalidArgument: neither a URL nor a file that can be read, or bytes of an unknown kind.
    """
    if isinstance(media, str) and media.startswith(("http://", "https://", "data:")):
        return media
    if isinstance(media, bytes | bytearray):
        kind = _kind_of(bytes(media[:16]))
        if kind is None:
            raise InvalidArgument("bytes of an unknown kind; give a path with an ending, or a data: URI")
        return _data_uri(kind, bytes(media))
    if not isinstance(media, str | os.PathLike):
        raise InvalidArgument(f"a URL, a path or bytes are expected, not {type(media).__name__}")
    if not os.fspath(media):
        raise InvalidArgument("a URL, a path or bytes are expected, not empty text")
    path = Path(media)
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or str(error)
    else:
        return _data_uri(
            mimetypes.guess_type(path.name)[0] or _kind_of(content[:16]) or "application/octet-stream", content
        )
    raise InvalidArgument(f"{os.fspath(media)!r} is neither a URL nor a file that can be read: {problem}")


def _data_uri(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _kind_of(start: bytes) -> str | None:
    if start[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(start[8:12])
    return next((kind for signature, kind in _SIGNATURES if start.startswith(signature)), None)
