import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...codec import segment as _segment
from ...models.error import Error
from ...models.message_envelope import MessageEnvelope
from ...models.update_message_request import UpdateMessageRequest
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    message_id: str,
    *,
    body: UpdateMessageRequest,
) -> _Request:
    """The request of `messages_update`, as data."""
    _request: _Request = {
        "method": "PATCH",
        "url": f"/messages/{_segment(message_id)}",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> MessageEnvelope:
    """The result of `messages_update`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return MessageEnvelope.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | MessageEnvelope | None:
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
) -> Response[Error | MessageEnvelope]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    message_id: str,
    *,
    client: AuthenticatedClient,
    body: UpdateMessageRequest,
) -> Response[Error | MessageEnvelope]:
    """Change the text of a message.

    Args:
        message_id (str): Id of the message.
        body (UpdateMessageRequest): The new text of a message.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | MessageEnvelope]
    """

    _request = _build(
        message_id,
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    message_id: str,
    *,
    client: AuthenticatedClient,
    body: UpdateMessageRequest,
) -> Error | MessageEnvelope | None:
    """Change the text of a message.

    Args:
        message_id (str): Id of the message.
        body (UpdateMessageRequest): The new text of a message.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | MessageEnvelope
    """

    return _sync_detailed(
        message_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    message_id: str,
    *,
    client: AuthenticatedClient,
    body: UpdateMessageRequest,
) -> Response[Error | MessageEnvelope]:
    """Change the text of a message.

    Args:
        message_id (str): Id of the message.
        body (UpdateMessageRequest): The new text of a message.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | MessageEnvelope]
    """

    _request = _build(
        message_id,
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    message_id: str,
    *,
    client: AuthenticatedClient,
    body: UpdateMessageRequest,
) -> Error | MessageEnvelope | None:
    """Change the text of a message.

    Args:
        message_id (str): Id of the message.
        body (UpdateMessageRequest): The new text of a message.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | MessageEnvelope
    """

    return (
        await _asyncio_detailed(
            message_id,
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
