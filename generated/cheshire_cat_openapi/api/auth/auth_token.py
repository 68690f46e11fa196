import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...models.error_body import ErrorBody
from ...models.jwt_response import JWTResponse
from ...models.user_credentials import UserCredentials
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    *,
    body: UserCredentials,
) -> _Request:
    """The request of `auth_token`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": "/auth/token",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> JWTResponse:
    """The result of `auth_token`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return JWTResponse.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | JWTResponse | None:
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

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


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

    return _sync_detailed(
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

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


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
        await _asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
