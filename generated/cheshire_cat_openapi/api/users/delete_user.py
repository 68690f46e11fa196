import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import segment as _segment
from ...models.error_body import ErrorBody
from ...models.user_response import UserResponse
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    user_id: str,
) -> _Request:
    """The request of `delete_user`, as data."""
    _request: _Request = {
        "method": "DELETE",
        "url": f"/users/{_segment(user_id)}",
    }
    return _request


def parse(response: _Answer) -> UserResponse:
    """The result of `delete_user`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return UserResponse.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | UserResponse | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 403:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 404:
        return ErrorBody.from_dict(_json.loads(response.content))

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | UserResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    user_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorBody | UserResponse]:
    """Delete a user.

    Sockets that the user has open go on working until they close (CONTRACT §2).

    404: `User not found`.

    Permission: USERS:DELETE.

    Args:
        user_id (str): Id of the account (a UUID), not its name, and not the user id of the chat.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | UserResponse]
    """

    _request = _build(
        user_id,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    user_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> ErrorBody | UserResponse | None:
    """Delete a user.

    Sockets that the user has open go on working until they close (CONTRACT §2).

    404: `User not found`.

    Permission: USERS:DELETE.

    Args:
        user_id (str): Id of the account (a UUID), not its name, and not the user id of the chat.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | UserResponse
    """

    return _sync_detailed(
        user_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    user_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorBody | UserResponse]:
    """Delete a user.

    Sockets that the user has open go on working until they close (CONTRACT §2).

    404: `User not found`.

    Permission: USERS:DELETE.

    Args:
        user_id (str): Id of the account (a UUID), not its name, and not the user id of the chat.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | UserResponse]
    """

    _request = _build(
        user_id,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    user_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> ErrorBody | UserResponse | None:
    """Delete a user.

    Sockets that the user has open go on working until they close (CONTRACT §2).

    404: `User not found`.

    Permission: USERS:DELETE.

    Args:
        user_id (str): Id of the account (a UUID), not its name, and not the user id of the chat.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | UserResponse
    """

    return (
        await _asyncio_detailed(
            user_id,
            client=client,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
