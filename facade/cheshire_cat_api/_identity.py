"""Whom the server takes a client for, over HTTP and in the chat, as far as its answers have told.

With a key, the chat says who it is in its path, and HTTP in the header `user_id` (CONTRACT §2). A proxy that drops the
header makes HTTP the user `user`, without an error anywhere.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable, Mapping
from typing import Any

from cheshire_cat_api.errors import WrongUser
from openapi_facade.auth.tokens import payload_of

logger = logging.getLogger("cheshire_cat_api")

_KEY = os.urandom(16)  # so that what `whose` tells cannot be tried out elsewhere
NOBODY = "user"  # whom the server takes who names no user (CONTRACT §2)


def whose(url: str, credential: str) -> str:
    """Tell the chats of one user from those of others by where they go and with what, without keeping the credential.

    The server goes by the user in a JWT, whatever the URL says, and by the user in the URL otherwise (CONTRACT §2).
    """
    if isinstance(user := payload_of(credential).get("username"), str):
        return f"{url.rpartition('/')[0]} as {user}"
    return f"{url} by {hashlib.blake2b(credential.encode(), key=_KEY, digest_size=16).hexdigest()}"


class Identity:
    """Of one user of a client.

    Args:
        named: the user id that goes with each call.
    """

    def __init__(self, named: str = NOBODY) -> None:
        self.named = named
        self.by_token = False
        """Whether HTTP showed a JWT, with which the server goes by the user in it, when it was last heard of."""
        self.in_chat: str | None = None
        self.over_http: str | None = None
        self.kept = False
        """Whether the history of the chat's user is known to have something: since its connection was opened, and
        since this client has wiped it."""

    @property
    def confirmed(self) -> bool:
        """Whether HTTP is known to be the same user as the chat."""
        return self.over_http is not None and self.over_http == self._expected

    @property
    def another(self) -> bool:
        """Whether HTTP is known to be another user than the chat."""
        if self.over_http is None:
            return False
        if self.in_chat is not None:
            return self.over_http != self.in_chat
        # Another name than `user` can be a plugin's doing, which decides who is who; the chat will tell.
        return not self.by_token and self.over_http == NOBODY != self.named

    def heard(self, reply: Mapping[str, Any]) -> None:
        """The last frame of a turn came, which tells whose it was and is in the history; a fast reply does neither."""
        if reply.get("why") is not None:
            self.kept = True
            self.in_chat = _user_of(reply) or self.in_chat

    def shown(self, messages: Iterable[object], by_token: bool) -> None:
        """Messages of the history came over HTTP, or a reply did; `by_token`: in answer to a JWT."""
        self.by_token = by_token
        said = [each for each in messages if isinstance(each, Mapping)]
        # What people say comes first, and a fast reply says nothing: a plugin may put anything into a reply.
        said = [*(each for each in said if each.get("who") != "AI"), *(each for each in said if each.get("why"))]
        users = [user for each in said if (user := _user_of(each)) is not None]
        if users:
            known = self.another
            self.over_http = self._expected if self._expected in users else users[0]
            if self.another and not known:
                logger.warning("%s", self.problem())

    def check(self) -> None:
        """See that HTTP is not another user than the chat, as far as is known.

        Raises:
            WrongUser: it is.
        """
        if self.another:
            raise WrongUser(self.problem())

    def problem(self, over_http: str | None = None) -> str:
        """What is wrong, and what to do; `over_http`: whom HTTP is taken for, where it has not told."""
        problem = f"HTTP acts as the user {over_http or self.over_http!r}, the chat as {self.in_chat or self.named!r}"
        if self.by_token:
            return f"{problem}: the key of the chat (auth_key_ws) is another user's than that of HTTP"
        return (
            f"{problem}: a proxy drops the header `user_id`, as nginx does unless it is told `underscores_in_headers "
            "on;`; set that (docs/proxies.md), or log in as the user, whose token says who it is"
        )

    @property
    def _expected(self) -> str | None:
        return self.in_chat or (None if self.by_token else self.named)


def _user_of(message: Mapping[str, Any]) -> str | None:
    user = message.get("user_id")
    return user if isinstance(user, str) else None
