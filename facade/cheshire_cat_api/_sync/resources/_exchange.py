# Written by scripts/unasync.py from _async/resources/_exchange.py; do not edit.
"""The half of the memory that takes memories out of a Cat, and brings them into another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

from cheshire_cat_api.resources._answers import DECLARATIVE, checked_offset, count_of, listed
from cheshire_cat_api.resources._arguments import body_of, check_page_size, optional
from cheshire_cat_api.resources._base import Resource, composed
from cheshire_cat_api.resources._exchange import (
    SAMPLE,
    SPOKEN,
    Header,
    digest,
    digest_of,
    line_of,
    reading,
    written,
)
from cheshire_cat_api.resources._ingestion import WAIT_TIMEOUT
from cheshire_cat_openapi import operations
from cheshire_cat_openapi.models import BodyRecallMemoryPoints, MemoryPointBase, StoredPoint

if TYPE_CHECKING:
    from cheshire_cat_api._sync.session import Session
    from cheshire_cat_api.resources._exchange import Exchanged, Saved
    from openapi_facade.transport.upload import OnProgress

AT_A_TIME = 20
"""Memories that are looked at before anything else has its turn: some hundredths of a second."""


class Taker(Protocol):
    """What takes saved memories: the rabbit hole."""

    def upload_memory(self, file: bytes, *, name: str, wait: bool, wait_timeout: float) -> object:
        """Come back when the Cat has stored them."""


class Exchange(Resource):
    """The collections as wholes.

    Args:
        rabbit_hole: makes that of a session, which knows this resource; None: nothing can be imported.
    """

    def __init__(self, session: Session, rabbit_hole: Callable[[Session], Taker] | None = None) -> None:
        super().__init__(session)
        self._rabbit_hole = rabbit_hole

    @composed
    def export(
        self,
        to: Exchanged,
        collection_id: str = DECLARATIVE,
        *,
        overwrite: bool = False,
        page_size: int = 100,
        on_progress: OnProgress | None = None,
    ) -> int:
        """Write the memories of a collection to a file, from which `import_` brings them into another Cat.

        Lines of JSON: the first says what the Cat embeds with, each other one is a memory with its id, text, metadata
        and vector. One page is held at a time. Memories that are stored or deleted meanwhile may be in it or not.

        Args:
            to: A path, at which the file appears whole at the end, or not at all; or a file opened for writing.
            collection_id: `declarative` (documents) or `episodic` (what users said, of all users).
            overwrite: Whether a file that is there already is replaced.
            page_size: As of `iter_points`.
            on_progress: `on_progress(done, total)`, in memories; `total` is what the Cat has of them at the beginning.

        Returns:
            How many memories were written.

        Raises:
            FileExistsError: there is such a file.
            OSError: it cannot be written.
            BadRequest: `Collection does not exist.`; `Procedural memory is not readable via API`.
            DecodeError: the vectors are not of the embedder of the beginning: somebody has changed it meanwhile.

        Needs MEMORY:READ.
        """
        check_page_size(page_size)
        done, total = 0, None
        with written(to, overwrite) as write:
            header = self._header(collection_id, SAMPLE)
            if on_progress is not None:
                known = self._call(operations.get_collections).collections
                total = count_of(listed(known, "collections"), collection_id)
            write(header.line())
            for point in self._points(collection_id, page_size):
                write(line_of(point, header))
                done += 1
                if on_progress is not None:
                    on_progress(done, total)
        return done

    @composed
    def import_(
        self, source: Exchanged, *, on_progress: OnProgress | None = None, wait_timeout: float = WAIT_TIMEOUT
    ) -> int:
        """Bring the memories of a file into this Cat, as `export` has written them.

        The whole file is looked through before anything is sent, and the Cat must embed as the one that they come
        from. Documents keep ids and vectors: a memory whose id is there is replaced, so that it does no harm to do it
        once more, as after an error in the middle. What users said is embedded anew under new ids; what is there
        already with the same text and metadata is passed over.

        Args:
            source: A path, or a file opened for reading that can be rewound; it is never held whole.
            on_progress: `on_progress(done, total)`, in memories.
            wait_timeout: Seconds in which the Cat must have stored each part, of less than 1 MiB.

        Returns:
            How many memories the file has.

        Raises:
            InvalidArgument: it is no such file, or made with another embedder, or the Cat could not take a line, whose
                number is told. Nothing was sent.
            OSError: the path cannot be opened.
            IngestionFailed, TimedOut: the Cat has not stored a part. What was stored before stays.

        Needs MEMORY:READ, MEMORY:WRITE and, for documents, what `rabbit_hole.upload_memory(wait=True)` needs.
        """
        with reading(source) as saved:
            saved.header.check(self._header(saved.header.collection, saved.header.text))
            total = self._looked_through(saved)

            def tell(done: int) -> None:
                if on_progress is not None:
                    on_progress(done, total)

            if saved.header.collection == SPOKEN:
                self._say_again(saved, tell)
            else:
                self._store(saved, tell, wait_timeout)
        return total

    def _points(self, collection_id: str, page_size: int) -> Iterator[StoredPoint]:
        offset: str | None = None
        seen: set[str] = set()
        while True:
            page = self._call(
                operations.get_points_in_collection, collection_id, limit=page_size, offset=optional(offset)
            )
            for point in listed(page.points, "points"):
                yield point
            if page.next_offset in (None, offset):
                return
            offset = checked_offset(page.next_offset, seen)

    def _header(self, collection: str, text: str) -> Header:
        body = body_of(BodyRecallMemoryPoints, {"text": text, "k": 1})
        return Header.of_cat(collection, text, self._call(operations.recall_memory_points, body=body))

    def _looked_through(self, saved: Saved) -> int:
        """Look at each memory of a file, and return how many there are.

        Raises:
            InvalidArgument: the Cat could not take one.
        """
        count = 0
        for _ in saved.memories():
            count += 1
            if count % AT_A_TIME == 0:
                self._session.pause(0)
        return count

    def _store(self, saved: Saved, tell: Callable[[int], object], wait_timeout: float) -> None:
        """Have them stored as they are, in parts, one after the other: each in the place of one that has its id."""
        assert self._rabbit_hole is not None
        hole = self._rabbit_hole(self._session)
        done = 0
        for part in saved.parts():
            hole.upload_memory(part.content, name=part.name, wait=True, wait_timeout=wait_timeout)
            done += part.memories
            tell(done)

    def _say_again(self, saved: Saved, tell: Callable[[int], object]) -> None:
        """Have them embedded and stored anew, save those that are there: their ids cannot be given (CONTRACT §3.1)."""
        known = {digest_of(point) for point in self._points(SPOKEN, 100)}
        for done, memory in enumerate(saved.memories(), 1):
            key = digest(memory.content, memory.metadata)
            if key not in known:
                body = body_of(MemoryPointBase, {"content": memory.content, "metadata": memory.metadata})
                self._call(operations.create_memory_point, SPOKEN, body=body)
                known.add(key)
            tell(done)
