"""What `CatClient` had in 1.4.9 beside what it has now: names that programs look at, and methods that they override."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from inspect import signature
from types import SimpleNamespace
from typing import Any

from cheshire_cat_api._compat import Inside, tell
from cheshire_cat_api.client import CatClient
from cheshire_cat_api.config import copied
from cheshire_cat_api.errors import ConnectionLost, InvalidArgument, NotConnected
from cheshire_cat_api.legacy.deprecation import deprecated, deprecated_callback

logger = logging.getLogger("cheshire_cat_api")

HOOKS = {
    "on_ws_open": "give `on_open`",
    "on_ws_message": "give `on_message`, or `on_event` for typed events",
    "on_ws_error": "give `on_error`",
    "on_ws_close": "give `on_close`",
    "_connect_api": "write `with_options(headers=…)`, or `as_user(…)` for a user; Config says where the Cat is",
}
"""The methods that subclasses override, and what to do instead."""


def attribute(inside: Inside, name: str) -> Any:
    """A name of 1.4.9 on a client.

    Raises:
        AttributeError: `conn`, before `connect_ws()`.
    """
    client = inside.client
    if name in client.__dict__:
        return client.__dict__[name]
    if name == "_connect_api":
        return inside.begin_anew
    if name in HOOKS:
        return partial(METHODS[name], client)
    if name == "_conn_settings":
        deprecated("CatClient._conn_settings", "keep the Config that you make the client with")
        return Settings(inside)
    chat = inside.chat_if_any
    thread = chat.thread if chat is not None else None
    if name == "_ws":
        deprecated("CatClient._ws", "write `is_ws_connected`, `send()` and `close()`")
        return Socket(inside) if thread is not None else None
    deprecated("CatClient.conn", "wait for an event of your own, which `on_close` sets, or iterate over `events()`")
    if thread is None:
        raise AttributeError("'CatClient' object has no attribute 'conn' before connect_ws()")
    return ChatThread(chat, thread)


def assign(inside: Inside, name: str, value: Any) -> None:
    """Such a name is assigned, as subclasses do."""
    if name == "_conn_settings":
        inside.config = copied(value)
        inside.begin_anew()
        return
    inside.client.__dict__[name] = value
    if name == "_ws":
        deprecated("CatClient._ws", "let `connect_ws()` of CatClient open the socket")
        if inside.own_chat is not None:
            inside.own_chat.close(5.0)
        inside.own_chat = None if value is None else OwnSocket(inside, value)
    elif name in HOOKS:
        deprecated(f"CatClient.{name}", HOOKS[name])
        inside.handle_by(handle)


def adopt(names: set[str]) -> Callable[[Inside, Any], Any] | None:
    """A subclass overrides these: they are called again, by what this returns; None: it is not about events."""
    for name in sorted(names):
        deprecated(f"CatClient.{name}", HOOKS[name])
    return handle if names - {"_connect_api"} else None


def handle(inside: Inside, event: Any) -> Any:
    """Give what to call: the methods that a subclass overrides; those of `CatClient` go on to the callbacks."""
    client, socket = inside.client, Socket(inside)
    return inside.handle(
        event,
        on_open=partial(client.on_ws_open, socket),
        on_message=partial(client.on_ws_message, socket),
        on_error=partial(client.on_ws_error, socket),
        on_close=partial(client.on_ws_close, socket),
    )


def on_ws_open(client: Any, ws: object) -> None:
    """The chat is open."""
    if callable(client.on_open):
        tell(client.on_open)


def on_ws_message(client: Any, ws: object, message: str) -> None:
    """A frame came."""
    if callable(client.on_message):
        tell(client.on_message, message)


def on_ws_error(client: Any, ws: object, error: Exception) -> None:
    """Something went wrong."""
    if callable(client.on_error):
        tell(client.on_error, error)
    else:
        logger.error("chat: %s", error, exc_info=error)


def on_ws_close(client: Any, ws: object, status_code: int, msg: str) -> None:
    """The chat has ended."""
    if callable(client.on_close):
        tell(client.on_close, status_code, msg)


METHODS: dict[str, Callable[..., None]] = {
    "on_ws_open": on_ws_open,
    "on_ws_message": on_ws_message,
    "on_ws_error": on_ws_error,
    "on_ws_close": on_ws_close,
}


def call_with_fewer(error: TypeError, callback: Callable[..., object], *arguments: object) -> None:
    """Call a callback that did not take all arguments with as many as it takes.

    Args:
        error: what it said.

    Raises:
        TypeError: that, where something else was wrong.
    """
    try:
        taken = signature(callback)
    except (TypeError, ValueError):  # some functions of C do not tell
        raise error from None
    for count in range(len(arguments), -1, -1):
        try:
            taken.bind(*arguments[:count])
        except TypeError:
            continue
        if count == len(arguments):
            break
        deprecated_callback(callback, f"a callback of {count} arguments in place of {len(arguments)}", "give it all")
        callback(*arguments[:count])
        return
    raise error


class Settings:
    """A client's Config. What is assigned counts from the next connection and the next call on."""

    def __init__(self, inside: Inside) -> None:
        self.__dict__["_inside"] = inside

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inside.config, name)

    def __setattr__(self, name: str, value: object) -> None:
        self._inside.config = replace(self._inside.config, **{name: value})
        self._inside.begin_anew()

    def __eq__(self, other: object) -> bool:
        return bool(self._inside.config == other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._inside.config)


