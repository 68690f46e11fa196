import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...codec import segment as _segment
from ...models.settings_entry import SettingsEntry
from ...models.settings_value_input import SettingsValueInput
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    id: str,
    *,
    body: SettingsValueInput,
) -> _Request:
    """The request of `update_settings`, as data."""
    _request: _Request = {
        "method": "PUT",
        "url": f"/settings/{_segment(id)}",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> SettingsEntry:
    """The result of `update_settings`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return SettingsEntry.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> SettingsEntry | None:
    if response.status_code == 200:
        return _parse(response)
    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[SettingsEntry]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    id: str,
    *,
    client: AuthenticatedClient | Client,
    body: SettingsValueInput,
) -> Response[SettingsEntry]:
    """Replace settings, whole.

    What is left out goes back to its default, and unknown fields are dropped (§3). Needs the role
    admin.

    Args:
        id (str):
        body (SettingsValueInput): The whole value of settings, by their names.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SettingsEntry]
    """

    _request = _build(
        id,
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    id: str,
    *,
    client: AuthenticatedClient | Client,
    body: SettingsValueInput,
) -> SettingsEntry | None:
    """Replace settings, whole.

    What is left out goes back to its default, and unknown fields are dropped (§3). Needs the role
    admin.

    Args:
        id (str):
        body (SettingsValueInput): The whole value of settings, by their names.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SettingsEntry
    """

    return _sync_detailed(
        id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient | Client,
    body: SettingsValueInput,
) -> Response[SettingsEntry]:
    """Replace settings, whole.

    What is left out goes back to its default, and unknown fields are dropped (§3). Needs the role
    admin.

    Args:
        id (str):
        body (SettingsValueInput): The whole value of settings, by their names.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SettingsEntry]
    """

    _request = _build(
        id,
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient | Client,
    body: SettingsValueInput,
) -> SettingsEntry | None:
    """Replace settings, whole.

    What is left out goes back to its default, and unknown fields are dropped (§3). Needs the role
    admin.

    Args:
        id (str):
        body (SettingsValueInput): The whole value of settings, by their names.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SettingsEntry
    """

    return (
        await _asyncio_detailed(
            id,
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
