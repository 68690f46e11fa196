# Written by scripts/unasync.py from _async/resources/auth.py; do not edit.
"""Tokens and permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cheshire_cat_api.resources._base import Resource, composed
from cheshire_cat_openapi import operations
from cheshire_cat_openapi.models import (
    JWTResponse,
    Permissions,
    UserCredentials,
)
from openapi_facade.secrets import hidden

if TYPE_CHECKING:
    from cheshire_cat_api._sync.session import Session


class Auth(Resource):
    """Tokens and permissions.

    Reached as a client's `auth`.
    """

    def get_available_permissions(self) -> Permissions:
        """List all permissions that a user can have.

        The server knows 11 resources, each with WRITE, EDIT, LIST, READ and DELETE.

        Needs USERS:LIST.
        """
        return self._call(operations.get_available_permissions)

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
        password = hidden(password)
        return self._call(operations.auth_token, body=UserCredentials(username=username, password=password))

    @composed
    def login(self, username: str, password: str) -> None:
        """Log in: from now on this client shows that account's token, over HTTP and in the chat.

        It is renewed in time. Views of the client (`with_options`) show it too; those of `as_user` raise from now
        on, since the server goes by the token's user and would ignore any other. `Config(username=…, password=…)`
        does the same on the first call.

        Args:
            username: Name of the account.
            password: Its password, which is kept to renew the token.

        Raises:
            Forbidden: wrong name or password; this answer takes at least a second. Nothing has changed then.

        Permission: none.
        """
        password = hidden(password)
        self._session.login(username, password)


def exchange(session: Session, username: str, password: str) -> str | None:
    """A token for a name and a password, for a session that keeps it."""
    return cast("str | None", hidden(Auth(session).auth_token(username, password).access_token))
