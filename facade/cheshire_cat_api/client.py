"""CatClient: the HTTP API as attributes and the chat with its callbacks. Wiring, nothing else."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cheshire_cat_api.config import Config
from cheshire_cat_api.errors import InvalidArgument, NotConnected

if TYPE_CHECKING:
    from types import TracebackType

    from cheshire_cat_api._chat.events import Event
    from cheshire_cat_api._chat.thread import Chat
    from cheshire_cat_api._transport.session import Session
    from cheshire_cat_api.resources.auth import Auth
    from cheshire_cat_api.resources.auth_handler import AuthHandler
    from cheshire_cat_api.resources.embedder import Embedder
    from cheshire_cat_api.resources.llm import LargeLanguageModel
    from cheshire_cat_api.resources.memory import Memory
    from cheshire_cat_api.resources.plugins import Plugins
    from cheshire_cat_api.resources.rabbit_hole import RabbitHole
    from cheshire_cat_api.resources.settings import Settings
    from cheshire_cat_api.resources.status import Status
    from cheshire_cat_api.resources.users import Users

logger = logging.getLogger("cheshire_cat_api")


class CatClient:
    """One user of one Cat, over HTTP and WebSocket. Nothing is sent before the first call.

    The callbacks are optional, may be assigned at any time, and run one after the other on a thread of their own.
    Without one, what happens goes to the logger `cheshire_cat_api`.

    Args:
        config: server, user and keys; without: an open server on this machine.
        on_open: `on_open()`, when the chat is connected.
        on_close: `on_close(status_code, message)`, when a connected chat has ended; 1006 is "without a word".
        on_message: `on_message(message)`, each text frame as the server sent it (CONTRACT §4.3).
        on_error: `on_error(exception)`: a connection that failed or broke, or an exception of another callback.

    Raises:
        ConfigError: a configuration that cannot work.
    """

    def __init__(
        self,
        config: Config | None = None,
        on_open: Callable[[], object] | None = None,
        on_close: Callable[[int, str], object] | None = None,
        on_message: Callable[[str], object] | None = None,
        on_error: Callable[[Exception], object] | None = None,
    ) -> None:
        self._config = replace(config) if config is not None else Config()
        self.on_open = on_open
        self.on_close = on_close
        self.on_message = on_message
        self.on_error = on_error
        self._lock = threading.Lock()
        self._chat_if_any: Chat | None = None
        self._session_if_any: Session | None = None

    @property
    def is_ws_connected(self) -> bool:
        """Whether the chat is connected."""
        chat = self._chat_if_any
        return chat is not None and chat.connected

    def connect_ws(self, timeout: float | None = None) -> None:
        """Connect the chat; when it is connected, this warns and does nothing.

        Args:
            timeout: seconds to wait until it is open. None: return at once; `on_open` or `on_error` tell.

        Raises:
            ConnectionFailed, HandshakeRefused: it did not open; only with a timeout.
        """
        self._chat.connect(timeout)

    def send(self, message: str, **kwargs: Any) -> None:
        """Send a message to the Cat; when this returns, it is on its way, and a `close()` does not lose it.

        While the chat is being connected, this waits for it.

        Args:
            message: the text.
            kwargs: further keys, such as `image`, which plugins see and the history keeps (CONTRACT §4.2).

        Raises:
            InvalidArgument: not JSON-able, or larger than the server takes; nothing was sent.
            NotConnected: nothing was sent.
            ConnectionLost: the connection broke meanwhile; nobody knows whether the message arrived.
        """
        text = _message(message, kwargs)
        chat = self._chat_if_any
        if chat is None:
            raise NotConnected("not connected: call connect_ws() first; nothing was sent")
        chat.send(text)

    def close(self, timeout: float = 5.0) -> None:
        """End the chat and release the connections. What was sent goes out first; a running turn ends on the server.

        Idempotent, and from any thread or callback. The client can be used again afterwards.

        Args:
            timeout: seconds within which this returns, whatever the network and the callbacks do.
        """
        with self._lock:
            chat, session = self._chat_if_any, self._session_if_any
        if chat is not None:
            chat.close(timeout)
        if session is not None:
            session.close()

    def __enter__(self) -> CatClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<CatClient {self._config.http_url} as {self._config.user_id!r}>"

    @cached_property
    def auth(self) -> Auth:
        """Tokens and permissions."""
        from cheshire_cat_api.resources.auth import Auth

        return Auth(self._session)

    @cached_property
    def auth_handler(self) -> AuthHandler:
        """The handler that decides who may come in."""
        from cheshire_cat_api.resources.auth_handler import AuthHandler

        return AuthHandler(self._session)

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder that turns text into vectors; changing it wipes the memory."""
        from cheshire_cat_api.resources.embedder import Embedder

        return Embedder(self._session)

    @cached_property
    def llm(self) -> LargeLanguageModel:
        """The language model that answers."""
        from cheshire_cat_api.resources.llm import LargeLanguageModel

        return LargeLanguageModel(self._session)

    @cached_property
    def memory(self) -> Memory:
        """Vector memory and the history of the conversation."""
        from cheshire_cat_api.resources.memory import Memory

        return Memory(self._session)

    @cached_property
    def plugins(self) -> Plugins:
        """Plugins: install, switch, configure, remove."""
        from cheshire_cat_api.resources.plugins import Plugins

        return Plugins(self._session)

    @cached_property
    def rabbit_hole(self) -> RabbitHole:
        """Feed files, web pages and saved memories to the memory."""
        from cheshire_cat_api.resources.rabbit_hole import RabbitHole

        return RabbitHole(self._session)

    @cached_property
    def settings(self) -> Settings:
        """The raw settings of the server."""
        from cheshire_cat_api.resources.settings import Settings

        return Settings(self._session)

    @cached_property
    def status(self) -> Status:
        """The server itself, and one message over HTTP."""
        from cheshire_cat_api.resources.status import Status

        return Status(self._session)

    @cached_property
    def users(self) -> Users:
        """The accounts of the server."""
        from cheshire_cat_api.resources.users import Users

        return Users(self._session)

    @property
    def _session(self) -> Session:
        from cheshire_cat_api._transport.session import Session

        with self._lock:
            if self._session_if_any is None:
                self._session_if_any = Session(self._config)
            return self._session_if_any

    @property
    def _chat(self) -> Chat:
        from cheshire_cat_api._chat.thread import Chat

        with self._lock:
            if self._chat_if_any is None:
                self._chat_if_any = Chat(self._chat_url, self._handle)
            return self._chat_if_any

    def _chat_url(self) -> tuple[str, str]:
        return self._config.ws_url, quote(self._config.ws_token, safe="")

    def _handle(self, event: Event) -> None:
        from cheshire_cat_api._chat.events import Closed, Failed, Frame

        if isinstance(event, Frame):
            if self.on_message is not None:
                self.on_message(event.text)
            else:
                logger.debug("message: %d characters", len(event.text))
        elif isinstance(event, Failed):
            if self.on_error is not None:
                self.on_error(event.error)
            else:
                logger.error("chat: %s", event.error, exc_info=event.error)
        elif isinstance(event, Closed):
            if self.on_close is not None:
                self.on_close(event.code, event.reason)
            else:
                logger.info("chat closed: %d %s", event.code, event.reason)
        elif self.on_open is not None:
            self.on_open()
        else:
            logger.info("chat open")


def _message(message: object, extra: dict[str, Any]) -> str:
    """A prompt as one text frame."""
    if not isinstance(message, str):
        raise InvalidArgument(f"a message is text, not {type(message).__name__}; nothing was sent")
    try:
        text = json.dumps({"text": message, **extra}, ensure_ascii=False, allow_nan=False)
        text.encode()
        return text
    except (TypeError, ValueError, RecursionError) as error:
        problem = str(error)
    raise InvalidArgument(f"the message is not JSON-able: {problem}; nothing was sent")
