from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.batch_ingestion import BatchIngestion
from ...models.body_upload_files import BodyUploadFiles
from ...models.error_body import ErrorBody
from ...types import Response


def _get_kwargs(
    *,
    body: BodyUploadFiles,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/rabbithole/batch",
    }

    _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> BatchIngestion | ErrorBody | None:
    if response.status_code == 200:
        response_200 = BatchIngestion.from_dict(response.json())

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
) -> Response[BatchIngestion | ErrorBody]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: BodyUploadFiles,
) -> Response[BatchIngestion | ErrorBody]:
    """Upload several documents into declarative memory.

    All or nothing: if one kind of document is not supported, the answer is 400 and none is
    read. Otherwise as for one document: the answer comes first, and how it goes on is told
    over the WebSocket only.

    Two files of one name are both read, but the answer has one item for them.

    400: a kind is not supported; no file; `chunk_size` or `chunk_overlap` is no whole number.
    500, plain text: `metadata` is not JSON (D8); a part has no file name (D8b).

    Permission: UPLOAD:WRITE.

    Args:
        body (BodyUploadFiles): Documents to upload, and how to cut them.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BatchIngestion | ErrorBody]
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
    body: BodyUploadFiles,
) -> BatchIngestion | ErrorBody | None:
    """Upload several documents into declarative memory.

    All or nothing: if one kind of document is not supported, the answer is 400 and none is
    read. Otherwise as for one document: the answer comes first, and how it goes on is told
    over the WebSocket only.

    Two files of one name are both read, but the answer has one item for them.

    400: a kind is not supported; no file; `chunk_size` or `chunk_overlap` is no whole number.
    500, plain text: `metadata` is not JSON (D8); a part has no file name (D8b).

    Permission: UPLOAD:WRITE.

    Args:
        body (BodyUploadFiles): Documents to upload, and how to cut them.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BatchIngestion | ErrorBody
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: BodyUploadFiles,
) -> Response[BatchIngestion | ErrorBody]:
    """Upload several documents into declarative memory.

    All or nothing: if one kind of document is not supported, the answer is 400 and none is
    read. Otherwise as for one document: the answer comes first, and how it goes on is told
    over the WebSocket only.

    Two files of one name are both read, but the answer has one item for them.

    400: a kind is not supported; no file; `chunk_size` or `chunk_overlap` is no whole number.
    500, plain text: `metadata` is not JSON (D8); a part has no file name (D8b).

    Permission: UPLOAD:WRITE.

    Args:
        body (BodyUploadFiles): Documents to upload, and how to cut them.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BatchIngestion | ErrorBody]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: BodyUploadFiles,
) -> BatchIngestion | ErrorBody | None:
    """Upload several documents into declarative memory.

    All or nothing: if one kind of document is not supported, the answer is 400 and none is
    read. Otherwise as for one document: the answer comes first, and how it goes on is told
    over the WebSocket only.

    Two files of one name are both read, but the answer has one item for them.

    400: a kind is not supported; no file; `chunk_size` or `chunk_overlap` is no whole number.
    500, plain text: `metadata` is not JSON (D8); a part has no file name (D8b).

    Permission: UPLOAD:WRITE.

    Args:
        body (BodyUploadFiles): Documents to upload, and how to cut them.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BatchIngestion | ErrorBody
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
