# Written by scripts/unasync.py from _async/session.py; do not edit.
"""The calls of a client to ChatRoutes."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from chatroutes._api import API
from openapi_facade.auth.credentials import Login
from openapi_facade.transport._sync import session

if TYPE_CHECKING:
    import httpx

    from chatroutes._config import Config


class Session(session.Session):
    """The calls of one client.

    Args:
        config: checked.
        transport: the caller's own, in the place of ours.
    """

    def __init__(self, config: Config, transport: httpx.BaseTransport | None = None) -> None:
        self.repeats_messages = config.retry_messages
        login = Login(config.api_key, scheme="ApiKey", further=config.secrets())
        super().__init__(replace(API, retries=config.policy), config, login, transport=transport)

    def changed(self, config: Config, headers: Mapping[str, object] | None) -> Session:
        """Return the same with other options, over the same connections.

        Raises:
            ChatRoutesError: one that cannot work.
        """
        again = copy(self)
        again.api = replace(self.api, retries=config.policy)
        again.repeats_messages = config.retry_messages
        return again.with_options(config.timeout, config.retries, headers)
