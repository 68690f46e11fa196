import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.body_upload_memory import BodyUploadMemory
from ...models.error_body import ErrorBody
from ...models.file_ingestion import FileIngestion
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    *,
    body: BodyUploadMemory,
) -> _Request:
    """The request of `upload_memory`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": "/rabbithole/memory",
    }
    _request["files"] = body.to_multipart()

    return _request


def parse(response: _Answer) -> FileIngestion:
    """The result of `upload_memory`, in an answer that is a success.

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
    body: BodyUploadMemory,
) -> Response[ErrorBody | FileIngestion]:
    """Load memories that were saved as JSON into declarative memory.

    The answer comes before the file is read. If the file is no such JSON, or was made with
    another embedder, nothing is loaded and nobody is told (CONTRACT §3.2).

    400: the file's name does not end in .json; no file.

    Permission: MEMORY:WRITE (and not UPLOAD:WRITE).

    Args:
        body (BodyUploadMemory): Saved memories to load.

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
    body: BodyUploadMemory,
) -> ErrorBody | FileIngestion | None:
    """Load memories that were saved as JSON into declarative memory.

    The answer comes before the file is read. If the file is no such JSON, or was made with
    another embedder, nothing is loaded and nobody is told (CONTRACT §3.2).

    400: the file's name does not end in .json; no file.

    Permission: MEMORY:WRITE (and not UPLOAD:WRITE).

    Args:
        body (BodyUploadMemory): Saved memories to load.

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
    body: BodyUploadMemory,
) -> Response[ErrorBody | FileIngestion]:
    """Load memories that were saved as JSON into declarative memory.

    The answer comes before the file is read. If the file is no such JSON, or was made with
    another embedder, nothing is loaded and nobody is told (CONTRACT §3.2).

    400: the file's name does not end in .json; no file.

    Permission: MEMORY:WRITE (and not UPLOAD:WRITE).

    Args:
        body (BodyUploadMemory): Saved memories to load.

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
    body: BodyUploadMemory,
) -> ErrorBody | FileIngestion | None:
    """Load memories that were saved as JSON into declarative memory.

    The answer comes before the file is read. If the file is no such JSON, or was made with
    another embedder, nothing is loaded and nobody is told (CONTRACT §3.2).

    400: the file's name does not end in .json; no file.

    Permission: MEMORY:WRITE (and not UPLOAD:WRITE).

    Args:
        body (BodyUploadMemory): Saved memories to load.

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
