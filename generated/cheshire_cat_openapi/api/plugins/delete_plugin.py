from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.deleted_item import DeletedItem
from ...models.error_body import ErrorBody
from ...types import Response


def _get_kwargs(
    plugin_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/plugins/{plugin_id}".format(
            plugin_id=quote(str(plugin_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DeletedItem | ErrorBody | None:
    if response.status_code == 200:
        response_200 = DeletedItem.from_dict(response.json())

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
) -> Response[DeletedItem | ErrorBody]:
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
) -> Response[DeletedItem | ErrorBody]:
    """Remove a plugin from the server, with its files and settings.

    There is no way back but to install it again. `core_plugin` cannot be removed: 200, no
    effect (D10).

    404: `Item not found`.

    Permission: PLUGINS:DELETE.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedItem | ErrorBody]
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
) -> DeletedItem | ErrorBody | None:
    """Remove a plugin from the server, with its files and settings.

    There is no way back but to install it again. `core_plugin` cannot be removed: 200, no
    effect (D10).

    404: `Item not found`.

    Permission: PLUGINS:DELETE.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedItem | ErrorBody
    """

    return sync_detailed(
        plugin_id=plugin_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    plugin_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[DeletedItem | ErrorBody]:
    """Remove a plugin from the server, with its files and settings.

    There is no way back but to install it again. `core_plugin` cannot be removed: 200, no
    effect (D10).

    404: `Item not found`.

    Permission: PLUGINS:DELETE.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedItem | ErrorBody]
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
) -> DeletedItem | ErrorBody | None:
    """Remove a plugin from the server, with its files and settings.

    There is no way back but to install it again. `core_plugin` cannot be removed: 200, no
    effect (D10).

    404: `Item not found`.

    Permission: PLUGINS:DELETE.

    Args:
        plugin_id (str): Id of the plugin, as the list of plugins gives it: made from the name of
            the archive it was installed from.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedItem | ErrorBody
    """

    return (
        await asyncio_detailed(
            plugin_id=plugin_id,
            client=client,
        )
    ).parsed
