# Written by scripts/unasync.py from _async/resources/rabbit_hole.py; do not edit.
"""Feed files, web pages and saved memories to the memory."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cheshire_cat_api._secrets import concealed
from cheshire_cat_api._sync.resources.memory import Memory
from cheshire_cat_api._sync.resources.status import Status
from cheshire_cat_api._transport.upload import OnProgress, Upload, all_opened, form_json, opened, whole
from cheshire_cat_api.errors import ApiError, ServerFailure
from cheshire_cat_api.resources._arguments import body_of, optional
from cheshire_cat_api.resources._base import Resource, composed
from cheshire_cat_api.resources._ingestion import (
    COLLECTION,
    END_TEXT,
    UPLOAD_ID,
    WAIT_TIMEOUT,
    UploadedFile,
    UploadedFiles,
    Watch,
    loaded,
    pieces,
    taken,
)
from cheshire_cat_api.resources._saved_memories import SavedMemories
from cheshire_cat_openapi import operations
from cheshire_cat_openapi.models import (
    AllowedMimetypes,
    BodyUploadFile,
    BodyUploadFiles,
    BodyUploadMemory,
    UploadURLConfig,
    UrlIngestion,
)
from cheshire_cat_openapi.types import File

if TYPE_CHECKING:
    from typing_extensions import Never

    from cheshire_cat_api._transport._sync.session import Session


class RabbitHole(Resource):
    """Feed files, web pages and saved memories to the memory.

    Reached as a client's `rabbit_hole`.
    """

    def _parting(self, old: dict[str, Never], wait: bool = False) -> Session:
        """The session for uploads, which the server reads after its answer: it drops the connection if that fails, no
        matter who uses it by then."""
        if wait and old:
            raise TypeError(f"{', '.join(old)}: 1.4.9 did not wait; write `cat.with_options(…)`")
        return self._session.given(old).with_options(headers={"Connection": "close"})

    @composed
    def upload_file(
        self,
        file: Upload,
        chunk_size: int | None = None,
        chunk_overlap: int | None = None,
        *,
        metadata: Mapping[str, Any] | None = None,
        name: str | None = None,
        on_progress: OnProgress | None = None,
        wait: bool = False,
        wait_timeout: float = WAIT_TIMEOUT,
        **old: Never,
    ) -> UploadedFile:
        """Upload a document into declarative memory.

        The answer comes before the document is read, unless `wait` is set. Otherwise only the WebSocket of the same
        user tells how it goes on: three notifications, the last one `Finished reading ...`. After a failure nothing
        more comes.

        The kind of document is told by the file name's extension: .pdf, .txt, .md or .html, and what plugins add.
        The content type of the part is ignored.

        Args:
            file: A path, bytes with a `name`, or a file opened in binary. Streamed from disk.
            chunk_size: Length of the pieces in tokens. None: the server's choice, 256. Give `chunk_overlap` with it:
                the server's own overlap of 64, with small pieces, makes hundreds of them.
            chunk_overlap: By how many tokens pieces overlap. None: 64, whatever `chunk_size` is.
            metadata: Stored with each piece; its `source` replaces the file name there.
            name: The file name to send, without quotation marks and backslashes; bytes need one.
            on_progress: `on_progress(sent, total)`, in bytes of file content, as it is sent; `total` is None where
                a file's size cannot be told. It begins anew if the upload does.
            wait: Come back when the server has read it, with the number of `thoughts`. This sends one more file, a
                mark that is read last and then removed; it leaves an `upload_id` in the metadata of each piece, and
                needs MEMORY:READ and MEMORY:DELETE as well. The user's WebSocket hears of the mark too.
            wait_timeout: Seconds to wait at most, once it has been sent.

        Raises:
            UnsupportedType: the Cat does not take that kind; `admitted` has those that it takes.
            InvalidArgument: no file name that can be sent, or metadata that is not JSON-able.
            OSError: the path cannot be opened.
            IngestionFailed: with `wait`: the server gave up reading.
            TimedOut: with `wait`: it has not read it in time, and may still be at it.

        Needs UPLOAD:WRITE.
        """
        metadata = concealed(metadata)
        session = self._parting(old, wait)
        with opened(file, name, on_progress) as part:
            if wait:
                own = None if metadata is None else {part.file_name or "": metadata}
                watch = Watch([part.file_name or ""], own, wait_timeout)
                return self._read([part], chunk_size, chunk_overlap, watch)[part.file_name or ""]
            body = BodyUploadFile(
                file=part,
                chunk_size=optional(chunk_size),
                chunk_overlap=optional(chunk_overlap),
                metadata=form_json(metadata),
            )
            answer = session.call(operations.upload_file, body=body)
            return loaded(answer, None)

    def get_allowed_mimetypes(self, **old: Never) -> AllowedMimetypes:
        """List the kinds of documents that can be uploaded.

        Needs UPLOAD:WRITE: a user with the base permissions gets 403.
        """
        return self._session.given(old).call(operations.get_allowed_mimetypes)

    @composed
    def upload_files(
        self,
        files: Sequence[Upload],
        chunk_size: int | None = None,
        chunk_overlap: int | None = None,
        *,
        metadata: Mapping[str, Mapping[str, Any]] | None = None,
        on_progress: OnProgress | None = None,
        wait: bool = False,
        wait_timeout: float = WAIT_TIMEOUT,
    ) -> UploadedFiles:
        """Upload several documents into declarative memory.

        All or nothing: if one kind of document is not supported, the answer is 400 and none is read. Otherwise as
        for one document: the answer comes first, unless `wait` is set. They are read one after the other; at the
        first that fails the server gives up the rest.

        Two files of one name are both read, but the answer has one item for them.

        Args:
            files: Paths, files opened in binary, or pairs of a name and bytes. Streamed from disk.
            chunk_size: Length of the pieces in tokens. None: the server's choice, 256. Give `chunk_overlap` with it:
                the server's own overlap of 64, with small pieces, makes hundreds of them.
            chunk_overlap: By how many tokens pieces overlap. None: 64, whatever `chunk_size` is.
            metadata: File name -> what to store with each piece of that file.
            on_progress: `on_progress(sent, total)`, in bytes of the content of all files, as they are sent; `total`
                is None where a file's size cannot be told. It begins anew if the upload does.
            wait: Come back when the server has read them, with the number of `thoughts`. This sends one more file, a
                mark that is read last and then removed; it leaves an `upload_id` in the metadata of each piece, and
                needs MEMORY:READ and MEMORY:DELETE as well. The user's WebSocket hears of the mark too.
            wait_timeout: Seconds to wait at most, once they have been sent.

        Raises:
            UnsupportedType: the Cat does not take a kind; `admitted` has those that it takes.
            InvalidArgument: a file without a name that can be sent, or metadata that is not JSON-able.
            OSError: a path cannot be opened.
            IngestionFailed: with `wait`: the server gave up reading.
            TimedOut: with `wait`: it has not read them in time, and may still be at it.

        Needs UPLOAD:WRITE.
        """
        metadata = concealed(metadata)
        with all_opened(files, on_progress) as parts:
            if wait:
                watch = Watch([part.file_name or "" for part in parts], metadata, wait_timeout)
                return self._read(parts, chunk_size, chunk_overlap, watch)
            body = BodyUploadFiles(
                files=parts,
                chunk_size=optional(chunk_size),
                chunk_overlap=optional(chunk_overlap),
                metadata=form_json(metadata),
            )
            session = self._parting({})
            return taken(session.call(operations.upload_files, body=body))

    def _read(
        self, parts: list[File], chunk_size: int | None, chunk_overlap: int | None, watch: Watch
    ) -> UploadedFiles:
        """Upload files and wait until they have been read; see `_ingestion`."""
        alone = self._session.alone()
        try:
            body = BodyUploadFiles(
                files=[*parts, watch.mark()],
                chunk_size=optional(chunk_size),
                chunk_overlap=optional(chunk_overlap),
                metadata=form_json(watch.metadata()),
            )
            # nothing yet, but may we?
            Memory(alone).delete_memory_points_by_metadata(COLLECTION, watch.end_filter)
            before = alone.connection
            answer = alone.call(operations.upload_files, body=body)
            watch.sent(before, alone.connection)
            with watch.in_time(self._session, alone) as (session, over):
                memory = Memory(session)
                while not self._has_read(over, memory, watch):
                    alone.pause(watch.pause())
                recalled = {
                    name: memory.recall_memory_points(END_TEXT, watch.most, {UPLOAD_ID: upload_id})
                    for name, upload_id in watch.ids.items()
                }
                if watch.given_up:
                    raise watch.failure(recalled)
                memory.delete_memory_points_by_metadata(COLLECTION, watch.end_filter)
            return watch.batch(answer, recalled)
        finally:
            alone.close()

    def _has_read(self, alone: Session, memory: Memory, watch: Watch) -> bool:
        """Look whether the mark has been read, or will not be."""
        with contextlib.suppress(ApiError):  # any answer will do, over the connection of the upload
            Status(alone).status()
        watch.heard_over(alone.connection)
        try:
            if not watch.counted(memory.get_collections()):
                return False
            found = pieces(memory.recall_memory_points(END_TEXT, 1, watch.end_filter))
        except ServerFailure:  # a local store can fail while another thread of the server writes to it
            return False
        if not found:
            watch.not_found()
        return bool(found) or watch.given_up

    @composed
    def upload_memory(
        self,
        file: Upload,
        *,
        name: str | None = None,
        on_progress: OnProgress | None = None,
        wait: bool = False,
        wait_timeout: float = WAIT_TIMEOUT,
        **old: Never,
    ) -> UploadedFile:
        """Load memories that were saved as JSON into declarative memory.

        The answer comes before the file is read, unless `wait` is set. If it is no such JSON, or was made with another
        embedder, nothing is loaded and nobody is told; one memory that is not as the others can make the whole
        collection unreadable; and a file of more than 1 MiB gets a 500 (CONTRACT §3.2). With `wait`, a file that would
        do harm is refused before anything is sent, and a large one is sent in parts.

        Args:
            file: A path, bytes with a `name`, or a file opened in binary: a .json. Streamed from disk; with `wait`,
                read whole.
            name: The file name to send, without quotation marks and backslashes; bytes need one.
            on_progress: `on_progress(sent, total)`, in bytes of what is sent of the file.
            wait: Come back when the server has stored them, with their number as `thoughts`. This adds one more
                memory to each part, a mark that is stored last and then removed, and needs MEMORY:READ and
                MEMORY:DELETE as well.
            wait_timeout: Seconds to wait at most, once it has been sent.

        Raises:
            UnsupportedType: the file's name does not end in .json.
            InvalidArgument: no file name that can be sent. With `wait` also: no such JSON, or of another embedder.
            OSError: the path cannot be opened.
            IngestionFailed: with `wait`: the server gave up storing them.
            TimedOut: with `wait`: it has not stored them in time, and may still be at it.

        Needs MEMORY:WRITE (and not UPLOAD:WRITE).
        """
        session = self._parting(old, wait)
        if wait:
            with opened(file, name) as part:
                return self._load(part, on_progress, wait_timeout)
        with opened(file, name, on_progress) as part:
            answer = session.call(operations.upload_memory, body=BodyUploadMemory(file=part))
            return loaded(answer, None)

    def _load(self, file: File, on_progress: OnProgress | None, timeout: float) -> UploadedFile:
        """Upload saved memories and wait until they have been stored; see `_ingestion`."""
        watch = Watch([file.file_name or ""], None, timeout)
        saved = SavedMemories(whole(file))
        alone = self._session.alone()
        try:
            saved.check_embedder(Memory(self._session).recall_memory_points(END_TEXT, 1, watch.end_filter))
            # nothing yet, but may we?
            Memory(alone).delete_memory_points_by_metadata(COLLECTION, watch.end_filter)
            name = file.file_name or ""
            parts = [(name, part) for part in saved.parts(END_TEXT, watch.end_filter)]
            answers = []
            with all_opened(parts, on_progress) as files:
                for part in files:
                    before = alone.connection
                    body = BodyUploadMemory(file=part)
                    answers.append(alone.call(operations.upload_memory, body=body))
                    watch.sent(before, alone.connection)
                    with watch.in_time(self._session, alone) as (session, over):
                        memory = Memory(session)
                        while not self._has_read(over, memory, watch):
                            alone.pause(watch.pause())
                        if watch.given_up:
                            raise watch.failure({})
                        memory.delete_memory_points_by_metadata(COLLECTION, watch.end_filter)
                    watch.part_done()
            return loaded(answers[-1], len(saved.ids))
        finally:
            alone.close()

    def upload_url(self, body_upload_url: UploadURLConfig | Mapping[str, Any] | str, **old: Never) -> UrlIngestion:
        """Read a web page into declarative memory.

        The server fetches the page itself; it asks for its head before it answers, and reads it after. How that
        goes on is told over the WebSocket of the same user only: three notifications, the last one `Finished reading
        <address>, I made ... thoughts on it.` After a failure nothing more comes.

        Args:
            body_upload_url: The address of the page, alone or with `chunk_size`, `chunk_overlap` and `metadata`.

        Raises:
            BadRequest: `Invalid URL` if the page's status is not 200, `Unable to reach the URL` if there is no
                answer or no such address; both with `detail.url`. Also: no `url`, an unknown key.

        Needs UPLOAD:WRITE.
        """
        body_upload_url = body_of(UploadURLConfig, body_upload_url, alone="url")
        return self._parting(old).call(operations.upload_url, body=body_upload_url)
