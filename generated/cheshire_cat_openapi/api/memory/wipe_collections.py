import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.wiped_collections import WipedCollections
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build() -> _Request:
    """The request of `wipe_collections`, as data."""
    _request: _Request = {
        "method": "DELETE",
        "url": "/memory/collections",
    }
    return _request


def parse(response: _Answer) -> WipedCollections:
    """The result of `wipe_collections`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return WipedCollections.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | WipedCollections | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 403:
        return ErrorBody.from_dict(_json.loads(response.content))

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | WipedCollections]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorBody | WipedCollections]:
    """Delete every point of every collection, of all users.

    The collections stay, empty; the tools of active plugins are embedded again. There is no
    way back. The conversation history is not touched.

    Do not wipe while an upload is being read in: on the local store this ended with
    `disk I/O error`, and every later call on that collection answered 500 until the server
    was restarted (CONTRACT §3.2).

    Permission: MEMORY:DELETE.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | WipedCollections]
    """

    _request = _build()
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient | Client,
) -> ErrorBody | WipedCollections | None:
    """Delete every point of every collection, of all users.

    The collections stay, empty; the tools of active plugins are embedded again. There is no
    way back. The conversation history is not touched.

    Do not wipe while an upload is being read in: on the local store this ended with
    `disk I/O error`, and every later call on that collection answered 500 until the server
    was restarted (CONTRACT §3.2).

    Permission: MEMORY:DELETE.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | WipedCollections
    """

    return _sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorBody | WipedCollections]:
    """Delete every point of every collection, of all users.

    The collections stay, empty; the tools of active plugins are embedded again. There is no
    way back. The conversation history is not touched.

    Do not wipe while an upload is being read in: on the local store this ended with
    `disk I/O error`, and every later call on that collection answered 500 until the server
    was restarted (CONTRACT §3.2).

    Permission: MEMORY:DELETE.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | WipedCollections]
    """

    _request = _build()
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
) -> ErrorBody | WipedCollections | None:
    """Delete every point of every collection, of all users.

    The collections stay, empty; the tools of active plugins are embedded again. There is no
    way back. The conversation history is not touched.

    Do not wipe while an upload is being read in: on the local store this ended with
    `disk I/O error`, and every later call on that collection answered 500 until the server
    was restarted (CONTRACT §3.2).

    Permission: MEMORY:DELETE.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | WipedCollections
    """

    return (
        await _asyncio_detailed(
            client=client,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
