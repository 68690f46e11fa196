# Written by scripts/unasync.py from _async/resources/status.py; do not edit.
"""The server itself: is it up, and one message over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cheshire_cat_api.resources._arguments import body_of
from cheshire_cat_api.resources._base import Resource
from cheshire_cat_openapi import operations
from cheshire_cat_openapi.models import (
    CatMessage,
    ServerStatus,
    UserMessage,
)

if TYPE_CHECKING:
    from typing_extensions import Never


class Status(Resource):
    """The server itself: is it up, and one message over HTTP.

    Reached as a client's `status`.
    """

    def status(self, **old: Never) -> ServerStatus:
        """Tell that the server is up, and which version it is.

        The cheapest call there is: it shows that the address, the credentials and STATUS:READ are right.

        Needs STATUS:READ.
        """
        return self._session.given(old).call(operations.status)

    def message_with_cat(self, body: UserMessage | Mapping[str, Any] | str) -> CatMessage:
        """Send one message and wait for the whole reply.

        One turn of conversation over HTTP. The reply is the same object as the `chat` frame of the WebSocket and is
        stored in the history in the same way.

        The user is the one of the header `user_id` or of the token; a `user_id` in the body is overridden. If that
        user has a socket open, the tokens go there, the reply only here (CONTRACT §4.5).

        Not to be repeated blindly: a turn runs to its end even if the caller is gone. Look for its reply in the
        conversation history first.

        Args:
            body: The text, or a whole message: text, image, audio and further keys, which plugins see and the
                history keeps.

        Raises:
            BadRequest: the body is no JSON object.
            ServerFailure: the turn failed, for whatever reason (the language model, a missing or wrong `text`,
                a plugin). The reason is told over the WebSocket only (D4).

        Needs CONVERSATION:WRITE.
        """
        body = body_of(UserMessage, body, alone="text")
        reply = self._call(operations.message_with_cat, body=body)
        self._session.identity.shown([reply], self._session.by_token)
        return reply
