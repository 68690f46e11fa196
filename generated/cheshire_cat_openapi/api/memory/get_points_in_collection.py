from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.points_page import PointsPage
from ...types import UNSET, Response, Unset


def _get_kwargs(
    collection_id: str,
    *,
    limit: int | Unset = 100,
    offset: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["offset"] = offset

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/memory/collections/{collection_id}/points".format(
            collection_id=quote(str(collection_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ErrorBody | PointsPage | None:
    if response.status_code == 200:
        response_200 = PointsPage.from_dict(response.json())

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

    kwargs = _get_kwargs(
        collection_id=collection_id,
        limit=limit,
        offset=offset,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


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

    return sync_detailed(
        collection_id=collection_id,
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

    kwargs = _get_kwargs(
        collection_id=collection_id,
        limit=limit,
        offset=offset,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


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
        await asyncio_detailed(
            collection_id=collection_id,
            client=client,
            limit=limit,
            offset=offset,
        )
    ).parsed
