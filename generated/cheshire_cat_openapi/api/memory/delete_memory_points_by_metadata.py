import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...codec import segment as _segment
from ...models.deleted_by_metadata import DeletedByMetadata
from ...models.error_body import ErrorBody
from ...models.metadata_filter import MetadataFilter
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    collection_id: str,
    *,
    body: MetadataFilter,
) -> _Request:
    """The request of `delete_memory_points_by_metadata`, as data."""
    _request: _Request = {
        "method": "DELETE",
        "url": f"/memory/collections/{_segment(collection_id)}/points",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> DeletedByMetadata:
    """The result of `delete_memory_points_by_metadata`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return DeletedByMetadata.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DeletedByMetadata | ErrorBody | None:
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

    _request = _build(
        collection_id,
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


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

    return _sync_detailed(
        collection_id,
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

    _request = _build(
        collection_id,
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


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
        await _asyncio_detailed(
            collection_id,
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
