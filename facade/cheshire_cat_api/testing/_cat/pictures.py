"""The pictures of a conversation, all of which the Cat reads again in each turn (CONTRACT §4.2)."""

from __future__ import annotations

import ssl
from urllib.parse import urlsplit

from .fetch import Admits, Unreachable, fetch

_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\1\0")
_SHORTEST = 26
"""Bytes of the smallest header of them all, a BMP's."""


class InvalidURL(ValueError):
    """An address that no request can be made of. Its name and text are what the client sees, as those below."""


class MissingSchema(InvalidURL):
    """An address such as `httpx`."""


class SSLError(ConnectionError):
    """A server that speaks no TLS, or is not who it says."""


class UnidentifiedImageError(OSError):
    """Something was fetched that is no picture."""


async def read(address: str, admits: Admits) -> None:
    """Fetch a picture that an address of the web is given for; all else goes to the language model unread.

    Raises:
        InvalidURL, MissingSchema, SSLError, ConnectionError, UnidentifiedImageError: what the turn fails with. A status
            other than 200 is no failure.
    """
    if not address.startswith("http"):
        return
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise InvalidURL(f"Failed to parse: {address}") from None
    if not parts.scheme:
        raise MissingSchema(f"Invalid URL {address!r}: No scheme supplied. Perhaps you meant https://{address}?")
    if not host:
        raise InvalidURL(f"Invalid URL {address!r}: No host supplied")
    try:
        fetched = await fetch("GET", address, admits)
    except Unreachable as error:
        kind = SSLError if isinstance(error.__cause__, ssl.SSLError) else ConnectionError
        pool = f"{parts.scheme.upper()}ConnectionPool(host={host!r}, port={port})"
        raise kind(f"{pool}: Max retries exceeded with url: {parts.path} (Caused by {error})") from error
    if fetched.status == 200 and not _is_picture(fetched.body):
        raise UnidentifiedImageError(f"cannot identify image file <_io.BytesIO object at {id(fetched):#x}>")


def _is_picture(content: bytes) -> bool:
    """Whether it begins as one."""
    known = content.startswith(_BEGINNINGS) or (content[:4], content[8:12]) == (b"RIFF", b"WEBP")
    return known and len(content) >= _SHORTEST
