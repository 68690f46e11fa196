from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.wiped_history import WipedHistory
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/memory/conversation_history",
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | WipedHistory | None:
    if response.status_code == 200:
        response_200 = WipedHistory.from_dict(response.json())

        return response_200

    if response.status_code == 403:
        response_403 = ErrorBody.from_dict(response.json())

        return response_403

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | WipedHistory]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorBody | WipedHistory]:
    """Forget the messages between this user and the Cat.

    Empties the history only; what was stored in episodic memory stays. A user with the base
    permissions may read the history but not wipe it: 403 (CONTRACT §2).

    Permission: MEMORY:DELETE.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | WipedHistory]
    """

    kwargs = _get_kwargs()

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
) -> ErrorBody | WipedHistory | None:
    """Forget the messages between this user and the Cat.

    Empties the history only; what was stored in episodic memory stays. A user with the base
    permissions may read the history but not wipe it: 403 (CONTRACT §2).

    Permission: MEMORY:DELETE.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | WipedHistory
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorBody | WipedHistory]:
    """Forget the messages between this user and the Cat.

    Empties the history only; what was stored in episodic memory stays. A user with the base
    permissions may read the history but not wipe it: 403 (CONTRACT §2).

    Permission: MEMORY:DELETE.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | WipedHistory]
    """

    kwargs = _get_kwargs()

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
) -> ErrorBody | WipedHistory | None:
    """Forget the messages between this user and the Cat.

    Empties the history only; what was stored in episodic memory stays. A user with the base
    permissions may read the history but not wipe it: 403 (CONTRACT §2).

    Permission: MEMORY:DELETE.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | WipedHistory
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed
