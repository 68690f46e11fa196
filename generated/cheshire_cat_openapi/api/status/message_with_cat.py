import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...models.cat_message import CatMessage
from ...models.error_body import ErrorBody
from ...models.user_message import UserMessage
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    *,
    body: UserMessage,
) -> _Request:
    """The request of `message_with_cat`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": "/message",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> CatMessage:
    """The result of `message_with_cat`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return CatMessage.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CatMessage | ErrorBody | None:
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
) -> Response[CatMessage | ErrorBody]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: UserMessage,
) -> Response[CatMessage | ErrorBody]:
    """Send one message and wait for the whole reply.

    One turn of conversation over HTTP. The reply is the same object as the `chat` frame of
    the WebSocket and is stored in the history in the same way.

    The user is the one of the header `user_id` or of the token; a `user_id` in the body is
    overridden. If that user has a socket open, the tokens go there, the reply only here
    (CONTRACT §4.5).

    Not to be repeated blindly: a turn runs to its end even if the caller is gone. Look for
    its reply in the conversation history first.

    400: the body is no JSON object.
    500, plain text: the turn failed, for whatever reason (the language model, a missing or
    wrong `text`, a plugin). The reason is told over the WebSocket only (D4).

    Permission: CONVERSATION:WRITE.

    Args:
        body (UserMessage): What the user says. Further keys are allowed: plugins see them and the
            history keeps them (CONTRACT §4.2).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CatMessage | ErrorBody]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: UserMessage,
) -> CatMessage | ErrorBody | None:
    """Send one message and wait for the whole reply.

    One turn of conversation over HTTP. The reply is the same object as the `chat` frame of
    the WebSocket and is stored in the history in the same way.

    The user is the one of the header `user_id` or of the token; a `user_id` in the body is
    overridden. If that user has a socket open, the tokens go there, the reply only here
    (CONTRACT §4.5).

    Not to be repeated blindly: a turn runs to its end even if the caller is gone. Look for
    its reply in the conversation history first.

    400: the body is no JSON object.
    500, plain text: the turn failed, for whatever reason (the language model, a missing or
    wrong `text`, a plugin). The reason is told over the WebSocket only (D4).

    Permission: CONVERSATION:WRITE.

    Args:
        body (UserMessage): What the user says. Further keys are allowed: plugins see them and the
            history keeps them (CONTRACT §4.2).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CatMessage | ErrorBody
    """

    return _sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: UserMessage,
) -> Response[CatMessage | ErrorBody]:
    """Send one message and wait for the whole reply.

    One turn of conversation over HTTP. The reply is the same object as the `chat` frame of
    the WebSocket and is stored in the history in the same way.

    The user is the one of the header `user_id` or of the token; a `user_id` in the body is
    overridden. If that user has a socket open, the tokens go there, the reply only here
    (CONTRACT §4.5).

    Not to be repeated blindly: a turn runs to its end even if the caller is gone. Look for
    its reply in the conversation history first.

    400: the body is no JSON object.
    500, plain text: the turn failed, for whatever reason (the language model, a missing or
    wrong `text`, a plugin). The reason is told over the WebSocket only (D4).

    Permission: CONVERSATION:WRITE.

    Args:
        body (UserMessage): What the user says. Further keys are allowed: plugins see them and the
            history keeps them (CONTRACT §4.2).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CatMessage | ErrorBody]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: UserMessage,
) -> CatMessage | ErrorBody | None:
    """Send one message and wait for the whole reply.

    One turn of conversation over HTTP. The reply is the same object as the `chat` frame of
    the WebSocket and is stored in the history in the same way.

    The user is the one of the header `user_id` or of the token; a `user_id` in the body is
    overridden. If that user has a socket open, the tokens go there, the reply only here
    (CONTRACT §4.5).

    Not to be repeated blindly: a turn runs to its end even if the caller is gone. Look for
    its reply in the conversation history first.

    400: the body is no JSON object.
    500, plain text: the turn failed, for whatever reason (the language model, a missing or
    wrong `text`, a plugin). The reason is told over the WebSocket only (D4).

    Permission: CONVERSATION:WRITE.

    Args:
        body (UserMessage): What the user says. Further keys are allowed: plugins see them and the
            history keeps them (CONTRACT §4.2).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CatMessage | ErrorBody
    """

    return (
        await _asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
