# Written by scripts/unasync.py from _async/http.py; do not edit.
"""What a chat has over HTTP, beside its socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi_facade.lazy import lazy_attribute
from thread_chat_openapi import operations

if TYPE_CHECKING:
    from thread_chat._config import Config
    from thread_chat._sync.resources import Tools, Webhooks
    from thread_chat._sync.session import Session
    from thread_chat_openapi import models


class Http:
    """The operations of a chat. What they need is loaded, and connections are opened, on first use."""

    _config: Config

    @lazy_attribute
    def tools(self) -> Tools:
        """What agents can do."""
        from thread_chat._sync.resources import Tools

        return Tools(self._session)

    @lazy_attribute
    def webhooks(self) -> Webhooks:
        """What the server is told."""
        from thread_chat._sync.resources import Webhooks

        return Webhooks(self._session)

    def health(self) -> models.HealthResponse:
        """Tell whether the server is there: `status` is `healthy`.

        Raises:
            APIConnectionError, APIError: it is not.
        """
        return self._session.anonymous().call(operations.health)

    @lazy_attribute
    def _session(self) -> Session:
        from thread_chat._sync.session import Session

        return Session(self._config)

    def _close_session(self) -> None:
        session: Session | None = self.__dict__.get("_session")
        if session is not None:
            session.close()
