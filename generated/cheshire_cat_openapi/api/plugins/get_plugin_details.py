from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.plugin_details import PluginDetails
from ...types import Response


def _get_kwargs(
    plugin_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/plugins/{plugin_id}".format(
            plugin_id=quote(str(plugin_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | PluginDetails | None:
    if response.status_code == 200:
        response_200 = PluginDetails.from_dict(response.json())

        return response_200

    if response.status_code == 403:
        response_403 = ErrorBody.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorBody.from_dict(response.json())

        return response_404

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | PluginDetails]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    plugin_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorBody | PluginDetails]:
    """Describe one installed plugin.

    The lists of hooks, tools, forms and endpoints are empty while the plugin is off.

    404: `Plugin not found`.

    Permission: PLUGINS:READ.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | PluginDetails]
    """

    kwargs = _get_kwargs(
        plugin_id=plugin_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    plugin_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> ErrorBody | PluginDetails | None:
    """Describe one installed plugin.

    The lists of hooks, tools, forms and endpoints are empty while the plugin is off.

    404: `Plugin not found`.

    Permission: PLUGINS:READ.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | PluginDetails
    """

    return sync_detailed(
        plugin_id=plugin_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    plugin_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorBody | PluginDetails]:
    """Describe one installed plugin.

    The lists of hooks, tools, forms and endpoints are empty while the plugin is off.

    404: `Plugin not found`.

    Permission: PLUGINS:READ.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | PluginDetails]
    """

    kwargs = _get_kwargs(
        plugin_id=plugin_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    plugin_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> ErrorBody | PluginDetails | None:
    """Describe one installed plugin.

    The lists of hooks, tools, forms and endpoints are empty while the plugin is off.

    404: `Plugin not found`.

    Permission: PLUGINS:READ.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | PluginDetails
    """

    return (
        await asyncio_detailed(
            plugin_id=plugin_id,
            client=client,
        )
    ).parsed
