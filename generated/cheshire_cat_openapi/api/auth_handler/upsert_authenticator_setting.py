import json as _json
from http import HTTPStatus

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...codec import encode as _encode
from ...codec import segment as _segment
from ...models.error_body import ErrorBody
from ...models.provider_config import ProviderConfig
from ...models.saved_provider_settings import SavedProviderSettings
from ...operation import Answer as _Answer
from ...operation import Request as _Request
from ...types import Response


def build(
    auth_handler_name: str,
    *,
    body: ProviderConfig,
) -> _Request:
    """The request of `upsert_authenticator_setting`, as data."""
    _request: _Request = {
        "method": "PUT",
        "url": f"/auth_handler/settings/{_segment(auth_handler_name)}",
    }
    _request["json"] = _encode(body)
    _request["headers"] = {"Content-Type": "application/json"}

    return _request


def parse(response: _Answer) -> SavedProviderSettings:
    """The result of `upsert_authenticator_setting`, in an answer that is a success.

    Raises:
        errors.UnexpectedStatus: The document knows no such success.
        ValueError: The body is no JSON.
        TypeError: The body is JSON of another form.
    """
    if response.status_code == 200:
        return SavedProviderSettings.from_dict(_json.loads(response.content))

    raise errors.UnexpectedStatus(response.status_code, response.content)


_build, _parse = build, parse


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | SavedProviderSettings | None:
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
) -> Response[ErrorBody | SavedProviderSettings]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    auth_handler_name: str,
    *,
    client: AuthenticatedClient | Client,
    body: ProviderConfig,
) -> Response[ErrorBody | SavedProviderSettings]:
    """Choose an auth handler and store its settings.

    Replaces all that was stored for it, and makes it the one in use. A wrong one can lock
    everybody out who has no key.

    400: no such auth handler; the message lists the names there are. Also: no body, or one
    that is no JSON object.

    Permission: AUTH_HANDLER:EDIT.

    Args:
        auth_handler_name (str): Name of the auth handler, as the list gives it, such as
            `CoreOnlyAuthConfig`.
        body (ProviderConfig): The settings of a language model, embedder or auth handler: a free
            object. Its keys are in the `schema` that the server gives for that name. It replaces what
            was stored, is not validated, and gets no defaults: send every key that matters,
            `streaming` too (D9, D9c).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SavedProviderSettings]
    """

    _request = _build(
        auth_handler_name,
        body=body,
    )
    return _build_response(client=client, response=client.get_httpx_client().request(**_request))


def sync(
    auth_handler_name: str,
    *,
    client: AuthenticatedClient | Client,
    body: ProviderConfig,
) -> ErrorBody | SavedProviderSettings | None:
    """Choose an auth handler and store its settings.

    Replaces all that was stored for it, and makes it the one in use. A wrong one can lock
    everybody out who has no key.

    400: no such auth handler; the message lists the names there are. Also: no body, or one
    that is no JSON object.

    Permission: AUTH_HANDLER:EDIT.

    Args:
        auth_handler_name (str): Name of the auth handler, as the list gives it, such as
            `CoreOnlyAuthConfig`.
        body (ProviderConfig): The settings of a language model, embedder or auth handler: a free
            object. Its keys are in the `schema` that the server gives for that name. It replaces what
            was stored, is not validated, and gets no defaults: send every key that matters,
            `streaming` too (D9, D9c).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SavedProviderSettings
    """

    return _sync_detailed(
        auth_handler_name,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    auth_handler_name: str,
    *,
    client: AuthenticatedClient | Client,
    body: ProviderConfig,
) -> Response[ErrorBody | SavedProviderSettings]:
    """Choose an auth handler and store its settings.

    Replaces all that was stored for it, and makes it the one in use. A wrong one can lock
    everybody out who has no key.

    400: no such auth handler; the message lists the names there are. Also: no body, or one
    that is no JSON object.

    Permission: AUTH_HANDLER:EDIT.

    Args:
        auth_handler_name (str): Name of the auth handler, as the list gives it, such as
            `CoreOnlyAuthConfig`.
        body (ProviderConfig): The settings of a language model, embedder or auth handler: a free
            object. Its keys are in the `schema` that the server gives for that name. It replaces what
            was stored, is not validated, and gets no defaults: send every key that matters,
            `streaming` too (D9, D9c).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SavedProviderSettings]
    """

    _request = _build(
        auth_handler_name,
        body=body,
    )
    return _build_response(client=client, response=await client.get_async_httpx_client().request(**_request))


async def asyncio(
    auth_handler_name: str,
    *,
    client: AuthenticatedClient | Client,
    body: ProviderConfig,
) -> ErrorBody | SavedProviderSettings | None:
    """Choose an auth handler and store its settings.

    Replaces all that was stored for it, and makes it the one in use. A wrong one can lock
    everybody out who has no key.

    400: no such auth handler; the message lists the names there are. Also: no body, or one
    that is no JSON object.

    Permission: AUTH_HANDLER:EDIT.

    Args:
        auth_handler_name (str): Name of the auth handler, as the list gives it, such as
            `CoreOnlyAuthConfig`.
        body (ProviderConfig): The settings of a language model, embedder or auth handler: a free
            object. Its keys are in the `schema` that the server gives for that name. It replaces what
            was stored, is not validated, and gets no defaults: send every key that matters,
            `streaming` too (D9, D9c).

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SavedProviderSettings
    """

    return (
        await _asyncio_detailed(
            auth_handler_name,
            client=client,
            body=body,
        )
    ).parsed


_sync_detailed, _asyncio_detailed = sync_detailed, asyncio_detailed
