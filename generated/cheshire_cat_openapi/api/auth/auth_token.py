from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.jwt_response import JWTResponse
from ...models.user_credentials import UserCredentials
from ...types import Response


def _get_kwargs(
    *,
    body: UserCredentials,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/auth/token",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | JWTResponse | None:
    if response.status_code == 200:
        response_200 = JWTResponse.from_dict(response.json())

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
) -> Response[ErrorBody | JWTResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: UserCredentials,
) -> Response[ErrorBody | JWTResponse]:
    """Exchange a user name and password for a token (JWT).

    The token goes where an API key goes, over HTTP and as `token` of the WebSocket. It is valid
    for 24 hours unless the server is set otherwise; it can be neither renewed nor withdrawn.
    What it allows are the user's permissions at the time of each call, not those when it was
    made (CONTRACT §2).

    400: a key is missing.
    403: wrong name or password; this answer takes at least a second.

    Permission: none.

    Args:
        body (UserCredentials): Who wants a token.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | JWTResponse]
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
    body: UserCredentials,
) -> ErrorBody | JWTResponse | None:
    """Exchange a user name and password for a token (JWT).

    The token goes where an API key goes, over HTTP and as `token` of the WebSocket. It is valid
    for 24 hours unless the server is set otherwise; it can be neither renewed nor withdrawn.
    What it allows are the user's permissions at the time of each call, not those when it was
    made (CONTRACT §2).

    400: a key is missing.
    403: wrong name or password; this answer takes at least a second.

    Permission: none.

    Args:
        body (UserCredentials): Who wants a token.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | JWTResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: UserCredentials,
) -> Response[ErrorBody | JWTResponse]:
    """Exchange a user name and password for a token (JWT).

    The token goes where an API key goes, over HTTP and as `token` of the WebSocket. It is valid
    for 24 hours unless the server is set otherwise; it can be neither renewed nor withdrawn.
    What it allows are the user's permissions at the time of each call, not those when it was
    made (CONTRACT §2).

    400: a key is missing.
    403: wrong name or password; this answer takes at least a second.

    Permission: none.

    Args:
        body (UserCredentials): Who wants a token.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | JWTResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: UserCredentials,
) -> ErrorBody | JWTResponse | None:
    """Exchange a user name and password for a token (JWT).

    The token goes where an API key goes, over HTTP and as `token` of the WebSocket. It is valid
    for 24 hours unless the server is set otherwise; it can be neither renewed nor withdrawn.
    What it allows are the user's permissions at the time of each call, not those when it was
    made (CONTRACT §2).

    400: a key is missing.
    403: wrong name or password; this answer takes at least a second.

    Permission: none.

    Args:
        body (UserCredentials): Who wants a token.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | JWTResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
