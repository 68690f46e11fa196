from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.body_upload_file import BodyUploadFile
from ...models.error_body import ErrorBody
from ...models.file_ingestion import FileIngestion
from ...types import Response


def _get_kwargs(
    *,
    body: BodyUploadFile,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/rabbithole/",
    }

    _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | FileIngestion | None:
    if response.status_code == 200:
        response_200 = FileIngestion.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorBody.from_dict(response.json())

        return response_400

    if response.status_code == 403:
        response_403 = ErrorBody.from_dict(response.json())

        return response_403

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
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

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


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

    return sync_detailed(
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

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


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
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
