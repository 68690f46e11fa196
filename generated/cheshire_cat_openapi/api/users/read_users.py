import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import many as _many
from ...codec import query as _query
from ...models.error_body import ErrorBody
from ...models.user_response import UserResponse
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response, Unset


def build(
    *,
    skip: int | Unset = 0,
    limit: int | Unset = 100,
) -> _Request:
    """The request of `read_users`, as data."""
    _request: _Request = {
        "method": "GET",
        "url": "/users/",
    }
    _request["params"] = _query(
        {
            "skip": skip,
            "limit": limit,
        },
    )
    return _request


def parse(response: _Answer) -> list[UserResponse]:
    """The result of `read_users`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        result_200: list[UserResponse] = _many(UserResponse.from_dict)(_json.loads(response.content))
        return result_200

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | list[UserResponse] | None:
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
) -> Response[ErrorBody | list[UserResponse]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    skip: int | Unset = 0,
    limit: int | Unset = 100,
) -> Response[ErrorBody | list[UserResponse]]:
    """List users.

    400: `skip` or `limit` is no whole number.

    Permission: USERS:LIST.

    Args:
        skip (int | Unset): How many users to leave out at the beginning. Default: 0.
        limit (int | Unset): How many users to give at most. The server cuts its list as Python
            slices do, so negative numbers count from the end. Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | list[UserResponse]]
    """

    _request = _build(
        skip=skip,
        limit=limit,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient | Client,
    skip: int | Unset = 0,
    limit: int | Unset = 100,
) -> ErrorBody | list[UserResponse] | None:
    """List users.

    400: `skip` or `limit` is no whole number.

    Permission: USERS:LIST.

    Args:
        skip (int | Unset): How many users to leave out at the beginning. Default: 0.
        limit (int | Unset): How many users to give at most. The server cuts its list as Python
            slices do, so negative numbers count from the end. Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | list[UserResponse]
    """

    return _sync_detailed(
        client=client,
        skip=skip,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    skip: int | Unset = 0,
    limit: int | Unset = 100,
) -> Response[ErrorBody | list[UserResponse]]:
    """List users.

    400: `skip` or `limit` is no whole number.

    Permission: USERS:LIST.

    Args:
        skip (int | Unset): How many users to leave out at the beginning. Default: 0.
        limit (int | Unset): How many users to give at most. The server cuts its list as Python
            slices do, so negative numbers count from the end. Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | list[UserResponse]]
    """

    _request = _build(
        skip=skip,
        limit=limit,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    skip: int | Unset = 0,
    limit: int | Unset = 100,
) -> ErrorBody | list[UserResponse] | None:
    """List users.

    400: `skip` or `limit` is no whole number.

    Permission: USERS:LIST.

    Args:
        skip (int | Unset): How many users to leave out at the beginning. Default: 0.
        limit (int | Unset): How many users to give at most. The server cuts its list as Python
            slices do, so negative numbers count from the end. Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | list[UserResponse]
    """

    return (
        await _asyncio_detailed(
            client=client,
            skip=skip,
            limit=limit,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
