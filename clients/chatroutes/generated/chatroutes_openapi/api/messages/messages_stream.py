import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...codec import segment as _segment
from ...codec import text_of as _text
from ...models.error import Error
from ...models.send_message_request import SendMessageRequest
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    conversation_id: str,
    *,
    body: SendMessageRequest,
) -> _Request:
    """The request of `messages_stream`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": f"/conversations/{_segment(conversation_id)}/messages/stream",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> str:
    """The result of `messages_stream`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return _text(response.content, response.headers)

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | str | None:
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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Error | str]:
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
    body: SendMessageRequest,
) -> Response[Error | str]:
    """Say something, and read the answer as it comes.

    Server-sent events, each a ChoiceStreamChunk or a TypedStreamChunk as JSON, up to `[DONE]` or the
    end (§7).
    The function for it reads the stream to its end before it returns the text.

    Args:
        conversation_id (str): Id of the conversation.
        body (SendMessageRequest): What is said, and how it shall be answered.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | str]
    """

    _request = _build(
        conversation_id,
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    conversation_id: str,
    *,
    client: AuthenticatedClient,
    body: SendMessageRequest,
) -> Error | str | None:
    """Say something, and read the answer as it comes.

    Server-sent events, each a ChoiceStreamChunk or a TypedStreamChunk as JSON, up to `[DONE]` or the
    end (§7).
    The function for it reads the stream to its end before it returns the text.

    Args:
        conversation_id (str): Id of the conversation.
        body (SendMessageRequest): What is said, and how it shall be answered.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | str
    """

    return _sync_detailed(
        conversation_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    conversation_id: str,
    *,
    client: AuthenticatedClient,
    body: SendMessageRequest,
) -> Response[Error | str]:
    """Say something, and read the answer as it comes.

    Server-sent events, each a ChoiceStreamChunk or a TypedStreamChunk as JSON, up to `[DONE]` or the
    end (§7).
    The function for it reads the stream to its end before it returns the text.

    Args:
        conversation_id (str): Id of the conversation.
        body (SendMessageRequest): What is said, and how it shall be answered.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | str]
    """

    _request = _build(
        conversation_id,
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    conversation_id: str,
    *,
    client: AuthenticatedClient,
    body: SendMessageRequest,
) -> Error | str | None:
    """Say something, and read the answer as it comes.

    Server-sent events, each a ChoiceStreamChunk or a TypedStreamChunk as JSON, up to `[DONE]` or the
    end (§7).
    The function for it reads the stream to its end before it returns the text.

    Args:
        conversation_id (str): Id of the conversation.
        body (SendMessageRequest): What is said, and how it shall be answered.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | str
    """

    return (
        await _asyncio_detailed(
            conversation_id,
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
