from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.plugin_toggle import PluginToggle
from ...types import Response


def _get_kwargs(
    plugin_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/plugins/toggle/{plugin_id}".format(
            plugin_id=quote(str(plugin_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | PluginToggle | None:
    if response.status_code == 200:
        response_200 = PluginToggle.from_dict(response.json())

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
) -> Response[ErrorBody | PluginToggle]:
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
) -> Response[ErrorBody | PluginToggle]:
    """Switch a plugin off if it is on, on if it is off.

    A flip, not a setting: doing it twice changes nothing, and the answer does not tell the
    state. Read `active` in the plugin's details before and after. Switching on installs the
    plugin's requirements, which can take time.

    `core_plugin` answers 200 and stays `active`, yet loses its hooks and tools until it is
    toggled again (D10).

    404: `Plugin not found`.
    500: the plugin fails when it is switched; why is in `detail.error` (read in the server's
    source).

    Permission: PLUGINS:WRITE.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | PluginToggle]
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
) -> ErrorBody | PluginToggle | None:
    """Switch a plugin off if it is on, on if it is off.

    A flip, not a setting: doing it twice changes nothing, and the answer does not tell the
    state. Read `active` in the plugin's details before and after. Switching on installs the
    plugin's requirements, which can take time.

    `core_plugin` answers 200 and stays `active`, yet loses its hooks and tools until it is
    toggled again (D10).

    404: `Plugin not found`.
    500: the plugin fails when it is switched; why is in `detail.error` (read in the server's
    source).

    Permission: PLUGINS:WRITE.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | PluginToggle
    """

    return sync_detailed(
        plugin_id=plugin_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    plugin_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorBody | PluginToggle]:
    """Switch a plugin off if it is on, on if it is off.

    A flip, not a setting: doing it twice changes nothing, and the answer does not tell the
    state. Read `active` in the plugin's details before and after. Switching on installs the
    plugin's requirements, which can take time.

    `core_plugin` answers 200 and stays `active`, yet loses its hooks and tools until it is
    toggled again (D10).

    404: `Plugin not found`.
    500: the plugin fails when it is switched; why is in `detail.error` (read in the server's
    source).

    Permission: PLUGINS:WRITE.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | PluginToggle]
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
) -> ErrorBody | PluginToggle | None:
    """Switch a plugin off if it is on, on if it is off.

    A flip, not a setting: doing it twice changes nothing, and the answer does not tell the
    state. Read `active` in the plugin's details before and after. Switching on installs the
    plugin's requirements, which can take time.

    `core_plugin` answers 200 and stays `active`, yet loses its hooks and tools until it is
    toggled again (D10).

    404: `Plugin not found`.
    500: the plugin fails when it is switched; why is in `detail.error` (read in the server's
    source).

    Permission: PLUGINS:WRITE.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | PluginToggle
    """

    return (
        await asyncio_detailed(
            plugin_id=plugin_id,
            client=client,
        )
    ).parsed
