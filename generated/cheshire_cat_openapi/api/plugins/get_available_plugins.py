import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import query as _query
from ...models.error_body import ErrorBody
from ...models.plugin_list import PluginList
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import UNSET, Response, Unset


def build(
    *,
    query: str | Unset = UNSET,
) -> _Request:
    """The request of `get_available_plugins`, as data."""
    _request: _Request = {
        "method": "GET",
        "url": "/plugins/",
    }
    _request["params"] = _query(
        {
            "query": query,
        },
    )
    return _request


def parse(response: _Answer) -> PluginList:
    """The result of `get_available_plugins`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return PluginList.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ErrorBody | PluginList | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 403:
        return ErrorBody.from_dict(_json.loads(response.content))

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | PluginList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    query: str | Unset = UNSET,
) -> Response[ErrorBody | PluginList]:
    """List the plugins that are installed and those that the registry offers.

    The server asks the public registry on every call. `registry` is empty if it cannot be
    reached, without an error; what is installed is not repeated there.

    Permission: PLUGINS:LIST.

    Args:
        query (str | Unset): Words to look for in names, descriptions and so on, case ignored.
            Left out: all plugins.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | PluginList]
    """

    _request = _build(
        query=query,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient | Client,
    query: str | Unset = UNSET,
) -> ErrorBody | PluginList | None:
    """List the plugins that are installed and those that the registry offers.

    The server asks the public registry on every call. `registry` is empty if it cannot be
    reached, without an error; what is installed is not repeated there.

    Permission: PLUGINS:LIST.

    Args:
        query (str | Unset): Words to look for in names, descriptions and so on, case ignored.
            Left out: all plugins.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | PluginList
    """

    return _sync_detailed(
        client=client,
        query=query,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    query: str | Unset = UNSET,
) -> Response[ErrorBody | PluginList]:
    """List the plugins that are installed and those that the registry offers.

    The server asks the public registry on every call. `registry` is empty if it cannot be
    reached, without an error; what is installed is not repeated there.

    Permission: PLUGINS:LIST.

    Args:
        query (str | Unset): Words to look for in names, descriptions and so on, case ignored.
            Left out: all plugins.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | PluginList]
    """

    _request = _build(
        query=query,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    query: str | Unset = UNSET,
) -> ErrorBody | PluginList | None:
    """List the plugins that are installed and those that the registry offers.

    The server asks the public registry on every call. `registry` is empty if it cannot be
    reached, without an error; what is installed is not repeated there.

    Permission: PLUGINS:LIST.

    Args:
        query (str | Unset): Words to look for in names, descriptions and so on, case ignored.
            Left out: all plugins.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | PluginList
    """

    return (
        await _asyncio_detailed(
            client=client,
            query=query,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
