from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.memory_point import MemoryPoint
from ...models.memory_point_base import MemoryPointBase
from ...types import Response


def _get_kwargs(
    collection_id: str,
    point_id: str,
    *,
    body: MemoryPointBase,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/memory/collections/{collection_id}/points/{point_id}".format(
            collection_id=quote(str(collection_id), safe=""),
            point_id=quote(str(point_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | MemoryPoint | None:
    if response.status_code == 200:
        response_200 = MemoryPoint.from_dict(response.json())

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
) -> Response[ErrorBody | MemoryPoint]:
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
    body: MemoryPointBase,
) -> Response[ErrorBody | MemoryPoint]:
    """Replace the text and the metadata of a point.

    The server embeds the text anew; the id stays. The old metadata are gone: what shall stay
    must be sent again. `source` (the user id) and `when` (now) are added where they are missing
    or empty.

    400, not 404: `Point does not exist.`; also `Collection does not exist.`,
    `Procedural memory is read-only.`, no `content`.

    Permission: MEMORY:EDIT.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        point_id (str): Id of the point, 32 hexadecimal digits without dashes.
        body (MemoryPointBase): A text to be stored, and what to store beside it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | MemoryPoint]
    """

    kwargs = _get_kwargs(
        collection_id=collection_id,
        point_id=point_id,
        body=body,
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
    body: MemoryPointBase,
) -> ErrorBody | MemoryPoint | None:
    """Replace the text and the metadata of a point.

    The server embeds the text anew; the id stays. The old metadata are gone: what shall stay
    must be sent again. `source` (the user id) and `when` (now) are added where they are missing
    or empty.

    400, not 404: `Point does not exist.`; also `Collection does not exist.`,
    `Procedural memory is read-only.`, no `content`.

    Permission: MEMORY:EDIT.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        point_id (str): Id of the point, 32 hexadecimal digits without dashes.
        body (MemoryPointBase): A text to be stored, and what to store beside it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | MemoryPoint
    """

    return sync_detailed(
        collection_id=collection_id,
        point_id=point_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    collection_id: str,
    point_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: MemoryPointBase,
) -> Response[ErrorBody | MemoryPoint]:
    """Replace the text and the metadata of a point.

    The server embeds the text anew; the id stays. The old metadata are gone: what shall stay
    must be sent again. `source` (the user id) and `when` (now) are added where they are missing
    or empty.

    400, not 404: `Point does not exist.`; also `Collection does not exist.`,
    `Procedural memory is read-only.`, no `content`.

    Permission: MEMORY:EDIT.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        point_id (str): Id of the point, 32 hexadecimal digits without dashes.
        body (MemoryPointBase): A text to be stored, and what to store beside it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | MemoryPoint]
    """

    kwargs = _get_kwargs(
        collection_id=collection_id,
        point_id=point_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    collection_id: str,
    point_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: MemoryPointBase,
) -> ErrorBody | MemoryPoint | None:
    """Replace the text and the metadata of a point.

    The server embeds the text anew; the id stays. The old metadata are gone: what shall stay
    must be sent again. `source` (the user id) and `when` (now) are added where they are missing
    or empty.

    400, not 404: `Point does not exist.`; also `Collection does not exist.`,
    `Procedural memory is read-only.`, no `content`.

    Permission: MEMORY:EDIT.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        point_id (str): Id of the point, 32 hexadecimal digits without dashes.
        body (MemoryPointBase): A text to be stored, and what to store beside it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | MemoryPoint
    """

    return (
        await asyncio_detailed(
            collection_id=collection_id,
            point_id=point_id,
            client=client,
            body=body,
        )
    ).parsed
