"""One user's HTTP calls to a Cat, and what the chat shows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx

from cheshire_cat_api._api import API
from cheshire_cat_api._identity import Identity
from cheshire_cat_api._login import AS_USER_WITH_JWT, login_of, no_jwt
from cheshire_cat_api.config import Config, checked_user_id
from cheshire_cat_api.errors import ConfigError
from openapi_facade.auth.tokens import is_jwt
from openapi_facade.failure import translating
from openapi_facade.transport import call as calls
from openapi_facade.transport._async import session
from openapi_facade.transport._async.session import Exchange
from openapi_facade.transport.options import Options, checked_headers

if TYPE_CHECKING:
    from types import FrameType

    from typing_extensions import Never

Keywords: TypeAlias = "Callable[[AsyncSession, dict[str, Any], str], AsyncSession]"

LOGIN_TIMEOUT = 10.0
"""Of the chat's own login: it belongs to connecting, and is not waited for by `close`."""


class AsyncSession(session.AsyncSession):
    """The calls of one user to one Cat.

    Args:
        config: server, user, credentials and options.
        exchange: gets a token for a name and a password.
        keywords: makes a session of one of these, of keywords that a method was given beside its own, and of its name.
        transport: the caller's own, in the place of ours.
    """

    def __init__(
        self,
        config: Config,
        exchange: Exchange,
        keywords: Keywords,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.config = config
        self.identity = Identity(config.user_id)
        self._keywords = keywords
        self._user_id = config.user_id
        super().__init__(API, config, login_of(config), exchange, transport)

    def as_user(self, user_id: object) -> AsyncSession:
        """Return the same for another user, over the same connections.

        Raises:
            ConfigError: the id would be read as another user's, or the server goes by a JWT.
        """
        if self._keeper.by_token:
            raise ConfigError(AS_USER_WITH_JWT)
        checked = checked_user_id(user_id)
        headers = {**self._options.headers, "user_id": checked}
        view = self._derived(replace(self._options, headers=headers, check_credential=no_jwt))
        view._user_id = checked
        return view

    def given(self, keywords: dict[str, Never]) -> AsyncSession:
        """Return the session for a method that was given these keywords beside its own: this one, if there are none.

        Raises:
            TypeError: it has no such keywords.
        """
        return self._keywords(self, keywords, _method_of(sys._getframe(1))) if keywords else self

    @translating
    async def ws_token(self) -> str:
        """Return what the WebSocket shows, not quoted: its own key, or what HTTP does; a JWT is renewed if need be.

        Raises:
            CatError: the login failed.
        """
        own = self.config.auth_key_ws
        if own is not None:
            return own
        return await self._keeper.current(calls.whole("the chat's login", LOGIN_TIMEOUT, self._pool.lifetime()))

    @translating
    def reopen(self, *, url: str | None = None, headers: Mapping[str, object] | None = None) -> None:
        """Call another server, or send these headers in place of those so far; for programs written for 1.4.9.

        Raises:
            ConfigError, InvalidArgument: a header that cannot be sent.
        """
        self.url = self.url if url is None else url
        options = self._options
        if headers is not None:
            given = checked_headers(headers, API.header_checks)
            options = replace(options, headers={**self._own_headers(), **given})
        self._open(options)

    @property
    def is_own(self) -> bool:
        """Whether the server takes the calls for those of the session's user, and not of one in a header."""
        own = self._options.headers
        return "authorization" not in own and own.get("user_id") == self._user_id

    @property
    def by_token(self) -> bool:
        """Whether the server goes by the user in a JWT, and not by the header `user_id`, as far as is known."""
        shown = self._options.headers.get("authorization")
        return self._keeper.by_token if shown is None else is_jwt(shown.removeprefix("Bearer "))

    def _own_headers(self) -> dict[str, str]:
        return {"user_id": self._user_id}

    def _open(self, options: Options, anonymous: str | None = None) -> None:
        super()._open(options, anonymous)
        named = options.headers.get("user_id", self._user_id)
        if self.identity.named != named:
            self.identity = Identity(named)


def _method_of(frame: FrameType) -> str:
    """The name of the method that runs in a frame, as Python's own messages have it."""
    return f"{type(frame.f_locals.get('self')).__name__}.{frame.f_code.co_name}()"
