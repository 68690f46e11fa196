# Written by scripts/unasync.py from _async/session.py; do not edit.
"""The calls of a chat over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi_facade.failure import translating
from openapi_facade.transport._sync import session
from thread_chat._api import API

if TYPE_CHECKING:
    from thread_chat._config import Config


class Session(session.Session):
    """The calls of one chat.

    Args:
        config: of the chat.
    """

    @translating
    def __init__(self, config: Config) -> None:
        self.api = API
        super().__init__(API, config.http, config.login)

    def anonymous(self) -> Session:
        """Return the same, which shows nothing."""
        return self._derived(self._options, anonymous="")
