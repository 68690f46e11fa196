from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.conversation_history import ConversationHistory
from ...models.error_body import ErrorBody
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/memory/conversation_history",
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ConversationHistory | ErrorBody | None:
    if response.status_code == 200:
        response_200 = ConversationHistory.from_dict(response.json())

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
) -> Response[ConversationHistory | ErrorBody]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[ConversationHistory | ErrorBody]:
    """Give the latest messages between this user and the Cat, oldest first.

    The server keeps the last 20 messages of a user. Not among them: turns that a plugin
    answered by a fast reply. A failed turn leaves its human message behind, unless it was the
    user's first. A user unknown to the server has an empty history.

    Replies come with all of their `why`, so the answer can be large.

    Permission: MEMORY:READ.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ConversationHistory | ErrorBody]
    """

    kwargs = _get_kwargs()

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
) -> ConversationHistory | ErrorBody | None:
    """Give the latest messages between this user and the Cat, oldest first.

    The server keeps the last 20 messages of a user. Not among them: turns that a plugin
    answered by a fast reply. A failed turn leaves its human message behind, unless it was the
    user's first. A user unknown to the server has an empty history.

    Replies come with all of their `why`, so the answer can be large.

    Permission: MEMORY:READ.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ConversationHistory | ErrorBody
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[ConversationHistory | ErrorBody]:
    """Give the latest messages between this user and the Cat, oldest first.

    The server keeps the last 20 messages of a user. Not among them: turns that a plugin
    answered by a fast reply. A failed turn leaves its human message behind, unless it was the
    user's first. A user unknown to the server has an empty history.

    Replies come with all of their `why`, so the answer can be large.

    Permission: MEMORY:READ.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ConversationHistory | ErrorBody]
    """

    kwargs = _get_kwargs()

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
) -> ConversationHistory | ErrorBody | None:
    """Give the latest messages between this user and the Cat, oldest first.

    The server keeps the last 20 messages of a user. Not among them: turns that a plugin
    answered by a fast reply. A failed turn leaves its human message behind, unless it was the
    user's first. A user unknown to the server has an empty history.

    Replies come with all of their `why`, so the answer can be large.

    Permission: MEMORY:READ.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ConversationHistory | ErrorBody
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed
