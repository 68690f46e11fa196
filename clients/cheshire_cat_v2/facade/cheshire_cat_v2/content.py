"""What is said to an agent, in blocks (CONTRACT §4)."""

from __future__ import annotations

import base64
import mimetypes
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from cheshire_cat_v2.errors import InvalidArgument

Block: TypeAlias = dict[str, Any]
Media: TypeAlias = "bytes | str | os.PathLike[str] | Mapping[str, Any]"
"""Bytes, the path of a file, or a block that is ready."""
Said: TypeAlias = "str | Sequence[Mapping[str, Any]]"
"""A text, or blocks."""

_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
)


def text(said: str) -> Block:
    """Return a block of text."""
    return {"type": "text", "text": said}


def image(media: Media, mime_type: str | None = None) -> Block:
    """Return a block of an image.

    Args:
        media: bytes, or the path of a file.
        mime_type: such as `image/png`; None: as its name or its first bytes say.

    Raises:
        InvalidArgument: it cannot be read, or its kind is not known.
    """
    return _block("image", media, mime_type)


def audio(media: Media, mime_type: str | None = None) -> Block:
    """Return a block of sound; see `image`."""
    return _block("audio", media, mime_type)


def link(uri: str, name: str | None = None, **more: Any) -> Block:
    """Return a block that names a resource, by where it is."""
    return {"type": "resource_link", "uri": uri, "name": name or uri.rstrip("/").rpartition("/")[2] or uri, **more}


def resource(uri: str, held: str | bytes, mime_type: str | None = None) -> Block:
    """Return a block that holds a resource: its text, or its bytes."""
    inner: Block = {"uri": uri}
    if mime_type is not None:
        inner["mimeType"] = mime_type
    if isinstance(held, str):
        inner["text"] = held
    else:
        inner["blob"] = base64.b64encode(held).decode()
    return {"type": "resource", "resource": inner}


def message(
    said: Said,
    images: Media | None = None,
    sound: Media | None = None,
    resources: Sequence[str | Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return the message of a user.

    Raises:
        InvalidArgument: it is neither text nor blocks, or a file cannot be read.
    """
    if isinstance(said, str):
        blocks = [text(said)]
    elif isinstance(said, Sequence) and all(isinstance(block, Mapping) for block in said):
        blocks = [dict(block) for block in said if isinstance(block, Mapping)]
    else:
        raise InvalidArgument(f"text: a text or a list of blocks is expected, not a {type(said).__name__}")
    if images is not None:
        blocks.append(image(images))
    if sound is not None:
        blocks.append(audio(sound))
    blocks += [link(each) if isinstance(each, str) else dict(each) for each in resources]
    return {"role": "user", "content": blocks}


def _block(kind: str, media: Media, mime_type: str | None) -> Block:
    if isinstance(media, Mapping):
        return dict(media)
    if isinstance(media, bytes | bytearray):
        held, guessed = bytes(media), None
    elif isinstance(media, str | os.PathLike):
        held, guessed = _read(kind, media), mimetypes.guess_type(os.fspath(media))[0]
    else:
        raise InvalidArgument(f"{kind}: bytes, a path or a block is expected, not a {type(media).__name__}")
    found = mime_type or guessed or next((name for sign, name in _SIGNS if held.startswith(sign)), None)
    if found is None and held[:4] == b"RIFF":
        found = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(held[8:12])
    if found is None:
        raise InvalidArgument(f"{kind}: its kind is not known; give content.{kind}(data, mime_type)")
    return {"type": kind, "data": base64.b64encode(held).decode(), "mimeType": found}


def _read(kind: str, path: str | os.PathLike[str]) -> bytes:
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        problem = type(error).__name__
    raise InvalidArgument(f"{kind}: the file cannot be read: {problem}")
