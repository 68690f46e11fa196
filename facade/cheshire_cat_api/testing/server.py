"""The embedded Cat: a real HTTP and WebSocket server on loopback, in a thread of its own, with all state in memory."""

from __future__ import annotations

import copy
import logging
from typing import Any

from openapi_facade.testing.server import ACCEPTING as ACCEPTING
from openapi_facade.testing.server import START_TIMEOUT as START_TIMEOUT
from openapi_facade.testing.server import STOP_TIMEOUT as STOP_TIMEOUT
from openapi_facade.testing.server import EmbeddedServer

from ._cat.app import Application
from ._cat.state import Answers, Cat, Options


class EmbeddedCat(EmbeddedServer):
    """A server that behaves like a Cheshire Cat 1.9.2, for tests and demos.

    Use it as a context manager, or call `start()` and `stop()`. With the default `scripted=True` it comes up with a
    language model that answers by the markers in a message (`[slow:0.1]`, `[raise:boom]`, `[tok:50]`…); with
    `scripted=False` it is an empty Cat, which answers that no language model is configured. `answers`, a dict from
    text to reply or a callable `(text, user_id) -> reply or None`, decides what it says; where it gives None the
    script does. An exception that the callable raises fails the turn, as a language model's would.

    Args:
        host: The address to listen on.
        port: The port; 0 takes a free one.
        api_key: What HTTP requests must show; empty for an open server.
        ws_key: What WebSockets must show. The two keys do not stand in for each other (CONTRACT §2).
        jwt_secret: Signs the tokens of `POST /auth/token`.
        scripted: Whether the scripted language model is installed and selected.
        answers: What to say.
        ping_interval: Seconds between the server's WebSocket pings.
        ping_timeout: Seconds to wait for a pong before closing with 1011.
        keep_alive: Seconds after which an idle HTTP connection is closed.
        exposed: Whether it is as open as a real Cat: to every Host, to web pages of every Origin, and fetching from
            every address that it is told. Without, it serves loopback, and fetches from public addresses only.
        fragile_store: Whether two who write to one collection of memories at once (uploads, turns, points) leave it
            unreadable until the next `start()`, as they may in a real Cat without a vector database (CONTRACT §3.3).
        streaming: Whether an answer comes token by token before it comes whole. Without, the reply is the first frame.
    """

    _name = "embedded Cat"
    _logger = logging.getLogger("cheshire_cat_api.testing")

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        api_key: str = "",
        ws_key: str = "",
        jwt_secret: str = "secret",
        scripted: bool = True,
        answers: Answers | None = None,
        ping_interval: float = 20.0,
        ping_timeout: float = 20.0,
        keep_alive: float = 5.0,
        exposed: bool = False,
        fragile_store: bool = False,
        streaming: bool = True,
    ) -> None:
        self.api_key = api_key
        self.ws_key = ws_key
        self._cat = Cat(Options(api_key, ws_key, jwt_secret, scripted, answers, exposed, fragile_store, streaming))
        super().__init__(
            Application(self._cat),
            host=host,
            port=port,
            exposed=exposed,
            ping_interval=ping_interval,
            ping_timeout=ping_timeout,
            keep_alive=keep_alive,
            watch=self._cat.watch,
        )

    def _on_start(self) -> None:
        self._cat.memory.restart()

    def _on_reset(self) -> None:
        self._cat.reset()

    def _refusal(self, status: int, message: str) -> object:
        return {"detail": {"error": message}}

    def history(self, user_id: str = "user") -> list[dict[str, Any]]:
        """The conversation of a user, oldest message first: what `GET /memory/conversation_history` shows."""
        return self._look(lambda: copy.deepcopy(self._cat.history(user_id)))

    def prompts(self, user_id: str | None = None) -> list[str]:
        """The texts that were received, over WebSocket and HTTP, in order; of one user or of all."""
        return self._look(lambda: [text for user, text in self._cat.prompts if user_id in (None, user)])

    def sockets(self, user_id: str = "user") -> int:
        """How many WebSockets of a user are open, those included that no longer hear anything (CONTRACT §4.5)."""
        return self._look(lambda: self._cat.sockets.count(user_id))
