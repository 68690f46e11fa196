import json as _json
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import many as _many
from ...codec import query as _query
from ...models.error_body import ErrorBody
from ...models.memory_item import MemoryItem
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response, Unset


def build(
    *,
    user_id: str,
    limit: int | Unset = 10,
) -> _Request:
    """The request of `conversation_history`, as data."""
    _request: _Request = {
        "method": "GET",
        "url": "/api/v1/conversation/history",
    }
    _request["params"] = _query(
        {
            "user_id": user_id,
            "limit": limit,
        },
    )
    return _request


def parse(response: _Answer) -> list[MemoryItem]:
    """The result of `conversation_history`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        result_200: list[MemoryItem] = _many(MemoryItem.from_dict)(_json.loads(response.content))
        return result_200

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ErrorBody | list[MemoryItem] | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 401:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 403:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 422:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 500:
        return None

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | ErrorBody | list[MemoryItem]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    user_id: str,
    limit: int | Unset = 10,
) -> Response[Any | ErrorBody | list[MemoryItem]]:
    """List what was said, the newest first.

    What the server read when it was asked first, by this call or a socket; later turns are not in it
    (§1, M5).

    Args:
        user_id (str): Name of the user who asks; no other is allowed.
        limit (int | Unset): How many turns at most, from 1 to 100. Default: 10.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ErrorBody | list[MemoryItem]]
    """

    _request = _build(
        user_id=user_id,
        limit=limit,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient,
    user_id: str,
    limit: int | Unset = 10,
) -> Any | ErrorBody | list[MemoryItem] | None:
    """List what was said, the newest first.

    What the server read when it was asked first, by this call or a socket; later turns are not in it
    (§1, M5).

    Args:
        user_id (str): Name of the user who asks; no other is allowed.
        limit (int | Unset): How many turns at most, from 1 to 100. Default: 10.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ErrorBody | list[MemoryItem]
    """

    return _sync_detailed(
        client=client,
        user_id=user_id,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    user_id: str,
    limit: int | Unset = 10,
) -> Response[Any | ErrorBody | list[MemoryItem]]:
    """List what was said, the newest first.

    What the server read when it was asked first, by this call or a socket; later turns are not in it
    (§1, M5).

    Args:
        user_id (str): Name of the user who asks; no other is allowed.
        limit (int | Unset): How many turns at most, from 1 to 100. Default: 10.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ErrorBody | list[MemoryItem]]
    """

    _request = _build(
        user_id=user_id,
        limit=limit,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient,
    user_id: str,
    limit: int | Unset = 10,
) -> Any | ErrorBody | list[MemoryItem] | None:
    """List what was said, the newest first.

    What the server read when it was asked first, by this call or a socket; later turns are not in it
    (§1, M5).

    Args:
        user_id (str): Name of the user who asks; no other is allowed.
        limit (int | Unset): How many turns at most, from 1 to 100. Default: 10.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ErrorBody | list[MemoryItem]
    """

    return (
        await _asyncio_detailed(
            client=client,
            user_id=user_id,
            limit=limit,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
