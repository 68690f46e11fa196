"""The accounts of the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cheshire_cat_api.resources._arguments import Permission, body_of, given
from cheshire_cat_api.resources._base import AsyncResource
from cheshire_cat_openapi import operations
from cheshire_cat_openapi.models import UserCreate, UserResponse, UserUpdate
from openapi_facade.secrets import hidden


class AsyncUsers(AsyncResource):
    """The accounts of the server.

    Reached as a client's `users`. An account is no chat's user id: with an API key, any user id will do without one.
    """

    async def read_users(self, skip: int = 0, limit: int = 100) -> list[UserResponse]:
        """List users.

        Args:
            skip: How many users to leave out at the beginning.
            limit: How many users to give at most. The server cuts its list as Python slices do, so negative
                numbers count from the end.

        Raises:
            BadRequest: `skip` or `limit` is no whole number.

        Needs USERS:LIST.
        """
        return await self._call(operations.read_users, skip=skip, limit=limit)

    async def create_user(
        self, username: str, password: str, permissions: Mapping[str, Sequence[Permission]] | None = None
    ) -> UserResponse:
        """Create a user.

        Args:
            username: At least 2 characters, not yet taken.
            password: At least 5 characters.
            permissions: Resource -> what is allowed with it, such as `{"MEMORY": ["READ"]}`; None: what a
                chatting user needs (CONTRACT §2).

        Raises:
            BadRequest: the name has less than 2 or the password less than 5 characters; an unknown resource or
                permission; an unknown key.
            Forbidden: `Cannot duplicate user`, the name is taken. Only the message tells this from missing
                rights.

        Needs USERS:WRITE.
        """
        password = hidden(password)
        return await self._call(
            operations.create_user,
            body=body_of(UserCreate, given(username=username, password=password, permissions=permissions)),
        )

    async def delete_user(self, user_id: str) -> UserResponse:
        """Delete a user.

        Sockets that the user has open go on working until they close (CONTRACT §2).

        Args:
            user_id: Id of the account (a UUID), not its name, and not the user id of the chat.

        Raises:
            NotFound: `User not found`.

        Needs USERS:DELETE.
        """
        return await self._call(operations.delete_user, user_id)

    async def read_user(self, user_id: str) -> UserResponse:
        """Give one user.

        Args:
            user_id: Id of the account (a UUID), not its name, and not the user id of the chat.

        Raises:
            NotFound: `User not found`.

        Needs USERS:READ.
        """
        return await self._call(operations.read_user, user_id)

    async def update_user(
        self,
        user_id: str,
        username: str | None = None,
        password: str | None = None,
        permissions: Mapping[str, Sequence[Permission]] | None = None,
    ) -> UserResponse:
        """Change name, password or permissions of a user.

        What is not sent stays; None is refused. Permissions are replaced as a whole, and tokens that were given out
        before obey the new ones at once. Whether the new name is taken is not checked (D15). Tokens given out
        before keep the old name, which is their user id in the chat.

        Args:
            user_id: Id of the account (a UUID), not its name, and not the user id of the chat.
            username: New name, at least 2 characters; None: stays.
            password: New password, at least 4 characters; None: stays.
            permissions: Replaces the whole set; None: stays.

        Raises:
            BadRequest: the name has less than 2 or the password less than 4 characters (creating asks for 5);
                an unknown resource or permission; an unknown key; None.
            NotFound: `User not found`.

        Needs USERS:EDIT.
        """
        password = hidden(password)
        return await self._call(
            operations.update_user,
            user_id,
            body=body_of(UserUpdate, given(username=username, password=password, permissions=permissions)),
        )
