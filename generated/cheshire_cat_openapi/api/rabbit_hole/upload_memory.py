from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.body_upload_memory import BodyUploadMemory
from ...models.error_body import ErrorBody
from ...models.file_ingestion import FileIngestion
from ...types import Response


def _get_kwargs(
    *,
    body: BodyUploadMemory,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/rabbithole/memory",
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

    return sync_detailed(
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

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


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
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
