"""An uploaded archive, read in memory and within bounds. An archive inside it is a file like any other.

What is counted is what comes out, not what the archive says of itself.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import posixpath
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Any

from .errors import Unhandled, refused

KIB = 1024
MIB = 1024 * KIB
LARGEST = 64 * MIB
"""Bytes of an archive, and of all its files together once they are unpacked."""
ENTRIES = 10_000
"""Files and folders in it."""
LARGEST_SOURCE = 256 * KIB
"""Bytes of a file that is looked into: nothing else runs in this process while Python parses it."""
SOURCES = 4 * MIB
"""Bytes of all of those together."""
SECONDS = 30.0
"""What reading it may take."""

Files = dict[str, bytes]
"""What is in an archive, by path; files that nobody looks into are empty here."""

MANIFEST = "plugin.json"

_CHUNK = 8 * KIB
_UNPACKERS: dict[bytes, Callable[[io.BytesIO], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ": lzma.open,
}
_DIRECTORY_ENTRY = b"PK\x01\x02"
_UNREADABLE = (
    EOFError,
    MemoryError,
    OSError,
    RuntimeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)


class Allowance:
    """What an archive may still cost. The thread that reads it spends, and may be stopped by another."""

    def __init__(self) -> None:
        self._entries = ENTRIES
        self._bytes = LARGEST
        self._sources = SOURCES
        self._deadline = time.monotonic() + SECONDS

    def stop(self) -> None:
        """Let nothing more be spent."""
        self._deadline = 0.0

    def check_time(self) -> None:
        """Raise Refused when the time is over."""
        if time.monotonic() > self._deadline:
            raise refused(413, f"The archive takes more than {SECONDS:g} s to read.")

    def spend_entries(self, count: int) -> None:
        """Account for files and folders. Raises Refused when there are too many."""
        self.check_time()
        self._entries -= count
        if self._entries < 0:
            raise refused(413, f"The archive has more than {ENTRIES} entries.")

    def spend(self, count: int) -> None:
        """Account for bytes that have come out. Raises Refused when there are too many."""
        self.check_time()
        self._bytes -= count
        if self._bytes < 0:
            raise refused(413, f"The archive unpacks to more than {LARGEST // MIB} MiB.")

    def spend_source(self, count: int) -> None:
        """Account for those that are looked into. Raises Refused when there are too many."""
        self._sources -= count
        if self._sources < 0:
            raise refused(413, f"The Python files of the archive have more than {SOURCES // MIB} MiB.")


def check_size(size: int) -> None:
    """Raise Refused for an archive that is too large to be read at all."""
    if size > LARGEST:
        raise refused(413, f"The archive has more than {LARGEST // MIB} MiB.")


def unpack(media_type: str | None, content: bytes, allowance: Allowance) -> Files:
    """Read an archive: zip, or tar whether compressed or not.

    Raises Refused (413) for one that is beyond the allowance, and Unhandled for what is no archive (CONTRACT D11).
    """
    try:
        if media_type == "application/zip":
            return _read_zip(content, allowance)
        return _read_tar(_decompressed(content, allowance), allowance)
    except _UNREADABLE as error:
        raise Unhandled(f"not an archive: {error}") from error


def _read_zip(content: bytes, allowance: Allowance) -> Files:
    # counted before the directory is read, since that makes an object of each entry
    allowance.spend_entries(content.count(_DIRECTORY_ENTRY))
    files: Files = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                # zipfile unpacks the others a block at a time, of which one may be gigabytes
                raise refused(413, f"{_shown(entry.filename)} is packed in another way than by deflating.")
            with archive.open(entry) as stream:
                files[entry.filename] = _read_file(entry.filename, stream, allowance)
    return files


def _read_tar(content: bytes, allowance: Allowance) -> Files:
    files: Files = {}
    with tarfile.open(fileobj=_Blocks(content), mode="r:") as archive:
        for entry in archive:
            allowance.spend_entries(1)
            stream = archive.extractfile(entry) if entry.isfile() else None
            if stream is not None:
                path = posixpath.normpath(entry.name)
                files[path] = _read_file(path, stream, allowance)
    return files


class _Blocks(io.BytesIO):
    """Refuses to be read in one piece where tarfile would: an extended header, which it then searches, slowly."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or not 0 <= size <= _CHUNK:
            raise refused(413, f"The archive has a header of more than {_CHUNK} bytes.")
        return super().read(size)


def _decompressed(content: bytes, allowance: Allowance) -> bytes:
    """Take off the compression around a tar, if there is any."""
    opened = next((opened for magic, opened in _UNPACKERS.items() if content.startswith(magic)), None)
    if opened is None:
        return content
    whole = bytearray()
    with opened(io.BytesIO(content)) as stream:
        while piece := stream.read(_CHUNK):
            allowance.check_time()
            whole += piece
            check_size(len(whole))
    return bytes(whole)


def _read_file(path: str, stream: IO[bytes], allowance: Allowance) -> bytes:
    """Read a file to its end, and return its content if it is one that is looked into."""
    looked_into = path.endswith(".py") or posixpath.basename(path) == MANIFEST
    kept = bytearray()
    while piece := stream.read(_CHUNK):
        allowance.spend(len(piece))
        if looked_into:
            allowance.spend_source(len(piece))
            kept += piece
            if len(kept) > LARGEST_SOURCE:
                raise refused(413, f"{_shown(path)} has more than {LARGEST_SOURCE // KIB} KiB.")
    return bytes(kept)


def _shown(path: str) -> str:
    return ascii(path[-100:])
