from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.user_response import UserResponse
from ...models.user_update import UserUpdate
from ...types import Response


def _get_kwargs(
    user_id: str,
    *,
    body: UserUpdate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/users/{user_id}".format(
            user_id=quote(str(user_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | UserResponse | None:
    if response.status_code == 200:
        response_200 = UserResponse.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorBody.from_dict(response.json())

        return response_400

    if response.status_code == 403:
        response_403 = ErrorBody.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorBody.from_dict(response.json())

        return response_404

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
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
    body: UserUpdate,
) -> Response[ErrorBody | UserResponse]:
    """Change name, password or permissions of a user.

    What is not sent stays; None is refused. Permissions are replaced as a whole, and tokens
    that were given out before obey the new ones at once. Whether the new name is taken is not
    checked (D15). Tokens given out before keep the old name, which is their user id in the
    chat.

    400: the name has less than 2 or the password less than 4 characters (creating asks for 5);
    an unknown resource or permission; an unknown key; None.
    404: `User not found`.

    Permission: USERS:EDIT.

    Args:
        user_id (str): Id of the account (a UUID), not its name, and not the user id of the chat.
        body (UserUpdate): What shall change about a user. What is left out stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | UserResponse]
    """

    kwargs = _get_kwargs(
        user_id=user_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    user_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: UserUpdate,
) -> ErrorBody | UserResponse | None:
    """Change name, password or permissions of a user.

    What is not sent stays; None is refused. Permissions are replaced as a whole, and tokens
    that were given out before obey the new ones at once. Whether the new name is taken is not
    checked (D15). Tokens given out before keep the old name, which is their user id in the
    chat.

    400: the name has less than 2 or the password less than 4 characters (creating asks for 5);
    an unknown resource or permission; an unknown key; None.
    404: `User not found`.

    Permission: USERS:EDIT.

    Args:
        user_id (str): Id of the account (a UUID), not its name, and not the user id of the chat.
        body (UserUpdate): What shall change about a user. What is left out stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | UserResponse
    """

    return sync_detailed(
        user_id=user_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    user_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: UserUpdate,
) -> Response[ErrorBody | UserResponse]:
    """Change name, password or permissions of a user.

    What is not sent stays; None is refused. Permissions are replaced as a whole, and tokens
    that were given out before obey the new ones at once. Whether the new name is taken is not
    checked (D15). Tokens given out before keep the old name, which is their user id in the
    chat.

    400: the name has less than 2 or the password less than 4 characters (creating asks for 5);
    an unknown resource or permission; an unknown key; None.
    404: `User not found`.

    Permission: USERS:EDIT.

    Args:
        user_id (str): Id of the account (a UUID), not its name, and not the user id of the chat.
        body (UserUpdate): What shall change about a user. What is left out stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | UserResponse]
    """

    kwargs = _get_kwargs(
        user_id=user_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    user_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: UserUpdate,
) -> ErrorBody | UserResponse | None:
    """Change name, password or permissions of a user.

    What is not sent stays; None is refused. Permissions are replaced as a whole, and tokens
    that were given out before obey the new ones at once. Whether the new name is taken is not
    checked (D15). Tokens given out before keep the old name, which is their user id in the
    chat.

    400: the name has less than 2 or the password less than 4 characters (creating asks for 5);
    an unknown resource or permission; an unknown key; None.
    404: `User not found`.

    Permission: USERS:EDIT.

    Args:
        user_id (str): Id of the account (a UUID), not its name, and not the user id of the chat.
        body (UserUpdate): What shall change about a user. What is left out stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | UserResponse
    """

    return (
        await asyncio_detailed(
            user_id=user_id,
            client=client,
            body=body,
        )
    ).parsed
