import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import segment as _segment
from ...models.conversation_tree_envelope import ConversationTreeEnvelope
from ...models.error import Error
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    conversation_id: str,
) -> _Request:
    """The request of `conversations_get_tree`, as data."""
    _request: _Request = {
        "method": "GET",
        "url": f"/conversations/{_segment(conversation_id)}/tree",
    }
    return _request


def parse(response: _Answer) -> ConversationTreeEnvelope:
    """The result of `conversations_get_tree`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return ConversationTreeEnvelope.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ConversationTreeEnvelope | Error | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 400:
        return Error.from_dict(_json.loads(response.content))

    if response.status_code == 401:
        return Error.from_dict(_json.loads(response.content))

    if response.status_code == 403:
        return Error.from_dict(_json.loads(response.content))

    if response.status_code == 404:
        return Error.from_dict(_json.loads(response.content))

    if response.status_code == 422:
        return Error.from_dict(_json.loads(response.content))

    if response.status_code == 429:
        return Error.from_dict(_json.loads(response.content))

    if response.status_code == 500:
        return Error.from_dict(_json.loads(response.content))

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ConversationTreeEnvelope | Error]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    conversation_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[ConversationTreeEnvelope | Error]:
    """Give a conversation as a tree.

    The tree has one of three shapes: a tree of messages with counts, branches with a main one, or
    branches that
    hold their children (R2).

    Args:
        conversation_id (str): Id of the conversation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ConversationTreeEnvelope | Error]
    """

    _request = _build(
        conversation_id,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    conversation_id: str,
    *,
    client: AuthenticatedClient,
) -> ConversationTreeEnvelope | Error | None:
    """Give a conversation as a tree.

    The tree has one of three shapes: a tree of messages with counts, branches with a main one, or
    branches that
    hold their children (R2).

    Args:
        conversation_id (str): Id of the conversation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ConversationTreeEnvelope | Error
    """

    return _sync_detailed(
        conversation_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    conversation_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[ConversationTreeEnvelope | Error]:
    """Give a conversation as a tree.

    The tree has one of three shapes: a tree of messages with counts, branches with a main one, or
    branches that
    hold their children (R2).

    Args:
        conversation_id (str): Id of the conversation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ConversationTreeEnvelope | Error]
    """

    _request = _build(
        conversation_id,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    conversation_id: str,
    *,
    client: AuthenticatedClient,
) -> ConversationTreeEnvelope | Error | None:
    """Give a conversation as a tree.

    The tree has one of three shapes: a tree of messages with counts, branches with a main one, or
    branches that
    hold their children (R2).

    Args:
        conversation_id (str): Id of the conversation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ConversationTreeEnvelope | Error
    """

    return (
        await _asyncio_detailed(
            conversation_id,
            client=client,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
