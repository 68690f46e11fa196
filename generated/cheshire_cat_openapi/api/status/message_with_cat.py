from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.cat_message import CatMessage
from ...models.error_body import ErrorBody
from ...models.user_message import UserMessage
from ...types import Response


def _get_kwargs(
    *,
    body: UserMessage,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/message",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CatMessage | ErrorBody | None:
    if response.status_code == 200:
        response_200 = CatMessage.from_dict(response.json())

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

    return sync_detailed(
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

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


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
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
