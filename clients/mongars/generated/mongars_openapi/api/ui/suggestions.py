import json as _json
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...models.error_body import ErrorBody
from ...models.suggest_request import SuggestRequest
from ...models.suggest_response import SuggestResponse
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    *,
    body: SuggestRequest,
) -> _Request:
    """The request of `suggestions`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": "/api/v1/ui/suggestions",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> SuggestResponse:
    """The result of `suggestions`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return SuggestResponse.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ErrorBody | SuggestResponse | None:
    if response.status_code == 200:
        return _parse(response)
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
) -> Response[Any | ErrorBody | SuggestResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: SuggestRequest,
) -> Response[Any | ErrorBody | SuggestResponse]:
    """Tell which actions fit a text, the best first.

    Args:
        body (SuggestRequest): A text, and what could be done with it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ErrorBody | SuggestResponse]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient,
    body: SuggestRequest,
) -> Any | ErrorBody | SuggestResponse | None:
    """Tell which actions fit a text, the best first.

    Args:
        body (SuggestRequest): A text, and what could be done with it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ErrorBody | SuggestResponse
    """

    return _sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: SuggestRequest,
) -> Response[Any | ErrorBody | SuggestResponse]:
    """Tell which actions fit a text, the best first.

    Args:
        body (SuggestRequest): A text, and what could be done with it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ErrorBody | SuggestResponse]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: SuggestRequest,
) -> Any | ErrorBody | SuggestResponse | None:
    """Tell which actions fit a text, the best first.

    Args:
        body (SuggestRequest): A text, and what could be done with it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ErrorBody | SuggestResponse
    """

    return (
        await _asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
