"""Who a user is to the server: a JWT, signed with the server's secret (CONTRACT §2)."""

from __future__ import annotations

import time
import uuid
import warnings
from collections.abc import Sequence
from typing import Any

from cheshire_cat_v2.errors import ConfigError, InvalidArgument
from openapi_facade.secrets import hidden

_NAMES = uuid.UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")


def user_token(
    secret: str,
    username: str,
    *,
    user_id: str | uuid.UUID | None = None,
    roles: Sequence[str] = (),
    life: float | None = 3600.0,
) -> str:
    """Return a JWT for a user, to be given to a client as its `auth_key`.

    Args:
        secret: `JWT_SECRET` of the server.
        username: who it is for.
        user_id: by which the server knows the user's chats and files; None: one made of the name, always the same.
        roles: what the user may do; `admin` is for everything.
        life: seconds for which it is good; None: for ever.

    Raises:
        InvalidArgument: there is no secret or no name, or the id is no UUID, which the server would refuse.
        ConfigError: PyJWT is not installed.
    """
    secret = hidden(secret)
    if not secret:
        raise InvalidArgument("secret: empty")
    if not username:
        raise InvalidArgument("username: empty")
    try:
        subject = uuid.uuid5(_NAMES, username) if user_id is None else uuid.UUID(str(user_id))
    except ValueError:
        subject = None
    if subject is None:
        raise InvalidArgument("user_id: no UUID")
    try:
        from jwt import encode
    except ImportError:
        encode = None  # type: ignore[assignment]
    if encode is None:
        raise ConfigError('user_token needs PyJWT: pip install "cheshire-cat-v2[jwt]"')
    claims: dict[str, Any] = {"sub": str(subject), "username": username, "roles": list(roles)}
    if life is not None:
        claims["exp"] = int(time.time() + life)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the secret is the server's choice, and its default is a short one
        token: str = hidden(str(encode(claims, secret, algorithm="HS256")))
    return token
