"""CatClient: the HTTP API as attributes and the chat with its callbacks. Wiring, nothing else."""

from __future__ import annotations

import logging
import sys
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast
from urllib.parse import quote

from cheshire_cat_api._chat.handlers import Listening, calls, weakly
from cheshire_cat_api._chat.options import MAX_MESSAGE, checked_limit, checked_policy
from cheshire_cat_api._compat import Inside, Old, adopt, made, tell, with_old_keywords, without_old
from cheshire_cat_api._sync.http_client import HttpClient
from cheshire_cat_api.config import Config, copied
from cheshire_cat_api.errors import NotConnected, check_interpreter
from openapi_facade.secrets import Secret

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from cheshire_cat_api._chat.events import Reply, ServerEvent
    from cheshire_cat_api._chat.media import Media
    from cheshire_cat_api._chat.reconnect import Reconnect
    from cheshire_cat_api._chat.threads.chat import Chat
    from cheshire_cat_api._chat.threads.listener import Events
    from cheshire_cat_api._chat.threads.stream import Stream
    from cheshire_cat_api._identity import Identity
    from cheshire_cat_api._sync.session import Session
    from cheshire_cat_api.models import CatMessage
    from openapi_facade.transport.pool import Transport
    from openapi_facade.websocket.address import Address
    from openapi_facade.websocket.events import Event
    from openapi_facade.websocket.protocol import Call, Heeded, Sink

logger = logging.getLogger("cheshire_cat_api")

P = ParamSpec("P")
T = TypeVar("T")


