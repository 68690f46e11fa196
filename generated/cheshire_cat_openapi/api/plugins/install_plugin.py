import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.body_install_plugin import BodyInstallPlugin
from ...models.error_body import ErrorBody
from ...models.plugin_installation import PluginInstallation
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    *,
    body: BodyInstallPlugin,
) -> _Request:
    """The request of `install_plugin`, as data."""
    _request: _Request = {
        "method": "POST",
        "url": "/plugins/upload",
    }
    _request["files"] = body.to_multipart()

    return _request


def parse(response: _Answer) -> PluginInstallation:
    """The result of `install_plugin`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return PluginInstallation.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | PluginInstallation | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 400:
        return ErrorBody.from_dict(_json.loads(response.content))

    if response.status_code == 403:
        return ErrorBody.from_dict(_json.loads(response.content))

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
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

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


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

    return _sync_detailed(
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

    _request = _build(
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


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
        await _asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
