import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.batch_ingestion import BatchIngestion
from ...models.body_upload_files import BodyUploadFiles
from ...models.error_body import ErrorBody
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    *,
    body: BodyUploadFiles,
) -> _Request:
    """The request of `upload_files`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": "/rabbithole/batch",
    }
    _request["files"] = body.to_multipart()

    return _request


def parse(response: _Answer) -> BatchIngestion:
    """The result of `upload_files`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return BatchIngestion.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> BatchIngestion | ErrorBody | None:
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

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


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

    return _sync_detailed(
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

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


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
        await _asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
