import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...codec import segment as _segment
from ...models.error_body import ErrorBody
from ...models.plugin_config import PluginConfig
from ...models.saved_plugin_settings import SavedPluginSettings
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    plugin_id: str,
    *,
    body: PluginConfig,
) -> _Request:
    """The request of `upsert_plugin_settings`, as data."""
    _request: _Request = {
        "method": "PUT",
        "url": f"/plugins/settings/{_segment(plugin_id)}",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> SavedPluginSettings:
    """The result of `upsert_plugin_settings`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return SavedPluginSettings.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | SavedPluginSettings | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 400:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 403:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 404:
        return ErrorBody.from_dict(_json.loads(response.content))

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
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

    _request = _build(
        plugin_id,
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


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

    return _sync_detailed(
        plugin_id,
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

    _request = _build(
        plugin_id,
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


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
        await _asyncio_detailed(
            plugin_id,
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
