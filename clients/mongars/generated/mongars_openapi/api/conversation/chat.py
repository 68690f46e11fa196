import json as _json
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...models.chat_request import ChatRequest
from ...models.chat_response import ChatResponse
from ...models.error_body import ErrorBody
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    *,
    body: ChatRequest,
) -> _Request:
    """The request of `chat`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": "/api/v1/conversation/chat",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> ChatResponse:
    """The result of `chat`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return ChatResponse.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ChatResponse | ErrorBody | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 401:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 403:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 413:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 422:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 429:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 500:
        return None

    if response.status_code == 502:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 504:
        return ErrorBody.from_dict(_json.loads(response.content))

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | ChatResponse | ErrorBody]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: ChatRequest,
) -> Response[Any | ChatResponse | ErrorBody]:
    """Say something, and wait for the answer.

    One a second for each user, from start to start, or 429. A generation that failed comes as 200 too,
    with a
    `confidence` of 0.0 (§1, M4). The answer is stored and announced to the sockets even when nobody
    waits any more (M2).

    Args:
        body (ChatRequest): What is said.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ChatResponse | ErrorBody]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient,
    body: ChatRequest,
) -> Any | ChatResponse | ErrorBody | None:
    """Say something, and wait for the answer.

    One a second for each user, from start to start, or 429. A generation that failed comes as 200 too,
    with a
    `confidence` of 0.0 (§1, M4). The answer is stored and announced to the sockets even when nobody
    waits any more (M2).

    Args:
        body (ChatRequest): What is said.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ChatResponse | ErrorBody
    """

    return _sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: ChatRequest,
) -> Response[Any | ChatResponse | ErrorBody]:
    """Say something, and wait for the answer.

    One a second for each user, from start to start, or 429. A generation that failed comes as 200 too,
    with a
    `confidence` of 0.0 (§1, M4). The answer is stored and announced to the sockets even when nobody
    waits any more (M2).

    Args:
        body (ChatRequest): What is said.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ChatResponse | ErrorBody]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: ChatRequest,
) -> Any | ChatResponse | ErrorBody | None:
    """Say something, and wait for the answer.

    One a second for each user, from start to start, or 429. A generation that failed comes as 200 too,
    with a
    `confidence` of 0.0 (§1, M4). The answer is stored and announced to the sockets even when nobody
    waits any more (M2).

    Args:
        body (ChatRequest): What is said.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ChatResponse | ErrorBody
    """

    return (
        await _asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
