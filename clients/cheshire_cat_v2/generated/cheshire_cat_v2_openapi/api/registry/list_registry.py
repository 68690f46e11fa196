import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import many as _many
from ...codec import query as _query
from ...models.plugin_manifest import PluginManifest
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import UNSET, Response, Unset


def build(
    *,
    search: str | Unset = UNSET,
) -> _Request:
    """The request of `list_registry`, as data."""
    _request: _Request = {
        "method": "GET",
        "url": "/registry",
    }
    _request["params"] = _query(
        {
            "search": search,
        },
    )
    return _request


def parse(response: _Answer) -> list[PluginManifest]:
    """The result of `list_registry`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        result_200: list[PluginManifest] = _many(PluginManifest.from_dict)(_json.loads(response.content))
        return result_200

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> list[PluginManifest] | None:
    if response.status_code == 200:
        return _parse(response)
    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[list[PluginManifest]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    search: str | Unset = UNSET,
) -> Response[list[PluginManifest]]:
    """List the plugins of the registry.

    Those of the server alone where it cannot reach the registry. Needs the role admin.

    Args:
        search (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[list[PluginManifest]]
    """

    _request = _build(
        search=search,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient | Client,
    search: str | Unset = UNSET,
) -> list[PluginManifest] | None:
    """List the plugins of the registry.

    Those of the server alone where it cannot reach the registry. Needs the role admin.

    Args:
        search (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        list[PluginManifest]
    """

    return _sync_detailed(
        client=client,
        search=search,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    search: str | Unset = UNSET,
) -> Response[list[PluginManifest]]:
    """List the plugins of the registry.

    Those of the server alone where it cannot reach the registry. Needs the role admin.

    Args:
        search (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[list[PluginManifest]]
    """

    _request = _build(
        search=search,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    search: str | Unset = UNSET,
) -> list[PluginManifest] | None:
    """List the plugins of the registry.

    Those of the server alone where it cannot reach the registry. Needs the role admin.

    Args:
        search (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        list[PluginManifest]
    """

    return (
        await _asyncio_detailed(
            client=client,
            search=search,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
