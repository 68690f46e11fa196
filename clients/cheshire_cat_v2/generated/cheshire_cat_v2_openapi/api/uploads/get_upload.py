import json as _json
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import segment as _segment
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    path: str,
) -> _Request:
    """The request of `get_upload`, as data."""
    _request: _Request = {
        "method": "GET",
        "url": f"/uploads/{_segment(path)}",
    }
    return _request


def parse(response: _Answer) -> Any:
    """The result of `get_upload`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        result_200: Any = _json.loads(response.content)
        return result_200

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | None:
    if response.status_code == 200:
        return None
    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    path: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Any]:
    """Return what a file holds.

    Whoever knows the path may read it; no credential is needed.

    Args:
        path (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    _request = _build(
        path,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


async def asyncio_detailed(
    path: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Any]:
    """Return what a file holds.

    Whoever knows the path may read it; no credential is needed.

    Args:
        path (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    _request = _build(
        path,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))
