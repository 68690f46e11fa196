import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...models.chat_create_update import ChatCreateUpdate
from ...models.chat_select import ChatSelect
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    *,
    body: ChatCreateUpdate,
) -> _Request:
    """The request of `create_chat`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": "/chats",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> ChatSelect:
    """The result of `create_chat`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return ChatSelect.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ChatSelect | None:
    if response.status_code == 200:
        return _parse(response)
    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ChatSelect]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ChatCreateUpdate,
) -> Response[ChatSelect]:
    """Store a chat.

    Args:
        body (ChatCreateUpdate):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChatSelect]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: ChatCreateUpdate,
) -> ChatSelect | None:
    """Store a chat.

    Args:
        body (ChatCreateUpdate):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChatSelect
    """

    return _sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ChatCreateUpdate,
) -> Response[ChatSelect]:
    """Store a chat.

    Args:
        body (ChatCreateUpdate):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChatSelect]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: ChatCreateUpdate,
) -> ChatSelect | None:
    """Store a chat.

    Args:
        body (ChatCreateUpdate):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChatSelect
    """

    return (
        await _asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
