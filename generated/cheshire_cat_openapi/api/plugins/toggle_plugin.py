import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import segment as _segment
from ...models.error_body import ErrorBody
from ...models.plugin_toggle import PluginToggle
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    plugin_id: str,
) -> _Request:
    """The request of `toggle_plugin`, as data."""
    _request: _Request = {
        "method": "PUT",
        "url": f"/plugins/toggle/{_segment(plugin_id)}",
    }
    return _request


def parse(response: _Answer) -> PluginToggle:
    """The result of `toggle_plugin`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return PluginToggle.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | PluginToggle | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 403:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 404:
        return ErrorBody.from_dict(_json.loads(response.content))

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
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

    _request = _build(
        plugin_id,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


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

    return _sync_detailed(
        plugin_id,
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

    _request = _build(
        plugin_id,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


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
        await _asyncio_detailed(
            plugin_id,
            client=client,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
