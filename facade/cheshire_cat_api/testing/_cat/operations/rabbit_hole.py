"""Uploads: they answer at once, and ingest after that."""

from __future__ import annotations

import functools
import json
import mimetypes
from typing import Any

import httpx
from starlette.datastructures import UploadFile

from cheshire_cat_api.testing._cat.call import Body, Call, Form
from cheshire_cat_api.testing._cat.errors import Unhandled, refused
from cheshire_cat_api.testing._cat.fetch import NotAdmitted, Unreachable, fetch
from cheshire_cat_api.testing._cat.rabbit_hole import PARSERS, Document, ingest, ingest_memories, ingest_page
from cheshire_cat_api.testing._cat.validation import Field, integer, mapping, model, optional, string

_CHUNKS = {"chunk_size": Field(integer, None), "chunk_overlap": Field(integer, None)}
FILE = Form("file", fields={**_CHUNKS, "metadata": Field(string(), "{}")})
FILES = Form("files", many=True, fields={**_CHUNKS, "metadata": Field(string(), "{}")})
MEMORY_FILE = Form("file")
SPOOLED = 1024 * 1024
"""Bytes of an upload that are kept in memory."""
PAGE = Body(
    model(
        {
            "url": Field(string()),
            "chunk_size": Field(optional(integer), None),
            "chunk_overlap": Field(optional(integer), None),
            "metadata": Field(mapping, {}),
        },
        extra="forbid",
    )
)


async def upload_file(call: Call) -> Any:
    file: UploadFile = call.body["file"]
    media_type = _admitted(file)
    _ingest_later(call, await _document(call, file, media_type, _metadata(call)))
    return _accepted(file, "File")


async def upload_files(call: Call) -> Any:
    files: list[UploadFile] = call.body["files"]
    metadata = _metadata(call)
    if not isinstance(metadata, (dict, list)):
        raise Unhandled("metadata: nothing to look a file's name up in")
    accepted = {}
    documents = []
    for file in files:
        media_type = _admitted(file)
        own = metadata.get(file.filename, {}) if isinstance(metadata, dict) else {}
        documents.append(await _document(call, file, media_type, own))
        accepted[file.filename] = _accepted(file, "File")
    # only now, when all of them are known to be good (CONTRACT §3.2)
    for document in documents:
        _ingest_later(call, document)
    return accepted


async def upload_url(call: Call) -> Any:
    page = call.body
    url = page["url"]
    try:
        _ = httpx.URL(
            url
        ).host  # reads it as the real Cat does, and an address that cannot be read is a plain 500 there
    except (httpx.InvalidURL, UnicodeError) as error:
        raise Unhandled(f"{url!r}: {error}") from error
    try:
        head = await fetch("HEAD", url, call.cat.options.fetches_from)
    except NotAdmitted as error:
        raise refused(400, f"{error}. Unable to reach the URL", url=url) from error
    except Unreachable as error:
        raise refused(400, "Unable to reach the URL", url=url) from error
    if head.status != 200:
        raise refused(400, "Invalid URL", url=url)
    chunks = (page["chunk_size"], page["chunk_overlap"])
    call.later.append(functools.partial(ingest_page, call.cat, call.user_id, url, *chunks, page["metadata"]))
    return {"url": url, "info": "URL is being ingested asynchronously"}


async def upload_memory(call: Call) -> Any:
    file: UploadFile = call.body["file"]
    media_type = mimetypes.guess_type(file.filename or "")[0]
    if media_type != "application/json":
        raise refused(400, f"MIME type {media_type} not supported. Admitted types: 'application/json'")
    if (file.size or 0) > SPOOLED:
        raise Unhandled("a file that lies on disk cannot be copied")
    call.later.append(functools.partial(ingest_memories, call.cat, await file.read()))
    return _accepted(file, "Memory")


async def get_allowed_mimetypes(call: Call) -> Any:
    return {"allowed": list(PARSERS)}


def _admitted(file: UploadFile) -> str:
    """The file's media type, by its name alone."""
    media_type = mimetypes.guess_type(file.filename or "")[0]
    if media_type not in PARSERS:
        raise refused(400, f"MIME type {media_type} not supported. Admitted types: {' - '.join(PARSERS)}")
    return media_type


def _metadata(call: Call) -> Any:
    try:
        return json.loads(call.body["metadata"])
    except ValueError as error:
        raise Unhandled(f"metadata: {error}") from error


async def _document(call: Call, file: UploadFile, media_type: str, metadata: Any) -> Document:
    return Document(
        name=file.filename or "",
        media_type=media_type,
        content=await file.read(),
        chunk_size=call.body["chunk_size"],
        chunk_overlap=call.body["chunk_overlap"],
        metadata=metadata,
    )


def _ingest_later(call: Call, document: Document) -> None:
    call.later.append(functools.partial(ingest, call.cat, call.user_id, document))


def _accepted(file: UploadFile, what: str) -> Any:
    return {
        "filename": file.filename,
        "content_type": file.content_type,
        "info": f"{what} is being ingested asynchronously",
    }
