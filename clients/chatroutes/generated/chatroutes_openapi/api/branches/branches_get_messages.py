import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import segment as _segment
from ...models.error import Error
from ...models.message_list_envelope import MessageListEnvelope
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    conversation_id: str,
    branch_id: str,
) -> _Request:
    """The request of `branches_get_messages`, as data."""
    _request: _Request = {
        "method": "GET",
        "url": f"/conversations/{_segment(conversation_id)}/branches/{_segment(branch_id)}/messages",
    }
    return _request


def parse(response: _Answer) -> MessageListEnvelope:
    """The result of `branches_get_messages`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return MessageListEnvelope.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | MessageListEnvelope | None:
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
) -> Response[Error | MessageListEnvelope]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    conversation_id: str,
    branch_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Error | MessageListEnvelope]:
    """List the messages of a branch.

    Args:
        conversation_id (str): Id of the conversation.
        branch_id (str): Id of the branch.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | MessageListEnvelope]
    """

    _request = _build(
        conversation_id,
        branch_id,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    conversation_id: str,
    branch_id: str,
    *,
    client: AuthenticatedClient,
) -> Error | MessageListEnvelope | None:
    """List the messages of a branch.

    Args:
        conversation_id (str): Id of the conversation.
        branch_id (str): Id of the branch.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | MessageListEnvelope
    """

    return _sync_detailed(
        conversation_id,
        branch_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    conversation_id: str,
    branch_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Error | MessageListEnvelope]:
    """List the messages of a branch.

    Args:
        conversation_id (str): Id of the conversation.
        branch_id (str): Id of the branch.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | MessageListEnvelope]
    """

    _request = _build(
        conversation_id,
        branch_id,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    conversation_id: str,
    branch_id: str,
    *,
    client: AuthenticatedClient,
) -> Error | MessageListEnvelope | None:
    """List the messages of a branch.

    Args:
        conversation_id (str): Id of the conversation.
        branch_id (str): Id of the branch.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | MessageListEnvelope
    """

    return (
        await _asyncio_detailed(
            conversation_id,
            branch_id,
            client=client,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
