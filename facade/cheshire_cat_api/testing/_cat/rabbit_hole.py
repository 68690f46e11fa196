"""Ingestion of documents: parse, split, memorise, with a notification at each step (CONTRACT §3.2 and §4.3)."""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from .fetch import fetch
from .memory import Metadata
from .state import Cat

CHUNK_SIZE = 256
CHUNK_OVERLAP = 64
"""The defaults. Tokens are counted as words here."""

SHORTEST = 10
"""Chunks of so many characters or fewer are dropped."""

PACE = 0.05
"""Seconds from one chunk to the next in a real Cat, and in one whose store is fragile: so long can two be at it."""

_WORD = re.compile(r"\S{1,100}\s{0,100}")
"""A word and what stands behind it. A longer one counts as several, so that no chunk takes long to embed."""

SLICE = 65_536
"""Characters of a page that are read before others have their turn."""

PARSING = "I'm parsing the content. Big content could require some minutes..."
PARSED = "Parsing completed. Now let's go with reading process..."


@dataclass
class Parsed:
    """The text of a document, and what the document says about itself."""

    text: str
    metadata: Metadata


async def _parse_text(content: bytes) -> Parsed:
    return Parsed(content.decode(), {})


class _HTMLText(HTMLParser):
    """Collects the visible text of a page, and its title."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.title = ""
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("title", "script", "style"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if "title" in self._inside:
            self.title += data
        if not self._inside or self._inside[-1] == "title":
            self.parts.append(data)


async def _parse_html(content: bytes) -> Parsed:
    page = _HTMLText()
    text = content.decode("utf-8", "replace")
    for start in range(0, len(text), SLICE):
        page.feed(text[start : start + SLICE])
        await asyncio.sleep(0)
    page.close()
    return Parsed("".join(page.parts), {"title": page.title})


async def _parse_pdf(content: bytes) -> Parsed:
    """The string operands that stand uncompressed in the file: no real PDF parser, but enough for a test's own file."""
    if not content.startswith(b"%PDF-"):
        raise ValueError("not a PDF file")
    strings = re.findall(rb"\(((?:[^()\\]|\\.)*)\)\s*Tj", content)
    return Parsed(" ".join(re.sub(rb"\\(.)", rb"\1", s).decode("latin-1") for s in strings), {})


PARSERS: dict[str, Callable[[bytes], Awaitable[Parsed]]] = {
    "application/pdf": _parse_pdf,
    "text/plain": _parse_text,
    "text/markdown": _parse_text,
    "text/html": _parse_html,
}
"""The media types that can be ingested, and what turns each into text; what takes long lets others in between."""


def split(text: str, size: int | None, overlap: int | None) -> Iterator[str]:
    """Give chunks of `size` words, each beginning with the last `overlap` words of the one before.

    An overlap as long as the chunk moves on one word at a time: hundreds of chunks (CONTRACT §3.2). Each is made when
    it is asked for: all at once, those of a big document would keep everybody else waiting for seconds.
    """
    size = max(1, size or CHUNK_SIZE)
    step = max(1, size - (overlap or CHUNK_OVERLAP))
    words: list[str] = []
    for word in _WORD.finditer(text):
        if len(words) >= size:
            yield from _long_enough(words[:size])
            del words[:step]
        words.append(word[0])
    yield from _long_enough(words)


def _long_enough(words: list[str]) -> Iterator[str]:
    chunk = "".join(words).strip()
    if len(chunk) > SHORTEST:
        yield chunk


@dataclass
class Document:
    """Something to ingest, and how."""

    name: str
    """The file's name or the page's URL: the `source` of its chunks."""
    media_type: str
    content: bytes
    chunk_size: int | None
    chunk_overlap: int | None
    metadata: Any
    """Meant to be an object; anything else fails the ingestion in silence."""


async def ingest(cat: Cat, user_id: str, document: Document) -> None:
    """Read a document into the declarative memory. Whatever goes wrong raises, and no further notification is sent."""
    await _notify(cat, user_id, PARSING)
    parsed = await PARSERS[document.media_type](document.content)
    await _notify(cat, user_id, PARSED)
    thoughts = 0
    pace = PACE if cat.options.fragile_store else 0
    with cat.memory.writing("declarative"):
        for chunk in split(parsed.text, document.chunk_size, document.chunk_overlap):
            own = {"source": document.name, **parsed.metadata, "when": time.time()}
            cat.memory.remember("declarative", chunk, {**own, **dict(document.metadata.items())})
            thoughts += 1
            cat.watch.changed()
            await asyncio.sleep(pace)  # let others have their turn: a big document must not stall the chats
    await _notify(cat, user_id, f"Finished reading {document.name}, I made {thoughts} thoughts on it.")


async def ingest_page(cat: Cat, user_id: str, url: str, size: int | None, overlap: int | None, metadata: Any) -> None:
    """Fetch a page and ingest it; its type is what its server says."""
    page = await fetch("GET", url, cat.options.fetches_from, follow=False)
    media_type = page.headers["content-type"].partition(";")[0]
    await ingest(cat, user_id, Document(url, media_type, page.body, size, overlap, metadata))


async def ingest_memories(cat: Cat, content: bytes) -> None:
    """Take over points from an exported memory, if the same embedder made them. Nobody is notified."""
    exported = json.loads(content)
    memory = cat.memory
    if exported["embedder"] != memory.embedder.name:
        raise ValueError(f"embedder mismatch: {exported['embedder']} is different from {memory.embedder.name}")
    points = [
        (point["page_content"], point["vector"], point["metadata"], point["id"])
        for point in exported["collections"]["declarative"]
    ]
    if not any(len(vector) == memory.embedder.size for _, vector, _, _ in points):
        raise ValueError(f"embedding size mismatch: vectors must have {memory.embedder.size} numbers")
    with memory.writing("declarative") as collection:
        for text, vector, metadata, point_id in points:  # those before a bad one stay
            if len(vector) != memory.embedder.size:
                raise ValueError(f"{point_id}: a vector of another length, at which a local store is left unreadable")
            if not isinstance(point_id, int):
                uuid.UUID(point_id)
            collection.add(text, vector, metadata, str(point_id))
            cat.watch.changed()


async def _notify(cat: Cat, user_id: str, content: str) -> None:
    await cat.sockets.send(user_id, {"type": "notification", "content": content})
