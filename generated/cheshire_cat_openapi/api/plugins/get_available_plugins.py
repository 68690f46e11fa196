from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.plugin_list import PluginList
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    query: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["query"] = query

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/plugins/",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ErrorBody | PluginList | None:
    if response.status_code == 200:
        response_200 = PluginList.from_dict(response.json())

        return response_200

    if response.status_code == 403:
        response_403 = ErrorBody.from_dict(response.json())

        return response_403

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
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

    kwargs = _get_kwargs(
        query=query,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


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

    return sync_detailed(
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

    kwargs = _get_kwargs(
        query=query,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


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
        await asyncio_detailed(
            client=client,
            query=query,
        )
    ).parsed
