from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.body_install_plugin import BodyInstallPlugin
from ...models.error_body import ErrorBody
from ...models.plugin_installation import PluginInstallation
from ...types import Response


def _get_kwargs(
    *,
    body: BodyInstallPlugin,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/plugins/upload",
    }

    _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | PluginInstallation | None:
    if response.status_code == 200:
        response_200 = PluginInstallation.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorBody.from_dict(response.json())

        return response_400

    if response.status_code == 403:
        response_403 = ErrorBody.from_dict(response.json())

        return response_403

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | PluginInstallation]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: BodyInstallPlugin,
) -> Response[ErrorBody | PluginInstallation]:
    """Install a plugin from an archive, and switch it on.

    The answer says `asynchronously`, but the plugin is installed, with its requirements, and
    active when it arrives (D11). Its id is made from the archive's name. A plugin with a syntax
    error installs well and is active, with no hooks: look at its details.

    Installing ends with a toggle (read in the server's source): if the plugin was there and
    active before, it is replaced and switched off. Look at `active` when you upgrade.

    A server in debug mode (CCAT_DEBUG=true, its default) restarts after this: sockets drop
    with 1006, and calls hang for about 10 s (CONTRACT §3.2).

    400: no file; the file's name does not end in .zip, .tar or .tar.gz. The message names the
    content type of the part, yet only the name counts (D11b).
    500, plain text: the archive is broken, empty or has no Python file.

    Permission: PLUGINS:WRITE.

    Args:
        body (BodyInstallPlugin): The archive of a plugin.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | PluginInstallation]
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
    body: BodyInstallPlugin,
) -> ErrorBody | PluginInstallation | None:
    """Install a plugin from an archive, and switch it on.

    The answer says `asynchronously`, but the plugin is installed, with its requirements, and
    active when it arrives (D11). Its id is made from the archive's name. A plugin with a syntax
    error installs well and is active, with no hooks: look at its details.

    Installing ends with a toggle (read in the server's source): if the plugin was there and
    active before, it is replaced and switched off. Look at `active` when you upgrade.

    A server in debug mode (CCAT_DEBUG=true, its default) restarts after this: sockets drop
    with 1006, and calls hang for about 10 s (CONTRACT §3.2).

    400: no file; the file's name does not end in .zip, .tar or .tar.gz. The message names the
    content type of the part, yet only the name counts (D11b).
    500, plain text: the archive is broken, empty or has no Python file.

    Permission: PLUGINS:WRITE.

    Args:
        body (BodyInstallPlugin): The archive of a plugin.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | PluginInstallation
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: BodyInstallPlugin,
) -> Response[ErrorBody | PluginInstallation]:
    """Install a plugin from an archive, and switch it on.

    The answer says `asynchronously`, but the plugin is installed, with its requirements, and
    active when it arrives (D11). Its id is made from the archive's name. A plugin with a syntax
    error installs well and is active, with no hooks: look at its details.

    Installing ends with a toggle (read in the server's source): if the plugin was there and
    active before, it is replaced and switched off. Look at `active` when you upgrade.

    A server in debug mode (CCAT_DEBUG=true, its default) restarts after this: sockets drop
    with 1006, and calls hang for about 10 s (CONTRACT §3.2).

    400: no file; the file's name does not end in .zip, .tar or .tar.gz. The message names the
    content type of the part, yet only the name counts (D11b).
    500, plain text: the archive is broken, empty or has no Python file.

    Permission: PLUGINS:WRITE.

    Args:
        body (BodyInstallPlugin): The archive of a plugin.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | PluginInstallation]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: BodyInstallPlugin,
) -> ErrorBody | PluginInstallation | None:
    """Install a plugin from an archive, and switch it on.

    The answer says `asynchronously`, but the plugin is installed, with its requirements, and
    active when it arrives (D11). Its id is made from the archive's name. A plugin with a syntax
    error installs well and is active, with no hooks: look at its details.

    Installing ends with a toggle (read in the server's source): if the plugin was there and
    active before, it is replaced and switched off. Look at `active` when you upgrade.

    A server in debug mode (CCAT_DEBUG=true, its default) restarts after this: sockets drop
    with 1006, and calls hang for about 10 s (CONTRACT §3.2).

    400: no file; the file's name does not end in .zip, .tar or .tar.gz. The message names the
    content type of the part, yet only the name counts (D11b).
    500, plain text: the archive is broken, empty or has no Python file.

    Permission: PLUGINS:WRITE.

    Args:
        body (BodyInstallPlugin): The archive of a plugin.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | PluginInstallation
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
