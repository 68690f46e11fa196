from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.provider_config import ProviderConfig
from ...models.saved_provider_settings import SavedProviderSettings
from ...types import Response


def _get_kwargs(
    auth_handler_name: str,
    *,
    body: ProviderConfig,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/auth_handler/settings/{auth_handler_name}".format(
            auth_handler_name=quote(str(auth_handler_name), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | SavedProviderSettings | None:
    if response.status_code == 200:
        response_200 = SavedProviderSettings.from_dict(response.json())

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

    kwargs = _get_kwargs(
        auth_handler_name=auth_handler_name,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


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

    return sync_detailed(
        auth_handler_name=auth_handler_name,
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

    kwargs = _get_kwargs(
        auth_handler_name=auth_handler_name,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


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
        await asyncio_detailed(
            auth_handler_name=auth_handler_name,
            client=client,
            body=body,
        )
    ).parsed
