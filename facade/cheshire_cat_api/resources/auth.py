"""Tokens and permissions."""

from __future__ import annotations

from cheshire_cat_api.resources._base import Resource
from cheshire_cat_openapi.api.auth import (
    auth_token,
    get_available_permissions,
)
from cheshire_cat_openapi.models import (
    JWTResponse,
    Permissions,
    UserCredentials,
)


class Auth(Resource):
    """Tokens and permissions.

    Reached as `CatClient.auth`.
    """

    def get_available_permissions(self) -> Permissions:
        """List all permissions that a user can have.

        The server knows 11 resources, each with WRITE, EDIT, LIST, READ and DELETE.

        Needs USERS:LIST.
        """
        return self._call(get_available_permissions.sync_detailed, client=self._api)

    def auth_token(self, username: str, password: str) -> JWTResponse:
        """Exchange a user name and password for a token (JWT).

        The token goes where an API key goes, over HTTP and as `token` of the WebSocket. It is valid for 24 hours
        unless the server is set otherwise; it can be neither renewed nor withdrawn. What it allows are the user's
        permissions at the time of each call, not those when it was made (CONTRACT §2).

        Raises:
            BadRequest: a key is missing.
            Forbidden: wrong name or password; this answer takes at least a second.

        Permission: none.
        """
        return self._call(
            auth_token.sync_detailed, client=self._api, body=UserCredentials(username=username, password=password)
        )
