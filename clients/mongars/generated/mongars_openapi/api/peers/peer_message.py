import json as _json
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...models.error_body import ErrorBody
from ...models.peer_message import PeerMessage
from ...models.peer_message_response import PeerMessageResponse
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    *,
    body: PeerMessage,
) -> _Request:
    """The request of `peer_message`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": "/api/v1/peer/message",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> PeerMessageResponse:
    """The result of `peer_message`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return PeerMessageResponse.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ErrorBody | PeerMessageResponse | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 400:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 401:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 422:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 500:
        return None

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | ErrorBody | PeerMessageResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: PeerMessage,
) -> Response[Any | ErrorBody | PeerMessageResponse]:
    """Hand in the encrypted message of a peer.

    Args:
        body (PeerMessage): The message of a peer.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ErrorBody | PeerMessageResponse]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient,
    body: PeerMessage,
) -> Any | ErrorBody | PeerMessageResponse | None:
    """Hand in the encrypted message of a peer.

    Args:
        body (PeerMessage): The message of a peer.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ErrorBody | PeerMessageResponse
    """

    return _sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: PeerMessage,
) -> Response[Any | ErrorBody | PeerMessageResponse]:
    """Hand in the encrypted message of a peer.

    Args:
        body (PeerMessage): The message of a peer.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ErrorBody | PeerMessageResponse]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: PeerMessage,
) -> Any | ErrorBody | PeerMessageResponse | None:
    """Hand in the encrypted message of a peer.

    Args:
        body (PeerMessage): The message of a peer.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ErrorBody | PeerMessageResponse
    """

    return (
        await _asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
