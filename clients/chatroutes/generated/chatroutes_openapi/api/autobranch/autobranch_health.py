import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import choice as _choice
from ...models.error import Error
from ...models.health_envelope import HealthEnvelope
from ...models.health_response import HealthResponse
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build() -> _Request:
    """The request of `autobranch_health`, as data."""
    _request: _Request = {
        "method": "GET",
        "url": "/autobranch/health",
    }
    return _request


def parse(response: _Answer) -> HealthEnvelope | HealthResponse:
    """The result of `autobranch_health`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        result_200: HealthEnvelope | HealthResponse = _choice(HealthEnvelope, HealthResponse)(
            _json.loads(response.content)
        )
        return result_200

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | HealthEnvelope | HealthResponse | None:
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
) -> Response[Error | HealthEnvelope | HealthResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[Error | HealthEnvelope | HealthResponse]:
    """Tell whether autobranch works.

    Comes wrapped as `data`, or flat (§3).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | HealthEnvelope | HealthResponse]
    """

    _request = _build()
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient,
) -> Error | HealthEnvelope | HealthResponse | None:
    """Tell whether autobranch works.

    Comes wrapped as `data`, or flat (§3).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | HealthEnvelope | HealthResponse
    """

    return _sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[Error | HealthEnvelope | HealthResponse]:
    """Tell whether autobranch works.

    Comes wrapped as `data`, or flat (§3).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | HealthEnvelope | HealthResponse]
    """

    _request = _build()
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient,
) -> Error | HealthEnvelope | HealthResponse | None:
    """Tell whether autobranch works.

    Comes wrapped as `data`, or flat (§3).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | HealthEnvelope | HealthResponse
    """

    return (
        await _asyncio_detailed(
            client=client,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
