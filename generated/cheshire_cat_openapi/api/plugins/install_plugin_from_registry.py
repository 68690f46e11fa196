from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.plugin_from_registry import PluginFromRegistry
from ...models.registry_installation import RegistryInstallation
from ...types import Response


def _get_kwargs(
    *,
    body: PluginFromRegistry,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/plugins/upload/registry",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | RegistryInstallation | None:
    if response.status_code == 200:
        response_200 = RegistryInstallation.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorBody.from_dict(response.json())

        return response_400

    if response.status_code == 403:
        response_403 = ErrorBody.from_dict(response.json())

        return response_403

    if response.status_code == 500:
        response_500 = ErrorBody.from_dict(response.json())

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
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

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


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

    return sync_detailed(
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

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


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
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
