import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import segment as _segment
from ...models.error_body import ErrorBody
from ...models.plugin_settings import PluginSettings
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    plugin_id: str,
) -> _Request:
    """The request of `get_plugin_settings`, as data."""
    _request: _Request = {
        "method": "GET",
        "url": f"/plugins/settings/{_segment(plugin_id)}",
    }
    return _request


def parse(response: _Answer) -> PluginSettings:
    """The result of `get_plugin_settings`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return PluginSettings.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | PluginSettings | None:
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
) -> Response[ErrorBody | PluginSettings]:
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
) -> Response[ErrorBody | PluginSettings]:
    """Give the settings of one plugin, and their schema.

    404: `Plugin not found`.

    Permission: PLUGINS:READ.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | PluginSettings]
    """

    _request = _build(
        plugin_id,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    plugin_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> ErrorBody | PluginSettings | None:
    """Give the settings of one plugin, and their schema.

    404: `Plugin not found`.

    Permission: PLUGINS:READ.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | PluginSettings
    """

    return _sync_detailed(
        plugin_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    plugin_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorBody | PluginSettings]:
    """Give the settings of one plugin, and their schema.

    404: `Plugin not found`.

    Permission: PLUGINS:READ.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | PluginSettings]
    """

    _request = _build(
        plugin_id,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    plugin_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> ErrorBody | PluginSettings | None:
    """Give the settings of one plugin, and their schema.

    404: `Plugin not found`.

    Permission: PLUGINS:READ.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | PluginSettings
    """

    return (
        await _asyncio_detailed(
            plugin_id,
            client=client,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
