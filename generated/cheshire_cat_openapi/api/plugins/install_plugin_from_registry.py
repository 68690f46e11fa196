import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...models.error_body import ErrorBody
from ...models.plugin_from_registry import PluginFromRegistry
from ...models.registry_installation import RegistryInstallation
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    *,
    body: PluginFromRegistry,
) -> _Request:
    """The request of `install_plugin_from_registry`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": "/plugins/upload/registry",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> RegistryInstallation:
    """The result of `install_plugin_from_registry`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return RegistryInstallation.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | RegistryInstallation | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 400:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 403:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 500:
        return ErrorBody.from_dict(_json.loads(response.content))

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | RegistryInstallation]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: PluginFromRegistry,
) -> Response[ErrorBody | RegistryInstallation]:
    """Install a plugin that the registry offers, and switch it on.

    The server downloads the archive from the registry. As with an upload, the plugin is
    installed when the answer arrives, and active, unless it was so before.

    400: the body is no JSON object.
    500, here with a JSON body: whatever went wrong, in `detail.error`. `'url'` means that the
    key is missing, `[Errno -2] Name or service not known` that the registry is out of
    reach (D12).

    Permission: PLUGINS:WRITE.

    Args:
        body (PluginFromRegistry): Which plugin of the registry to install.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | RegistryInstallation]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: PluginFromRegistry,
) -> ErrorBody | RegistryInstallation | None:
    """Install a plugin that the registry offers, and switch it on.

    The server downloads the archive from the registry. As with an upload, the plugin is
    installed when the answer arrives, and active, unless it was so before.

    400: the body is no JSON object.
    500, here with a JSON body: whatever went wrong, in `detail.error`. `'url'` means that the
    key is missing, `[Errno -2] Name or service not known` that the registry is out of
    reach (D12).

    Permission: PLUGINS:WRITE.

    Args:
        body (PluginFromRegistry): Which plugin of the registry to install.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | RegistryInstallation
    """

    return _sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: PluginFromRegistry,
) -> Response[ErrorBody | RegistryInstallation]:
    """Install a plugin that the registry offers, and switch it on.

    The server downloads the archive from the registry. As with an upload, the plugin is
    installed when the answer arrives, and active, unless it was so before.

    400: the body is no JSON object.
    500, here with a JSON body: whatever went wrong, in `detail.error`. `'url'` means that the
    key is missing, `[Errno -2] Name or service not known` that the registry is out of
    reach (D12).

    Permission: PLUGINS:WRITE.

    Args:
        body (PluginFromRegistry): Which plugin of the registry to install.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | RegistryInstallation]
    """

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: PluginFromRegistry,
) -> ErrorBody | RegistryInstallation | None:
    """Install a plugin that the registry offers, and switch it on.

    The server downloads the archive from the registry. As with an upload, the plugin is
    installed when the answer arrives, and active, unless it was so before.

    400: the body is no JSON object.
    500, here with a JSON body: whatever went wrong, in `detail.error`. `'url'` means that the
    key is missing, `[Errno -2] Name or service not known` that the registry is out of
    reach (D12).

    Permission: PLUGINS:WRITE.

    Args:
        body (PluginFromRegistry): Which plugin of the registry to install.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | RegistryInstallation
    """

    return (
        await _asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
