"""Feed files, web pages and saved memories to the memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from cheshire_cat_api._async.resources._ingestion import LOOK, AsyncIngestion
from cheshire_cat_api._async.resources._uploads import AsyncUploads
from cheshire_cat_api._async.resources.memory import AsyncMemory
from cheshire_cat_api.errors import ConnectionFailed
from cheshire_cat_api.resources._answers import DECLARATIVE, listed
from cheshire_cat_api.resources._arguments import body_of, given, optional
from cheshire_cat_api.resources._base import GIVEN_OTHERWISE, AsyncResource, composed
from cheshire_cat_api.resources._files import all_opened, form_json, opened, whole
from cheshire_cat_api.resources._ingestion import (
    WAIT_TIMEOUT,
    Batch,
    Patience,
    UploadedFile,
    UploadedFiles,
    UploadedUrl,
    check_overlap,
    is_of_one,
    loaded,
    loaded_url,
    taken,
)
from cheshire_cat_api.resources._saved_memories import Part, SavedMemories, payload_of
from cheshire_cat_openapi import operations
from cheshire_cat_openapi.models import (
    AllowedMimetypes,
    BodyUploadFile,
    BodyUploadFiles,
    BodyUploadMemory,
    FileIngestion,
    UploadURLConfig,
)
from cheshire_cat_openapi.types import File
from openapi_facade.secrets import concealed
from openapi_facade.transport.upload import OnProgress, Upload

if TYPE_CHECKING:
    from typing_extensions import Never

    from cheshire_cat_api._async.session import AsyncSession
    from cheshire_cat_api._chat.tasks.chat import AsyncChat


class AsyncRabbitHole(AsyncResource):
    """Feed files, web pages and saved memories to the memory.

    Reached as a client's `rabbit_hole`. The uploads of a client and its views take turns: the next one is sent when the
    one before has been read, as far as one can know, for two that are read at a time can ruin the Cat's default store
    (the manual says how one can know). `Config(parallel_uploads=True)` lifts that, for a Cat with a real database.

    With `wait=True` a method comes back when the server has read an upload. The server tells that to the chat of the
    user who uploads: where that is open, this listens to it, and takes nothing from it. Where it is not, this opens a
    chat for a user of the client's own, `<user>-uploads-<8 digits>`, and uploads as that one, which is what plugins
    then see: call `connect_ws()` first where that matters. With a JWT there is no other user: there, `connect_ws()` is
    needed.
    """

    def __init__(
        self,
        session: AsyncSession,
        uploads: AsyncUploads | None = None,
        chat: Callable[[], AsyncChat | None] | None = None,
    ) -> None:
        super().__init__(session)
        self._uploads = AsyncUploads(session) if uploads is None else uploads
        self._chat = chat or (lambda: None)

    @composed
    async def upload_file(
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

        The answer comes before the document is read, unless `wait` is set. The chat of the same user tells how it goes
        on: three notifications, the last one `Finished reading ...`. After a failure nothing more comes.

        The kind of document is told by the file name's extension: .pdf, .txt, .md or .html, and what plugins add.
        The content type of the part is ignored.

        Args:
            file: A path, bytes with a `name`, or a file opened in binary. Streamed from disk.
            chunk_size: Length of the pieces in tokens. None: the server's choice, 256. Give `chunk_overlap` with it:
                the server's own overlap of 64, with small pieces, makes hundreds of them.
            chunk_overlap: By how many tokens pieces overlap. None: 64, whatever `chunk_size` is. 0 is refused: the
                server takes it for None.
            metadata: Stored with each piece; its `source` replaces the file name there.
            name: The file name to send, without quotation marks and backslashes; bytes need one.
            on_progress: `on_progress(sent, total)`, in bytes of file content, as it is sent; `total` is None where
                a file's size cannot be told. It begins anew if the upload does.
            wait: Come back when the server has read it, with the number of `thoughts`; see the class. An upload of
                another program that has the same file name and user at the same time cannot be told from this one.
            wait_timeout: Seconds to wait at most, once it has been sent.

        Raises:
            UnsupportedType: the Cat does not take that kind; `admitted` has those that it takes.
            InvalidArgument: no file name that can be sent, an overlap of 0, or metadata that is not JSON-able.
            OSError: the path cannot be opened.
            NotConnected: with `wait`, a JWT and no open chat: call `connect_ws()` first. Nothing was sent.
            HandshakeRefused: with `wait`: no chat was to be had. Nothing was sent.
            IngestionFailed: with `wait`: the server gave up reading.
            TimedOut: with `wait`: its end was not heard of in time; the server may still be at it.

        Needs UPLOAD:WRITE.
        """
        check_overlap(chunk_overlap)
        metadata = concealed(metadata)
        patience = self._patience(wait, wait_timeout, old)
        with opened(file, name, on_progress) as part:
            return await self._file(part, chunk_size, chunk_overlap, metadata, patience, **old)

    async def get_allowed_mimetypes(self, **old: Never) -> AllowedMimetypes:
        """List the kinds of documents that can be uploaded.

        Needs UPLOAD:WRITE: a user with the base permissions gets 403.
        """
        return await self._session.given(old).call(operations.get_allowed_mimetypes)

    @composed
    async def upload_files(
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

        Without `wait` they go in one request, all or nothing: if one kind of document is not supported, the answer is
        400 and none is read. The server reads them one after the other after its answer; at the first that fails it
        gives up the rest, and says nothing.

        With `wait` they go one after the other, each when the one before has been read, and one that cannot be read
        does not cost the others.

        Args:
            files: Paths, files opened in binary, or pairs of a name and bytes, each with a name of its own. Streamed
                from disk.
            chunk_size: Length of the pieces in tokens. None: the server's choice, 256. Give `chunk_overlap` with it:
                the server's own overlap of 64, with small pieces, makes hundreds of them.
            chunk_overlap: By how many tokens pieces overlap. None: 64, whatever `chunk_size` is. 0 is refused: the
                server takes it for None.
            metadata: File name -> what to store with each piece of that file.
            on_progress: `on_progress(sent, total)`, in bytes of the content of all files, as they are sent; `total`
                is None where a file's size cannot be told. It begins anew if the upload does.
            wait: Come back when the server has read them, with the number of `thoughts`; see `upload_file`.
            wait_timeout: Seconds to wait at most for all of them together, without those in which they are sent.

        Raises:
            UnsupportedType: the Cat does not take a kind; `admitted` has those that it takes.
            InvalidArgument: files without a name that can be sent or of one name, an overlap of 0, or metadata that is
                not JSON-able or of no such file; nothing was sent.
            OSError: a path cannot be opened; nothing was sent.
            NotConnected, HandshakeRefused: with `wait`: see `upload_file`.
            IngestionFailed: with `wait`: not all of them were read. Its `results` have what each came to: the error
                where it was not read, and None where it was not begun, because what ended the one before (no time, no
                connection, no permission) is nothing of the file.
            CatError: with `wait`: such an end at the very first of them.

        Needs UPLOAD:WRITE.
        """
        check_overlap(chunk_overlap)
        metadata = concealed(metadata)
        patience = self._patience(wait, wait_timeout, {})
        with all_opened(files, on_progress) as parts:
            batch = Batch([part.file_name or "" for part in parts], metadata)
            if patience is None:
                body = BodyUploadFiles(
                    files=parts,
                    chunk_size=optional(chunk_size),
                    chunk_overlap=optional(chunk_overlap),
                    metadata=form_json(metadata),
                )
                return taken(
                    await self._uploads.send(
                        self._session,
                        self._chat(),
                        batch.names,
                        lambda over: over.call(operations.upload_files, body=body),
                    )
                )
            for name, part in zip(batch.names, parts, strict=True):
                try:
                    batch.read(name, await self._file(part, chunk_size, chunk_overlap, batch.metadata(name), patience))
                except Exception as error:
                    if not batch.failed(name, error):
                        raise
                    if not is_of_one(error):
                        break
        return batch.outcome()

    @composed
    async def upload_memory(
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
            wait: Come back when the server has stored them, with their number as `thoughts`. The last one is looked
                for in the memory, which needs MEMORY:READ as well, and no chat.
            wait_timeout: Seconds to wait at most for all parts together, without those in which they are sent.

        Raises:
            UnsupportedType: the file's name does not end in .json.
            InvalidArgument: no file name that can be sent. With `wait` also: no such JSON, or of another embedder.
            OSError: the path cannot be opened.
            IngestionFailed: with `wait`: the server gave up storing them.
            TimedOut: with `wait`: it has not stored them in time, and may still be at it.

        Needs MEMORY:WRITE (and not UPLOAD:WRITE).
        """
        patience = self._patience(wait, wait_timeout, old)
        if patience is not None:
            with opened(file, name) as part:
                return await self._load(part, on_progress, patience)
        session = self._session.given(old)
        with opened(file, name, on_progress) as part:
            post = partial(_post_memory, part)
            return loaded(await self._uploads.send(session, self._chat(), [part.file_name or ""], post))

    async def upload_url(
        self,
        url: UploadURLConfig | Mapping[str, Any] | str = GIVEN_OTHERWISE,
        *,
        metadata: Mapping[str, Any] | None = None,
        chunk_size: int | None = None,
        chunk_overlap: int | None = None,
        wait: bool = False,
        timeout: float = WAIT_TIMEOUT,
        **old: Never,
    ) -> UploadedUrl:
        """Read a web page into declarative memory.

        The server fetches the page itself; it asks for its head before it answers, and reads it after, unless `wait`
        is set. The chat of the same user tells how that goes on: three notifications, the last one `Finished reading
        <address>, I made ... thoughts on it.` After a failure nothing more comes.

        Args:
            url: The address of the page; or the whole body, as 1.4.9 took it by the name of `body_upload_url`: an
                object with `url` and, if need be, `chunk_size`, `chunk_overlap` and `metadata`.
            metadata: Stored with each piece; its `source` replaces the address there.
            chunk_size: Length of the pieces in tokens; see `upload_file`.
            chunk_overlap: By how many tokens pieces overlap; see `upload_file`.
            wait: Come back when the server has read it, with the number of `thoughts`; see `upload_file`.
            timeout: Seconds to wait at most, once the server has taken the address.

        Raises:
            BadRequest: `Invalid URL` if the page's status is not 200, `Unable to reach the URL` if there is no
                answer or no such address; both with `detail.url`. Also: no `url`, an unknown key.
            InvalidArgument: no address, or an overlap of 0; nothing was sent.
            NotConnected, HandshakeRefused, IngestionFailed, TimedOut: with `wait`: see `upload_file`.

        Needs UPLOAD:WRITE.
        """
        keywords: dict[str, Any] = old
        url = keywords.pop("body_upload_url", url)
        if url is GIVEN_OTHERWISE:
            raise TypeError("upload_url() needs the argument url")
        body = body_of(UploadURLConfig, url, alone="url")
        if further := given(metadata=metadata, chunk_size=chunk_size, chunk_overlap=chunk_overlap):
            body = body_of(UploadURLConfig, {**body, **further})
        check_overlap(body.get("chunk_overlap"))
        patience = self._patience(wait, timeout, old)
        source = str(body.get("url"))

        async def post(over: AsyncSession) -> Any:
            return await over.call(operations.upload_url, body=body)

        if patience is None:
            session = self._session.given(old)
            return loaded_url(await self._uploads.send(session, self._chat(), [source], post))
        return loaded_url(*await self._uploads.read(self._session, self._chat(), source, post, patience))

    def _patience(self, wait: bool, seconds: float, old: dict[str, Never]) -> Patience | None:
        """How long to wait for an upload; None: not at all."""
        if wait and old:
            raise TypeError(f"{', '.join(old)}: 1.4.9 did not wait; write `cat.with_options(…)`")
        return Patience(seconds) if wait else None

    async def _file(
        self,
        file: File,
        chunk_size: int | None,
        chunk_overlap: int | None,
        metadata: Mapping[str, Any] | None,
        patience: Patience | None,
        **old: Never,
    ) -> UploadedFile:
        """Upload a file, and wait until it has been read if there is patience for that."""
        body = BodyUploadFile(
            file=file,
            chunk_size=optional(chunk_size),
            chunk_overlap=optional(chunk_overlap),
            metadata=form_json(metadata),
        )
        name = file.file_name or ""

        async def post(over: AsyncSession) -> FileIngestion:
            return await over.call(operations.upload_file, body=body)

        if patience is None:
            return loaded(await self._uploads.send(self._session.given(old), self._chat(), [name], post))
        return loaded(*await self._uploads.read(self._session, self._chat(), name, post, patience))

    async def _load(self, file: File, on_progress: OnProgress | None, patience: Patience) -> UploadedFile:
        """Upload saved memories, and wait until they have been stored."""
        saved = SavedMemories(whole(file))
        saved.check_embedder(await AsyncMemory(self._session).recall_memory_points("What do you embed with?", 1))
        parts = list(saved.parts())
        answers = []
        with all_opened([(file.file_name or "", part.content) for part in parts], on_progress) as files:
            for each, part in zip(files, parts, strict=True):
                ingestion = AsyncIngestion(self._session, [each.file_name or ""])
                work = partial(_store, ingestion, each, part, patience)
                answers.append(await self._uploads.in_turn(ingestion, work))
        return loaded(answers[-1], len(saved.ids))


async def _post_memory(file: File, over: AsyncSession) -> FileIngestion:
    return await over.call(operations.upload_memory, body=BodyUploadMemory(file=file))


async def _store(ingestion: AsyncIngestion, file: File, part: Part, patience: Patience) -> FileIngestion:
    """Upload a part of saved memories, and wait until it has been stored."""
    patience.check(file.file_name or "")
    witness = before = None
    for witness, *sent in part.witnesses:
        before = await ingestion.ask(partial(_payload, witness))
        if before != tuple(sent):
            break
    else:
        witness = None  # they are all there already, or have numbers for ids
    answer = await ingestion.send(partial(_post_memory, file))

    async def stored() -> bool:
        await ingestion.pause(LOOK / 2)
        try:
            if witness is None:
                await ingestion.count(ingestion)
                return ingestion.signs.quiet
            return await ingestion.ask(partial(_payload, witness)) not in (None, before)
        except ConnectionFailed:
            return False

    await ingestion.wait(patience, stored)
    return answer


async def _payload(point_id: str, session: AsyncSession) -> tuple[object, object] | None:
    """Text and metadata of a point of the declarative memory; None: it is not there."""
    page = await AsyncMemory(session).get_points_in_collection(DECLARATIVE, 1, point_id)
    return payload_of(listed(page.points, "points"), point_id)
