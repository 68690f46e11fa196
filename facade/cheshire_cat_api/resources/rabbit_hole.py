"""Feed files, web pages and saved memories to the memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cheshire_cat_api._transport.upload import Upload, all_opened, form_json, opened
from cheshire_cat_api.resources._base import Resource, body_of, optional
from cheshire_cat_openapi.api.rabbit_hole import (
    get_allowed_mimetypes,
    upload_file,
    upload_files,
    upload_memory,
    upload_url,
)
from cheshire_cat_openapi.models import (
    AllowedMimetypes,
    BatchIngestion,
    BodyUploadFile,
    BodyUploadFiles,
    BodyUploadMemory,
    FileIngestion,
    UploadURLConfig,
    UrlIngestion,
)


class RabbitHole(Resource):
    """Feed files, web pages and saved memories to the memory.

    Reached as `CatClient.rabbit_hole`.
    """

    def upload_file(
        self,
        file: Upload,
        chunk_size: int | None = None,
        chunk_overlap: int | None = None,
        *,
        metadata: Mapping[str, Any] | None = None,
        name: str | None = None,
    ) -> FileIngestion:
        """Upload a document into declarative memory.

        The answer comes before the document is read. Only the WebSocket of the same user tells how it goes on:
        three notifications, the last one `Finished reading ...`. After a failure nothing more comes. Over HTTP one
        can only watch the count of the declarative collection.

        The kind of document is told by the file name's extension: .pdf, .txt, .md or .html, and what plugins add.
        The content type of the part is ignored.

        Args:
            file: A path, bytes with a `name`, or a file opened in binary. Streamed from disk.
            chunk_size: Length of the pieces in tokens. None: the server's choice, 256. Give `chunk_overlap` with it:
                the server's own overlap of 64, with small pieces, makes hundreds of them.
            chunk_overlap: By how many tokens pieces overlap. None: 64, whatever `chunk_size` is.
            metadata: Stored with each piece; its `source` replaces the file name there.
            name: The file name to send; bytes need one.

        Raises:
            BadRequest: the kind is not supported; the message names the admitted ones.
            InvalidArgument: no file name, or metadata that is not JSON-able.
            OSError: the path cannot be opened.

        Needs UPLOAD:WRITE.
        """
        with opened(file, name) as part:
            body = BodyUploadFile(
                file=part,
                chunk_size=optional(chunk_size),
                chunk_overlap=optional(chunk_overlap),
                metadata=form_json(metadata),
            )
            return self._call(upload_file.sync_detailed, client=self._api, body=body)

    def get_allowed_mimetypes(self) -> AllowedMimetypes:
        """List the kinds of documents that can be uploaded.

        Needs UPLOAD:WRITE: a user with the base permissions gets 403.
        """
        return self._call(get_allowed_mimetypes.sync_detailed, client=self._api)

    def upload_files(
        self,
        files: Sequence[Upload],
        chunk_size: int | None = None,
        chunk_overlap: int | None = None,
        *,
        metadata: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> BatchIngestion:
        """Upload several documents into declarative memory.

        All or nothing: if one kind of document is not supported, the answer is 400 and none is read. Otherwise as
        for one document: the answer comes first, and how it goes on is told over the WebSocket only.

        Two files of one name are both read, but the answer has one item for them.

        Args:
            files: Paths, files opened in binary, or pairs of a name and bytes. Streamed from disk.
            chunk_size: Length of the pieces in tokens. None: the server's choice, 256. Give `chunk_overlap` with it:
                the server's own overlap of 64, with small pieces, makes hundreds of them.
            chunk_overlap: By how many tokens pieces overlap. None: 64, whatever `chunk_size` is.
            metadata: File name -> what to store with each piece of that file.

        Raises:
            BadRequest: a kind is not supported; the message names the admitted ones.
            InvalidArgument: a file without a name, or metadata that is not JSON-able.
            OSError: a path cannot be opened.

        Needs UPLOAD:WRITE.
        """
        with all_opened(files) as parts:
            body = BodyUploadFiles(
                files=parts,
                chunk_size=optional(chunk_size),
                chunk_overlap=optional(chunk_overlap),
                metadata=form_json(metadata),
            )
            return self._call(upload_files.sync_detailed, client=self._api, body=body)

    def upload_memory(self, file: Upload, *, name: str | None = None) -> FileIngestion:
        """Load memories that were saved as JSON into declarative memory.

        The answer comes before the file is read. If the file is no such JSON, or was made with another embedder,
        nothing is loaded and nobody is told (CONTRACT §3.2).

        Args:
            file: A path, bytes with a `name`, or a file opened in binary: a .json.
            name: The file name to send; bytes need one.

        Raises:
            BadRequest: the file's name does not end in .json; no file.

        Needs MEMORY:WRITE (and not UPLOAD:WRITE).
        """
        with opened(file, name) as part:
            return self._call(upload_memory.sync_detailed, client=self._api, body=BodyUploadMemory(file=part))

    def upload_url(self, body_upload_url: UploadURLConfig | Mapping[str, Any] | str) -> UrlIngestion:
        """Read a web page into declarative memory.

        The server fetches the page itself; it asks for its head before it answers, and reads it after. How that
        goes on is told over the WebSocket only, as for a document.

        Args:
            body_upload_url: The address of the page, alone or with `chunk_size`, `chunk_overlap` and `metadata`.

        Raises:
            BadRequest: `Invalid URL` if the page's status is not 200, `Unable to reach the URL` if there is no
                answer or no such address; both with `detail.url`. Also: no `url`, an unknown key.

        Needs UPLOAD:WRITE.
        """
        return self._call(
            upload_url.sync_detailed, client=self._api, body=body_of(UploadURLConfig, body_upload_url, alone="url")
        )
