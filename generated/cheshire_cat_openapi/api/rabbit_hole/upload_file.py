import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.body_upload_file import BodyUploadFile
from ...models.error_body import ErrorBody
from ...models.file_ingestion import FileIngestion
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    *,
    body: BodyUploadFile,
) -> _Request:
    """The request of `upload_file`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": "/rabbithole/",
    }
    _request["files"] = body.to_multipart()

    return _request


def parse(response: _Answer) -> FileIngestion:
    """The result of `upload_file`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return FileIngestion.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | FileIngestion | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 400:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 403:
        return ErrorBody.from_dict(_json.loads(response.content))

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | FileIngestion]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: BodyUploadFile,
) -> Response[ErrorBody | FileIngestion]:
    """Upload a document into declarative memory.

    The answer comes before the document is read. Only the WebSocket of the same user tells how
    it goes on: three notifications, the last one `Finished reading ...`. After a failure
    nothing more comes. Over HTTP one can only watch the count of the declarative collection.

    The kind of document is told by the file name's extension: .pdf, .txt, .md or .html, and
    what plugins add. The content type of the part is ignored.

    400: the kind is not supported (`MIME type ... not supported. Admitted types: ...`); no
    file; `chunk_size` or `chunk_overlap` is no whole number.
    500, plain text: `metadata` is not JSON (D8); the part has no file name (D8b).

    Permission: UPLOAD:WRITE.

    Args:
        body (BodyUploadFile): A document to upload, and how to cut it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | FileIngestion]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: BodyUploadFile,
) -> ErrorBody | FileIngestion | None:
    """Upload a document into declarative memory.

    The answer comes before the document is read. Only the WebSocket of the same user tells how
    it goes on: three notifications, the last one `Finished reading ...`. After a failure
    nothing more comes. Over HTTP one can only watch the count of the declarative collection.

    The kind of document is told by the file name's extension: .pdf, .txt, .md or .html, and
    what plugins add. The content type of the part is ignored.

    400: the kind is not supported (`MIME type ... not supported. Admitted types: ...`); no
    file; `chunk_size` or `chunk_overlap` is no whole number.
    500, plain text: `metadata` is not JSON (D8); the part has no file name (D8b).

    Permission: UPLOAD:WRITE.

    Args:
        body (BodyUploadFile): A document to upload, and how to cut it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | FileIngestion
    """

    return _sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: BodyUploadFile,
) -> Response[ErrorBody | FileIngestion]:
    """Upload a document into declarative memory.

    The answer comes before the document is read. Only the WebSocket of the same user tells how
    it goes on: three notifications, the last one `Finished reading ...`. After a failure
    nothing more comes. Over HTTP one can only watch the count of the declarative collection.

    The kind of document is told by the file name's extension: .pdf, .txt, .md or .html, and
    what plugins add. The content type of the part is ignored.

    400: the kind is not supported (`MIME type ... not supported. Admitted types: ...`); no
    file; `chunk_size` or `chunk_overlap` is no whole number.
    500, plain text: `metadata` is not JSON (D8); the part has no file name (D8b).

    Permission: UPLOAD:WRITE.

    Args:
        body (BodyUploadFile): A document to upload, and how to cut it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | FileIngestion]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: BodyUploadFile,
) -> ErrorBody | FileIngestion | None:
    """Upload a document into declarative memory.

    The answer comes before the document is read. Only the WebSocket of the same user tells how
    it goes on: three notifications, the last one `Finished reading ...`. After a failure
    nothing more comes. Over HTTP one can only watch the count of the declarative collection.

    The kind of document is told by the file name's extension: .pdf, .txt, .md or .html, and
    what plugins add. The content type of the part is ignored.

    400: the kind is not supported (`MIME type ... not supported. Admitted types: ...`); no
    file; `chunk_size` or `chunk_overlap` is no whole number.
    500, plain text: `metadata` is not JSON (D8); the part has no file name (D8b).

    Permission: UPLOAD:WRITE.

    Args:
        body (BodyUploadFile): A document to upload, and how to cut it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | FileIngestion
    """

    return (
        await _asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
