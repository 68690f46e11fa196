"""Users, tokens and permissions."""

from __future__ import annotations

from typing import Any

from cheshire_cat_api.testing._cat.auth import issue_token
from cheshire_cat_api.testing._cat.call import Body, Call
from cheshire_cat_api.testing._cat.errors import invalid_credentials, refused
from cheshire_cat_api.testing._cat.users import ACTIONS, RESOURCES, User, base_permissions, full_permissions, public
from cheshire_cat_api.testing._cat.validation import UNSET, Field, integer, list_of, mapping_of, model, one_of, string

_PERMISSIONS = mapping_of(one_of(RESOURCES), list_of(one_of(ACTIONS)))

CREDENTIALS = Body(model({"username": Field(string()), "password": Field(string())}))
CREATE = Body(
    model(
        {
            "username": Field(string(2)),
            "permissions": Field(_PERMISSIONS, base_permissions()),
            "password": Field(string(5)),
        },
        extra="forbid",
    )
)
UPDATE = Body(
    model(
        {
            "username": Field(string(2), UNSET),
            "permissions": Field(_PERMISSIONS, UNSET),
            "password": Field(string(4), UNSET),
        },
        extra="forbid",
    )
)
PAGE = {"skip": Field(integer, 0), "limit": Field(integer, 100)}


async def auth_token(call: Call) -> Any:
    user = call.cat.users.with_password(call.body["username"], call.body["password"])
    if user is None:
        # the real Cat waits a second here; tests need not
        raise invalid_credentials()
    return {"access_token": issue_token(user, call.cat.options.jwt_secret), "token_type": "bearer"}


async def get_available_permissions(call: Call) -> Any:
    return full_permissions()


async def create_user(call: Call) -> Any:
    users = call.cat.users
    new = call.body
    if any(user["username"] == new["username"] for user in users.all()):
        raise refused(403, "Cannot duplicate user")
    return public(users.add(new["username"], new["password"], new["permissions"]))


async def read_users(call: Call) -> Any:
    skip, limit = call.query["skip"], call.query["limit"]
    return [public(user) for user in call.cat.users.all()[skip : skip + limit]]


async def read_user(call: Call) -> Any:
    return public(_found(call))


async def update_user(call: Call) -> Any:
    user = _found(call)
    return public(call.cat.users.update(user["id"], call.body))


async def delete_user(call: Call) -> Any:
    return public(call.cat.users.remove(_found(call)["id"]))


def _found(call: Call) -> User:
    user = call.cat.users.get(call.path["user_id"])
    if user is None:
        raise refused(404, "User not found")
    return user
