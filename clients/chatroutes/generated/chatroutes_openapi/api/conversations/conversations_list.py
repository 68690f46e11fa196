import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import choice as _choice
from ...codec import query as _query
from ...models.conversation_page import ConversationPage
from ...models.conversation_page_envelope import ConversationPageEnvelope
from ...models.conversations_list_filter import ConversationsListFilter
from ...models.error import Error
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import UNSET, Response, Unset


def build(
    *,
    page: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    filter_: ConversationsListFilter | Unset = UNSET,
) -> _Request:
    """The request of `conversations_list`, as data."""
    _request: _Request = {
        "method": "GET",
        "url": "/conversations",
    }
    _request["params"] = _query(
        {
            "page": page,
            "limit": limit,
            "filter": filter_,
        },
    )
    return _request


def parse(response: _Answer) -> ConversationPage | ConversationPageEnvelope:
    """The result of `conversations_list`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        result_200: ConversationPage | ConversationPageEnvelope = _choice(ConversationPage, ConversationPageEnvelope)(
            _json.loads(response.content)
        )
        return result_200

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ConversationPage | ConversationPageEnvelope | Error | None:
    if response.status_code == 200:
        return _parse(response)
    if response.status_code == 400:
        return Error.from_dict(_json.loads(response.content))

    if response.status_code == 401:
        return Error.from_dict(_json.loads(response.content))

    if response.status_code == 403:
        return Error.from_dict(_json.loads(response.content))

    if response.status_code == 404:
        return Error.from_dict(_json.loads(response.content))

    if response.status_code == 422:
        return Error.from_dict(_json.loads(response.content))

    if response.status_code == 429:
        return Error.from_dict(_json.loads(response.content))

    if response.status_code == 500:
        return Error.from_dict(_json.loads(response.content))

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ConversationPage | ConversationPageEnvelope | Error]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    page: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    filter_: ConversationsListFilter | Unset = UNSET,
) -> Response[ConversationPage | ConversationPageEnvelope | Error]:
    """List conversations, a page at a time.

    Comes flat, or wrapped as `data` (§1, X13).

    Args:
        page (int | Unset): Number of the page, from 1.
        limit (int | Unset): How many conversations a page has.
        filter_ (ConversationsListFilter | Unset): Which conversations are listed.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ConversationPage | ConversationPageEnvelope | Error]
    """

    _request = _build(
        page=page,
        limit=limit,
        filter_=filter_,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    *,
    client: AuthenticatedClient,
    page: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    filter_: ConversationsListFilter | Unset = UNSET,
) -> ConversationPage | ConversationPageEnvelope | Error | None:
    """List conversations, a page at a time.

    Comes flat, or wrapped as `data` (§1, X13).

    Args:
        page (int | Unset): Number of the page, from 1.
        limit (int | Unset): How many conversations a page has.
        filter_ (ConversationsListFilter | Unset): Which conversations are listed.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ConversationPage | ConversationPageEnvelope | Error
    """

    return _sync_detailed(
        client=client,
        page=page,
        limit=limit,
        filter_=filter_,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    page: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    filter_: ConversationsListFilter | Unset = UNSET,
) -> Response[ConversationPage | ConversationPageEnvelope | Error]:
    """List conversations, a page at a time.

    Comes flat, or wrapped as `data` (§1, X13).

    Args:
        page (int | Unset): Number of the page, from 1.
        limit (int | Unset): How many conversations a page has.
        filter_ (ConversationsListFilter | Unset): Which conversations are listed.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ConversationPage | ConversationPageEnvelope | Error]
    """

    _request = _build(
        page=page,
        limit=limit,
        filter_=filter_,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    *,
    client: AuthenticatedClient,
    page: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    filter_: ConversationsListFilter | Unset = UNSET,
) -> ConversationPage | ConversationPageEnvelope | Error | None:
    """List conversations, a page at a time.

    Comes flat, or wrapped as `data` (§1, X13).

    Args:
        page (int | Unset): Number of the page, from 1.
        limit (int | Unset): How many conversations a page has.
        filter_ (ConversationsListFilter | Unset): Which conversations are listed.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ConversationPage | ConversationPageEnvelope | Error
    """

    return (
        await _asyncio_detailed(
            client=client,
            page=page,
            limit=limit,
            filter_=filter_,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