class CatClient(Listening, HttpClient):
    """One user of one Cat, over HTTP and WebSocket. Nothing is sent before the first call.

    The callbacks are optional, may be assigned at any time, and run one after the other on a thread of their own.
    Without one, what happens goes to the logger `cheshire_cat_api`. `on` adds handlers beside them.

    Args:
        config: server, user and keys; without: an open server on this machine.
        on_open: `on_open()`, when the chat is connected.
        on_close: `on_close(status_code, message)`, when a connected chat has ended; 1006 is "without a word".
        on_message: `on_message(message)`, each text frame as the server sent it (CONTRACT §4.3).
        on_error: `on_error(exception)`: a connection that failed or broke, or an exception of another callback.
        on_event: `on_event(event)`, each frame typed: Token, Notification, Reply, ServerError or Unknown.
        reconnect: whether the chat connects again by itself after its connection was lost; True: as `Reconnect()` says.
        max_message: bytes of a message from the server, beyond which the connection is ended with 1009.
        transport: an `httpx.BaseTransport` of the caller's, which HTTP goes through instead of our own connections
            (TLS, proxy and pool are its affair then); it is not closed with the client, and what runs in it goes on
            until it comes back by itself. For tests, too.

    Connections: they are opened on first use, shared by all threads and by all views (`as_user`, `with_options`), and
    closed by `close()` of the client that was made with a Config, or at the end of its `with`. A view keeps that
    client alive, and its own `close()` ends only a chat of its own. A forked child opens connections of its own.

    Raises:
        ConfigError: a configuration that cannot work.
    """

    if not TYPE_CHECKING:  # for programs written for 1.4.9
        _conn_settings, _ws, conn, _connect_api, on_ws_open, on_ws_message, on_ws_error, on_ws_close = (
            Old("client", Inside) for _ in range(8)
        )

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        adopt(cls, CatClient)

    def __init__(
        self,
        config: Config | None = None,
        on_open: Callable[[], object] | None = None,
        on_close: Callable[[int, str], object] | None = None,
        on_message: Callable[[str], object] | None = None,
        on_error: Callable[[Exception], object] | None = None,
        *,
        on_event: Callable[[ServerEvent], object] | None = None,
        reconnect: bool | Reconnect = False,
        max_message: int = MAX_MESSAGE,
        transport: Transport | None = None,
    ) -> None:
        # Private names begin with _cat: subclasses have a _session, a _config or a _handle of their own.
        self._cat_config = copied(config)
        callbacks = {
            "on_open": on_open,
            "on_close": on_close,
            "on_message": on_message,
            "on_error": on_error,
            "on_event": on_event,
        }
        # What is not given is not assigned: a subclass may have a method of that name.
        self.__dict__.update({name: callback for name, callback in callbacks.items() if callback is not None})
        self._cat_reconnect = checked_policy(reconnect)
        self._cat_max_message = checked_limit(max_message)
        self._cat_transport = transport
        self._cat_lock = threading.Lock()
        self._cat_own_chat: Chat | None = None
        self._cat_forgotten: weakref.finalize[Any, Any] | None = None
        self._cat_session_if_any: Session | None = None
        self._cat_made_from: Self | None = None
        self._cat_shares_chat = False
        self._cat_own_handlers = {}
        made(self, CatClient)

    @property
    def is_ws_connected(self) -> bool:
        """Whether the chat is connected."""
        chat = self._cat_chat_if_any
        return chat is not None and chat.connected

    def connect_ws(self, timeout: float | None = None, *, wait_until_up: float | None = None) -> None:
        """Connect the chat; when it is connected, this warns and does nothing.

        Args:
            timeout: seconds to wait until it is open. None: return at once; `on_open` or `on_error` tell.
            wait_until_up: the same, for a Cat that may still be starting: see the manual for what is tried again.

        Raises:
            ConnectionFailed, HandshakeRefused: it did not open; only with one of the two.
        """
        self._cat_chat.connect(timeout, wait_until_up)

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
        check_interpreter()
        from cheshire_cat_api._chat.prompt import make_prompt

        prompt = make_prompt(message, kwargs)
        chat = self._cat_chat_if_any
        if chat is None:
            raise NotConnected("not connected: call connect_ws() first; nothing was sent")
        chat.send(prompt)

    def ask(
        self,
        text: str,
        *,
        image: Media | None = None,
        audio: Media | None = None,
        timeout: float = 120.0,
        **extra: Any,
    ) -> Reply:
        """Ask the Cat and wait for the answer. Connects by itself; works in a callback too.

        One turn runs at a time: a second `ask` waits for the first, within its own timeout. An answer that the
        connection did not bring is fetched from the history, and `recovered` then (the manual says what cannot be).

        Args:
            text: the prompt.
            image: a URL that the server fetches, a path, or bytes.
            audio: likewise; the server keeps it and makes no use of it (CONTRACT §4.2).
            timeout: seconds for everything together.
            extra: further keys, which plugins see and the history keeps.

        Raises:
            InvalidArgument: it cannot be sent; nothing was.
            ConnectionFailed, HandshakeRefused: no connection; nothing was sent.
            TurnFailed: the server reported an error for the turn.
            TurnTimeout: no answer in time; the message says whether the prompt was sent.
            ConnectionLost: the connection broke and the answer is not to be found; `partial` has its beginning.
        """
        with self.stream(text, image=image, audio=audio, timeout=timeout, **extra) as answer:
            return answer.wait()

    def stream(
        self,
        text: str,
        *,
        image: Media | None = None,
        audio: Media | None = None,
        timeout: float = 120.0,
        **extra: Any,
    ) -> Stream:
        """Ask the Cat and iterate over the tokens of its answer; afterwards `.reply` is the whole. Otherwise as `ask`.

        Leaving the loop early is fine: the turn ends on the server, and its answer goes to the callbacks only.
        """
        check_interpreter()
        from cheshire_cat_api._chat.prompt import make_prompt
        from cheshire_cat_api._chat.threads.stream import Stream

        return Stream(self._cat_chat, make_prompt(text, extra, image, audio), timeout, client=self)

    def events(self) -> Events:
        """Iterate over what the server sends from now on, typed, until the chat ends.

        Raises:
            NotConnected: there is no connection.
        """
        return self._cat_chat.events()

    def close(self, timeout: float = 5.0) -> None:
        """End the chat and release the connections. What was sent goes out first; a running turn ends on the server.

        Callbacks and handlers have half a second to hear what has come. One that is at work for longer is not waited
        for; nothing of what the server has said is told behind it, but `on_close`, and what it raises, to `on_error`.
        One that calls this is not waited for: what has come is told when it has returned.

        Running HTTP calls, those of views too, end with ConnectionFailed. One that is in a callback, a file or a
        `transport` of the caller's ends as soon as that comes back.

        Idempotent, and from any thread or callback. The client can be used again afterwards. A view ends its own chat
        only, if it has one: the connections are those of the client that it was made from.

        Args:
            timeout: seconds within which this returns, whatever the network and the callbacks do.
        """
        if sys.is_finalizing():  # the threads are gone, with the locks that they held
            return
        with self._cat_lock:
            chat, session, uploads = self._cat_own_chat, self._cat_session_if_any, self._cat_uploads_if_any
        for each in (chat, None if uploads is None else uploads.chat):
            if each is not None:
                each.close(timeout)
        if uploads is not None:
            uploads.close()
        if session is not None and self._cat_made_from is None:
            session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __dir__(self) -> list[str]:
        return without_old(self, super().__dir__())

    def __repr__(self) -> str:
        return f"<CatClient {self._cat_config.http_url} as {self._cat_config.user_id!r}>"

    @property
    def _cat_session(self) -> Session:
        check_interpreter()
        session = self._cat_session_if_any
        return session if session is not None else self._cat_first_session()

    def _cat_first_session(self) -> Session:
        from cheshire_cat_api._sync.resources.auth import exchange
        from cheshire_cat_api._sync.session import Session
        from openapi_facade.forks import renew_after_fork

        renew_after_fork(self)  # before the lock is taken, which a fork would leave taken
        with self._cat_lock:
            if self._cat_session_if_any is None:
                self._cat_session_if_any = Session(self._cat_config, exchange, with_old_keywords, self._cat_transport)
            return self._cat_session_if_any

    def _cat_view(self, session: Session, config: Config) -> Self:
        from openapi_facade.forks import renew_after_fork

        view = object.__new__(type(self))
        cached = self._cat_attributes()
        view.__dict__.update({name: value for name, value in self.__dict__.items() if name not in cached})
        view._cat_lock = threading.Lock()
        view._cat_session_if_any, view._cat_config = session, config
        view._cat_made_from, view._cat_own_chat, view._cat_shares_chat = self, None, False
        view._cat_forgotten, view._cat_own_handlers = None, {}
        renew_after_fork(view)
        return view

    def after_fork(self) -> None:
        """Begin anew in a forked child, which has none of the threads; called by itself."""
        self._cat_lock = threading.Lock()
        chat, self._cat_own_chat = self._cat_own_chat, None
        if chat is not None and self._cat_forgotten is not None:
            self._cat_forgotten.detach()  # it would end the parent's chat
            chat.after_fork()

    @property
    def _cat_chat_if_any(self) -> Chat | None:
        return cast("Chat | None", self._cat_chat_owner._cat_own_chat)

    def _cat_listener(self) -> Callable[[str], Chat]:
        return partial(_listener, self._cat_config, self._cat_session)

    @property
    def _cat_chat(self) -> Chat:
        check_interpreter()
        from openapi_facade.websocket import unclosed

        if self._cat_shares_chat and self._cat_made_from is not None:
            return self._cat_made_from._cat_chat
        session = self._cat_session
        with self._cat_lock:
            if self._cat_own_chat is None:
                # The chat's threads must not keep a forgotten client alive: they know it weakly.
                known, sink, config = weakref.ref(self), weakly(self._cat_handle), self._cat_config
                heeded = partial(_heeded, weakref.ref(self))
                chat = _chat(
                    config, session, session.identity, sink, heeded, self._cat_max_message, self._cat_reconnect
                )
                self._cat_own_chat = chat
                heeds = CatClient._cat_heeds_more
                self._cat_forgotten = weakref.finalize(self, unclosed.end, "CatClient", known, chat, heeds)
            return self._cat_own_chat

    def _cat_handle(self, event: Event) -> Iterator[Call]:
        return calls(self, event, tell)


