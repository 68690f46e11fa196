from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.deleted_by_metadata import DeletedByMetadata
from ...models.error_body import ErrorBody
from ...models.metadata_filter import MetadataFilter
from ...types import Response


def _get_kwargs(
    collection_id: str,
    *,
    body: MetadataFilter,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/memory/collections/{collection_id}/points".format(
            collection_id=quote(str(collection_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DeletedByMetadata | ErrorBody | None:
    if response.status_code == 200:
        response_200 = DeletedByMetadata.from_dict(response.json())

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
) -> Response[DeletedByMetadata | ErrorBody]:
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
    body: MetadataFilter,
) -> Response[DeletedByMetadata | ErrorBody]:
    """Delete all points whose metadata match.

    The answer does not tell what was deleted: its list is always empty, also when points are
    gone (D5c). Compare the counts of the collections to know. There is no way back.

    400: the body is no object.
    500, plain text: the body is empty or missing (D5), or there is no such collection, which
    is a 400 everywhere else (D5b).

    Permission: MEMORY:DELETE.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        body (MetadataFilter): Metadata that a point must have: every key must match. Values are
            strings, whole numbers or booleans; a list asks for all of its items. A number with a
            fraction makes the server fail (500).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedByMetadata | ErrorBody]
    """

    kwargs = _get_kwargs(
        collection_id=collection_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    collection_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: MetadataFilter,
) -> DeletedByMetadata | ErrorBody | None:
    """Delete all points whose metadata match.

    The answer does not tell what was deleted: its list is always empty, also when points are
    gone (D5c). Compare the counts of the collections to know. There is no way back.

    400: the body is no object.
    500, plain text: the body is empty or missing (D5), or there is no such collection, which
    is a 400 everywhere else (D5b).

    Permission: MEMORY:DELETE.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        body (MetadataFilter): Metadata that a point must have: every key must match. Values are
            strings, whole numbers or booleans; a list asks for all of its items. A number with a
            fraction makes the server fail (500).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedByMetadata | ErrorBody
    """

    return sync_detailed(
        collection_id=collection_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    collection_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: MetadataFilter,
) -> Response[DeletedByMetadata | ErrorBody]:
    """Delete all points whose metadata match.

    The answer does not tell what was deleted: its list is always empty, also when points are
    gone (D5c). Compare the counts of the collections to know. There is no way back.

    400: the body is no object.
    500, plain text: the body is empty or missing (D5), or there is no such collection, which
    is a 400 everywhere else (D5b).

    Permission: MEMORY:DELETE.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        body (MetadataFilter): Metadata that a point must have: every key must match. Values are
            strings, whole numbers or booleans; a list asks for all of its items. A number with a
            fraction makes the server fail (500).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeletedByMetadata | ErrorBody]
    """

    kwargs = _get_kwargs(
        collection_id=collection_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    collection_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: MetadataFilter,
) -> DeletedByMetadata | ErrorBody | None:
    """Delete all points whose metadata match.

    The answer does not tell what was deleted: its list is always empty, also when points are
    gone (D5c). Compare the counts of the collections to know. There is no way back.

    400: the body is no object.
    500, plain text: the body is empty or missing (D5), or there is no such collection, which
    is a 400 everywhere else (D5b).

    Permission: MEMORY:DELETE.

    Args:
        collection_id (str): Name of the collection: `episodic` (what users said), `declarative`
            (documents) or `procedural` (tools; can be recalled and deleted from, but neither listed
            nor written, D17).
        body (MetadataFilter): Metadata that a point must have: every key must match. Values are
            strings, whole numbers or booleans; a list asks for all of its items. A number with a
            fraction makes the server fail (500).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeletedByMetadata | ErrorBody
    """

    return (
        await asyncio_detailed(
            collection_id=collection_id,
            client=client,
            body=body,
        )
    ).parsed
