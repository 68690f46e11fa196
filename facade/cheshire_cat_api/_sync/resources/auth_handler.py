# Written by scripts/unasync.py from _async/resources/auth_handler.py; do not edit.
"""The handler that decides who may come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cheshire_cat_api.resources._arguments import body_of
from cheshire_cat_api.resources._base import Resource
from cheshire_cat_openapi import operations
from cheshire_cat_openapi.models import (
    ProviderConfig,
    ProviderSettings,
    ProviderSettingsList,
    SavedProviderSettings,
)


class AuthHandler(Resource):
    """The handler that decides who may come in.

    Reached as a client's `auth_handler`.
    """

    def get_auth_handler_settings(self) -> ProviderSettingsList:
        """List the auth handlers that can be chosen, and which one is.

        A server without plugins has one, `CoreOnlyAuthConfig`, which knows keys and tokens.

        Needs AUTH_HANDLER:LIST.
        """
        return self._call(operations.get_auth_handler_settings)

    def get_auth_handler_setting(self, auth_handler_name: str) -> ProviderSettings:
        """Give the stored settings of one auth handler, and their schema.

        Args:
            auth_handler_name: Name of the auth handler, as the list gives it, such as `CoreOnlyAuthConfig`.

        Raises:
            BadRequest: not 404: no such auth handler; the message lists the names there are.

        Needs AUTH_HANDLER:READ.
        """
        return self._call(operations.get_auth_handler_setting, auth_handler_name)

    def upsert_authenticator_setting(self, auth_handler_name: str, body: Mapping[str, Any]) -> SavedProviderSettings:
        """Choose an auth handler and store its settings.

        Replaces all that was stored for it, and makes it the one in use. A wrong one can lock everybody out who has
        no key.

        Args:
            auth_handler_name: Name of the auth handler, as the list gives it, such as `CoreOnlyAuthConfig`.
            body: Every key that matters, as the `schema` of that name lists them; replaces what was stored.

        Raises:
            BadRequest: no such auth handler; the message lists the names there are. Also: no body, or one that
                is no JSON object.

        Needs AUTH_HANDLER:EDIT.
        """
        body = body_of(ProviderConfig, body)
        return self._call(
            operations.upsert_authenticator_setting,
            auth_handler_name,
            body=body,
        )