class Socket:
    """The WebSocket of a client, as far as programs look at it.

    Args:
        inside: of the client whose chat it is.
    """

    def __init__(self, inside: Inside) -> None:
        self._inside = inside

    @property
    def sock(self) -> SimpleNamespace | None:
        """Something that is `connected`; None when it is not."""
        return SimpleNamespace(connected=True) if self._inside.client.is_ws_connected else None

    @property
    def keep_running(self) -> bool:
        """Whether it is connected."""
        return bool(self._inside.client.is_ws_connected)

    @property
    def url(self) -> str:
        """Where it is, without the key."""
        return str(self._inside.config.ws_url)

    def send(self, data: str | bytes) -> None:
        """Send a prompt as JSON text.

        Raises:
            InvalidArgument: it is no prompt.
            NotConnected, ConnectionLost: see `CatClient.send`.
        """
        try:
            prompt = json.loads(data)
        except ValueError:
            prompt = None
        if not isinstance(prompt, Mapping) or not isinstance(prompt.get("text"), str):
            raise InvalidArgument("a prompt is a JSON object with a 'text'; nothing was sent")
        self._inside.chat.send(dict(prompt))

    def close(self, *_: object, **__: object) -> None:
        """End the chat."""
        CatClient.close(self._inside.client)


class ChatThread:
    """The thread of a chat, as far as programs look at it.

    Args:
        chat: whose callbacks must have ended, too.
        thread: that reads the socket.
    """

    def __init__(self, chat: Any, thread: threading.Thread) -> None:
        self._chat = chat
        self._thread = thread

    def join(self, timeout: float | None = None) -> None:
        """Wait until the chat has ended, and its callbacks have heard of it."""
        deadline = time.monotonic() + (threading.TIMEOUT_MAX if timeout is None else timeout)
        self._thread.join(timeout)
        if not self._thread.is_alive():
            self._chat.conversation.dispatcher.drain(deadline)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._thread, name)


class OwnSocket:
    """What stands for our chat where a subclass opens a `WebSocketApp` of its own in `connect_ws`.

    Args:
        inside: of a client of that subclass.
        app: the WebSocketApp.
    """

    thread = None

    def __init__(self, inside: Inside, app: Any) -> None:
        self._inside = inside
        self._app = app

    @property
    def connected(self) -> bool:
        """Whether its handshake is done and it has not ended."""
        return bool(self._app.sock and self._app.sock.connected)

    def connect(self, timeout: float | None = None, up_within: float | None = None) -> None:
        """Leave it to our own chat again."""
        self._inside.client._ws = None
        self._inside.chat.connect(timeout, up_within)

    def send(self, message: Mapping[str, Any]) -> None:
        """Send a prompt.

        Raises:
            NotConnected, ConnectionLost: it could not be sent, or nobody knows.
        """
        if not self.connected:
            raise NotConnected("not connected; nothing was sent")
        try:
            self._app.send(json.dumps(message))
        except Exception as error:
            problem = str(error)
        else:
            return
        raise self._inside.session.redactor.error(ConnectionLost(f"the message was not sent: {problem}"))

    def ask(self, *_: object) -> Any:
        """Not over a socket that is not ours.

        Raises:
            NotConnected: always.
        """
        raise NotConnected("this subclass opens a socket of its own: leave connect_ws() to CatClient, and ask() works")

    events = new_turn = ask

    def close(self, timeout: float) -> None:
        """Say goodbye, and wait for the thread in which it runs."""
        thread = self._inside.client.__dict__.get("conn")
        socket = self._app.sock
        self._app.keep_running = False
        if socket is not None and socket.connected:
            socket.send_close()
        if isinstance(thread, threading.Thread) and thread.is_alive() and thread is not threading.current_thread():
            thread.join(timeout)
            if thread.is_alive():
                self._app.close()
