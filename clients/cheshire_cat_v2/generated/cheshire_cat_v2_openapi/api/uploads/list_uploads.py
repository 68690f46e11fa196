import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import many as _many
from ...models.uploaded_file_response import UploadedFileResponse
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build() -> _Request:
    """The request of `list_uploads`, as data."""
    _request: _Request = {
        "method": "GET",
        "url": "/uploads",
    }
    return _request


def parse(response: _Answer) -> list[UploadedFileResponse]:
    """The result of `list_uploads`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        result_200: list[UploadedFileResponse] = _many(UploadedFileResponse.from_dict)(_json.loads(response.content))
        return result_200

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> list[UploadedFileResponse] | None:
    if response.status_code == 200:
        return _parse(response)
    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[list[UploadedFileResponse]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[list[UploadedFileResponse]]:
    """List the files of who asks.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[list[UploadedFileResponse]]
    """

    _request = _build()
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient | Client,
) -> list[UploadedFileResponse] | None:
    """List the files of who asks.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        list[UploadedFileResponse]
    """

    return _sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[list[UploadedFileResponse]]:
    """List the files of who asks.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[list[UploadedFileResponse]]
    """

    _request = _build()
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
) -> list[UploadedFileResponse] | None:
    """List the files of who asks.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        list[UploadedFileResponse]
    """

    return (
        await _asyncio_detailed(
            client=client,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