def _chat(
    config: Config,
    session: Session,
    identity: Identity,
    sink: Sink,
    heeded: Heeded,
    max_message: int,
    reconnect: Reconnect | None = None,
) -> Chat:
    from cheshire_cat_api._api import API
    from cheshire_cat_api._chat.threads.chat import Chat
    from cheshire_cat_api._chat.threads.conversation import Conversation
    from openapi_facade.websocket.options import Options

    options = Options(
        API,
        "chat",
        config.connect_timeout,
        max_message=max_message,
        extra=config.ws_options(),
        redactor=session.redactor,
        waiting="ask() or `for event in client.events()`",
    )
    conversation = Conversation(API, sink, heeded, partial(_history, session), _decode, identity)
    return Chat(conversation, partial(_address, config, session), options, reconnect)


def _listener(config: Config, session: Session, user_id: str) -> Chat:
    """A chat that only listens, as a user of its own."""
    from cheshire_cat_api._identity import Identity
    from openapi_facade.websocket.protocol import nobody, unheard

    return _chat(replace(config, user_id=user_id), session, Identity(user_id), unheard, nobody, MAX_MESSAGE)


def _address(config: Config, session: Session) -> Address:
    from cheshire_cat_api._identity import whose
    from openapi_facade.websocket.address import Address

    token = session.ws_token()
    # A Cat that has a CCAT_API_KEY only wants none in the chat (CONTRACT §1.10).
    or_none = bool(token) and config.auth_key_ws is None and token == config.auth_key
    query = Secret(f"token={quote(token, safe='')}") if token else ""
    return Address(config.ws_url, query, or_none=or_none, whose=whose(config.ws_url, token))


def _history(session: Session, timeout: float) -> list[Mapping[str, Any]]:
    from cheshire_cat_api._sync.resources.memory import Memory
    from cheshire_cat_api.resources._answers import history_of

    patient = session.with_options(timeout=max(timeout, 0.001), retries=0)
    history = history_of(Memory(patient).get_conversation_history())
    session.identity.check()
    return history


def _decode(frame: Mapping[str, Any]) -> CatMessage:
    from cheshire_cat_api.models import CatMessage

    return CatMessage.from_dict(frame)


def _heeded(known: weakref.ref[CatClient], opening: bool) -> bool:
    """Whether anybody is told of what may still come."""
    client = known()
    if client is None:
        return False
    own = getattr(client._cat_handle, "__func__", None) is CatClient._cat_handle  # one of 1.4.9's may do anything
    return not own or client._cat_heeds_more(opening)
