import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import many as _many
from ...codec import query as _query
from ...models.error_body import ErrorBody
from ...models.tool import Tool
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import UNSET, Response, Unset


def build(
    *,
    category: None | str | Unset = UNSET,
) -> _Request:
    """The request of `get_tools`, as data."""
    _request: _Request = {
        "method": "GET",
        "url": "/tools/available",
    }
    _request["params"] = _query(
        {
            "category": category,
        },
    )
    return _request


def parse(response: _Answer) -> list[Tool]:
    """The result of `get_tools`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        result_200: list[Tool] = _many(Tool.from_dict)(_json.loads(response.content))
        return result_200

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ErrorBody | list[Tool] | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 500:
        return ErrorBody.from_dict(_json.loads(response.content))

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | list[Tool]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    category: None | str | Unset = UNSET,
) -> Response[ErrorBody | list[Tool]]:
    """List the tools that agents have.

    All of them, or those of a category.

    Args:
        category (None | str | Unset): Name of a category, in any case; empty means all.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | list[Tool]]
    """

    _request = _build(
        category=category,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient | Client,
    category: None | str | Unset = UNSET,
) -> ErrorBody | list[Tool] | None:
    """List the tools that agents have.

    All of them, or those of a category.

    Args:
        category (None | str | Unset): Name of a category, in any case; empty means all.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | list[Tool]
    """

    return _sync_detailed(
        client=client,
        category=category,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    category: None | str | Unset = UNSET,
) -> Response[ErrorBody | list[Tool]]:
    """List the tools that agents have.

    All of them, or those of a category.

    Args:
        category (None | str | Unset): Name of a category, in any case; empty means all.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | list[Tool]]
    """

    _request = _build(
        category=category,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    category: None | str | Unset = UNSET,
) -> ErrorBody | list[Tool] | None:
    """List the tools that agents have.

    All of them, or those of a category.

    Args:
        category (None | str | Unset): Name of a category, in any case; empty means all.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | list[Tool]
    """

    return (
        await _asyncio_detailed(
            client=client,
            category=category,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
