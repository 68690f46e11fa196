import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import query as _query
from ...codec import segment as _segment
from ...models.error_body import ErrorBody
from ...models.points_page import PointsPage
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import UNSET, Response, Unset


def build(
    collection_id: str,
    *,
    limit: int | Unset = 100,
    offset: str | Unset = UNSET,
) -> _Request:
    """The request of `get_points_in_collection`, as data."""
    _request: _Request = {
        "method": "GET",
        "url": f"/memory/collections/{_segment(collection_id)}/points",
    }
    _request["params"] = _query(
        {
            "limit": limit,
            "offset": offset,
        },
    )
    return _request


def parse(response: _Answer) -> PointsPage:
    """The result of `get_points_in_collection`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return PointsPage.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ErrorBody | PointsPage | None:
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
) -> Response[ErrorBody | PointsPage]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    collection_id: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 100,
    offset: str | Unset = UNSET,
) -> Response[ErrorBody | PointsPage]:
    """List the points of a collection, page by page.

    Pass the page's `next_offset` as `offset` until it is None. Points come with their vectors,
    so pages are large (2369 numbers a point with the default embedder). Their shape is
    not the one of a created point: the text is in `payload.page_content`.

    400: `Collection does not exist.`; `Procedural memory is not readable via API`; `limit` is
    no number.
    500, plain text: `limit` is negative (D7).

    Permission: MEMORY:READ.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        limit (int | Unset): How many points a page may hold. 0 gives an empty page with
            `next_offset` set (D7). Default: 100.
        offset (str | Unset): Where to begin: `next_offset` of the page before. Left out or empty:
            at the first point. One that is unknown gives an empty page.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | PointsPage]
    """

    _request = _build(
        collection_id,
        limit=limit,
        offset=offset,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    collection_id: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 100,
    offset: str | Unset = UNSET,
) -> ErrorBody | PointsPage | None:
    """List the points of a collection, page by page.

    Pass the page's `next_offset` as `offset` until it is None. Points come with their vectors,
    so pages are large (2369 numbers a point with the default embedder). Their shape is
    not the one of a created point: the text is in `payload.page_content`.

    400: `Collection does not exist.`; `Procedural memory is not readable via API`; `limit` is
    no number.
    500, plain text: `limit` is negative (D7).

    Permission: MEMORY:READ.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        limit (int | Unset): How many points a page may hold. 0 gives an empty page with
            `next_offset` set (D7). Default: 100.
        offset (str | Unset): Where to begin: `next_offset` of the page before. Left out or empty:
            at the first point. One that is unknown gives an empty page.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | PointsPage
    """

    return _sync_detailed(
        collection_id,
        client=client,
        limit=limit,
        offset=offset,
    ).parsed


async def asyncio_detailed(
    collection_id: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 100,
    offset: str | Unset = UNSET,
) -> Response[ErrorBody | PointsPage]:
    """List the points of a collection, page by page.

    Pass the page's `next_offset` as `offset` until it is None. Points come with their vectors,
    so pages are large (2369 numbers a point with the default embedder). Their shape is
    not the one of a created point: the text is in `payload.page_content`.

    400: `Collection does not exist.`; `Procedural memory is not readable via API`; `limit` is
    no number.
    500, plain text: `limit` is negative (D7).

    Permission: MEMORY:READ.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        limit (int | Unset): How many points a page may hold. 0 gives an empty page with
            `next_offset` set (D7). Default: 100.
        offset (str | Unset): Where to begin: `next_offset` of the page before. Left out or empty:
            at the first point. One that is unknown gives an empty page.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | PointsPage]
    """

    _request = _build(
        collection_id,
        limit=limit,
        offset=offset,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    collection_id: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 100,
    offset: str | Unset = UNSET,
) -> ErrorBody | PointsPage | None:
    """List the points of a collection, page by page.

    Pass the page's `next_offset` as `offset` until it is None. Points come with their vectors,
    so pages are large (2369 numbers a point with the default embedder). Their shape is
    not the one of a created point: the text is in `payload.page_content`.

    400: `Collection does not exist.`; `Procedural memory is not readable via API`; `limit` is
    no number.
    500, plain text: `limit` is negative (D7).

    Permission: MEMORY:READ.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        limit (int | Unset): How many points a page may hold. 0 gives an empty page with
            `next_offset` set (D7). Default: 100.
        offset (str | Unset): Where to begin: `next_offset` of the page before. Left out or empty:
            at the first point. One that is unknown gives an empty page.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | PointsPage
    """

    return (
        await _asyncio_detailed(
            collection_id,
            client=client,
            limit=limit,
            offset=offset,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
