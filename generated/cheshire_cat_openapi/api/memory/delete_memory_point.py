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
    collection_id: str,
    point_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/memory/collections/{collection_id}/points/{point_id}".format(
            collection_id=quote(str(collection_id), safe=""),
            point_id=quote(str(point_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DeletedItem | ErrorBody | None:
    if response.status_code == 200:
        response_200 = DeletedItem.from_dict(response.json())

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
) -> Response[DeletedItem | ErrorBody]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    collection_id: str,
    point_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[DeletedItem | ErrorBody]:
    """Delete one point.

    Works on procedural memory too (D17).

    400, not 404: `Point does not exist.`, also for an id that is none;
    `Collection does not exist.`

    Permission: MEMORY:DELETE.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        point_id (str): Id of the point, 32 hexadecimal digits without dashes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedItem | ErrorBody]
    """

    kwargs = _get_kwargs(
        collection_id=collection_id,
        point_id=point_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    collection_id: str,
    point_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> DeletedItem | ErrorBody | None:
    """Delete one point.

    Works on procedural memory too (D17).

    400, not 404: `Point does not exist.`, also for an id that is none;
    `Collection does not exist.`

    Permission: MEMORY:DELETE.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        point_id (str): Id of the point, 32 hexadecimal digits without dashes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedItem | ErrorBody
    """

    return sync_detailed(
        collection_id=collection_id,
        point_id=point_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    collection_id: str,
    point_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[DeletedItem | ErrorBody]:
    """Delete one point.

    Works on procedural memory too (D17).

    400, not 404: `Point does not exist.`, also for an id that is none;
    `Collection does not exist.`

    Permission: MEMORY:DELETE.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        point_id (str): Id of the point, 32 hexadecimal digits without dashes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedItem | ErrorBody]
    """

    kwargs = _get_kwargs(
        collection_id=collection_id,
        point_id=point_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    collection_id: str,
    point_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> DeletedItem | ErrorBody | None:
    """Delete one point.

    Works on procedural memory too (D17).

    400, not 404: `Point does not exist.`, also for an id that is none;
    `Collection does not exist.`

    Permission: MEMORY:DELETE.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        point_id (str): Id of the point, 32 hexadecimal digits without dashes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedItem | ErrorBody
    """

    return (
        await asyncio_detailed(
            collection_id=collection_id,
            point_id=point_id,
            client=client,
        )
    ).parsed
