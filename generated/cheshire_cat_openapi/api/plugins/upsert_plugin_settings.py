from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.plugin_config import PluginConfig
from ...models.saved_plugin_settings import SavedPluginSettings
from ...types import Response


def _get_kwargs(
    plugin_id: str,
    *,
    body: PluginConfig,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/plugins/settings/{plugin_id}".format(
            plugin_id=quote(str(plugin_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | SavedPluginSettings | None:
    if response.status_code == 200:
        response_200 = SavedPluginSettings.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorBody.from_dict(response.json())

        return response_400

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
) -> Response[ErrorBody | SavedPluginSettings]:
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
    body: PluginConfig,
) -> Response[ErrorBody | SavedPluginSettings]:
    """Change settings of a plugin.

    Merges: keys that are not sent keep their value, unknown ones are stored as well. But what
    is sent must be valid by itself, so that a key without a default must always be among them.

    400: the settings are not valid; `detail.error` has one message per line, such as
    `Field required`, without the names of the fields. Also: the body is no JSON object.
    404: `Plugin not found`.

    Permission: PLUGINS:EDIT.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.
        body (PluginConfig): Settings of a plugin to be changed: a free object. Its keys are in
            the `schema` of the plugin's settings; what is not sent stays, but what is sent must be
            valid by itself.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SavedPluginSettings]
    """

    kwargs = _get_kwargs(
        plugin_id=plugin_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    plugin_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: PluginConfig,
) -> ErrorBody | SavedPluginSettings | None:
    """Change settings of a plugin.

    Merges: keys that are not sent keep their value, unknown ones are stored as well. But what
    is sent must be valid by itself, so that a key without a default must always be among them.

    400: the settings are not valid; `detail.error` has one message per line, such as
    `Field required`, without the names of the fields. Also: the body is no JSON object.
    404: `Plugin not found`.

    Permission: PLUGINS:EDIT.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.
        body (PluginConfig): Settings of a plugin to be changed: a free object. Its keys are in
            the `schema` of the plugin's settings; what is not sent stays, but what is sent must be
            valid by itself.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SavedPluginSettings
    """

    return sync_detailed(
        plugin_id=plugin_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    plugin_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: PluginConfig,
) -> Response[ErrorBody | SavedPluginSettings]:
    """Change settings of a plugin.

    Merges: keys that are not sent keep their value, unknown ones are stored as well. But what
    is sent must be valid by itself, so that a key without a default must always be among them.

    400: the settings are not valid; `detail.error` has one message per line, such as
    `Field required`, without the names of the fields. Also: the body is no JSON object.
    404: `Plugin not found`.

    Permission: PLUGINS:EDIT.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.
        body (PluginConfig): Settings of a plugin to be changed: a free object. Its keys are in
            the `schema` of the plugin's settings; what is not sent stays, but what is sent must be
            valid by itself.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SavedPluginSettings]
    """

    kwargs = _get_kwargs(
        plugin_id=plugin_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    plugin_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: PluginConfig,
) -> ErrorBody | SavedPluginSettings | None:
    """Change settings of a plugin.

    Merges: keys that are not sent keep their value, unknown ones are stored as well. But what
    is sent must be valid by itself, so that a key without a default must always be among them.

    400: the settings are not valid; `detail.error` has one message per line, such as
    `Field required`, without the names of the fields. Also: the body is no JSON object.
    404: `Plugin not found`.

    Permission: PLUGINS:EDIT.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.
        body (PluginConfig): Settings of a plugin to be changed: a free object. Its keys are in
            the `schema` of the plugin's settings; what is not sent stays, but what is sent must be
            valid by itself.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SavedPluginSettings
    """

    return (
        await asyncio_detailed(
            plugin_id=plugin_id,
            client=client,
            body=body,
        )
    ).parsed
