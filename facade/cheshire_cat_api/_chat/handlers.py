"""Who is told of an event: the callbacks of a client, and the handlers beside them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, cast, get_args, overload
from weakref import WeakMethod

from cheshire_cat_api.errors import CatError, InvalidArgument

if TYPE_CHECKING:
    from cheshire_cat_api._chat.events import Notification, Reply, ServerError, ServerEvent, Token, Unknown
    from openapi_facade.websocket.events import Event
    from openapi_facade.websocket.protocol import Call, Sink

logger = logging.getLogger("cheshire_cat_api")

Kind: TypeAlias = Literal[
    "open", "close", "message", "error", "event", "token", "notification", "reply", "server_error", "unknown"
]
KINDS: tuple[str, ...] = get_args(Kind)
CALLBACKS = ("open", "close", "message", "error", "event")
OF_A_FRAME = ("message", "event", "token", "notification", "reply", "server_error", "unknown")
TYPED = {
    "Token": "token",
    "Notification": "notification",
    "Reply": "reply",
    "ServerError": "server_error",
    "Unknown": "unknown",
}

OnOpen = TypeVar("OnOpen", bound="Callable[[], object]")
OnClose = TypeVar("OnClose", bound="Callable[[int, str], object]")
OnMessage = TypeVar("OnMessage", bound="Callable[[str], object]")
OnError = TypeVar("OnError", bound="Callable[[Exception], object]")
OnEvent = TypeVar("OnEvent", bound="Callable[[ServerEvent], object]")
OnToken = TypeVar("OnToken", bound="Callable[[Token], object]")
OnNotification = TypeVar("OnNotification", bound="Callable[[Notification], object]")
OnReply = TypeVar("OnReply", bound="Callable[[Reply], object]")
OnServerError = TypeVar("OnServerError", bound="Callable[[ServerError], object]")
OnUnknown = TypeVar("OnUnknown", bound="Callable[[Unknown], object]")


class Listening:
    """The callbacks and handlers of a client."""

    on_open: Callable[[], object] | None = None
    on_close: Callable[[int, str], object] | None = None
    on_message: Callable[[str], object] | None = None
    on_error: Callable[[Exception], object] | None = None
    on_event: Callable[[ServerEvent], object] | None = None

    _cat_awaits = False
    """Whether a callback may be a coroutine function."""
    _cat_own_handlers: dict[str, list[Callable[..., object]]]

    @overload
    def on(self, kind: Literal["open"], handler: Callable[[], object]) -> Callable[[], object]: ...
    @overload
    def on(self, kind: Literal["open"]) -> Callable[[OnOpen], OnOpen]: ...
    @overload
    def on(self, kind: Literal["close"], handler: Callable[[int, str], object]) -> Callable[[int, str], object]: ...
    @overload
    def on(self, kind: Literal["close"]) -> Callable[[OnClose], OnClose]: ...
    @overload
    def on(self, kind: Literal["message"], handler: Callable[[str], object]) -> Callable[[str], object]: ...
    @overload
    def on(self, kind: Literal["message"]) -> Callable[[OnMessage], OnMessage]: ...
    @overload
    def on(self, kind: Literal["error"], handler: Callable[[Exception], object]) -> Callable[[Exception], object]: ...
    @overload
    def on(self, kind: Literal["error"]) -> Callable[[OnError], OnError]: ...
    @overload
    def on(
        self, kind: Literal["event"], handler: Callable[[ServerEvent], object]
    ) -> Callable[[ServerEvent], object]: ...
    @overload
    def on(self, kind: Literal["event"]) -> Callable[[OnEvent], OnEvent]: ...
    @overload
    def on(self, kind: Literal["token"], handler: Callable[[Token], object]) -> Callable[[Token], object]: ...
    @overload
    def on(self, kind: Literal["token"]) -> Callable[[OnToken], OnToken]: ...
    @overload
    def on(
        self, kind: Literal["notification"], handler: Callable[[Notification], object]
    ) -> Callable[[Notification], object]: ...
    @overload
    def on(self, kind: Literal["notification"]) -> Callable[[OnNotification], OnNotification]: ...
    @overload
    def on(self, kind: Literal["reply"], handler: Callable[[Reply], object]) -> Callable[[Reply], object]: ...
    @overload
    def on(self, kind: Literal["reply"]) -> Callable[[OnReply], OnReply]: ...
    @overload
    def on(
        self, kind: Literal["server_error"], handler: Callable[[ServerError], object]
    ) -> Callable[[ServerError], object]: ...
    @overload
    def on(self, kind: Literal["server_error"]) -> Callable[[OnServerError], OnServerError]: ...
    @overload
    def on(self, kind: Literal["unknown"], handler: Callable[[Unknown], object]) -> Callable[[Unknown], object]: ...
    @overload
    def on(self, kind: Literal["unknown"]) -> Callable[[OnUnknown], OnUnknown]: ...

    def on(self, kind: Kind, handler: Any = None) -> Any:
        """Have a handler called for each event of a kind, beside the callbacks: as many as you like.

            cat.on("notification", show)

            @cat.on("reply")
            def keep(reply: ccat.Reply) -> None: ...

        The callback `on_…` of the same kind comes first, then the handlers in the order in which they were given. What
        one raises reaches `on_error`, as of a callback, and the others are called all the same.

        Args:
            kind: `open`, `close`, `message`, `error`, `event`: what the callback of that name gets. `token`,
                `notification`, `reply`, `server_error`, `unknown`: the event of that type.
            handler: what is called; given once more for the same kind, it is still called once.

        Returns:
            The handler; without one, a decorator.

        Raises:
            InvalidArgument: no such kind, or the handler cannot be called.
        """
        if handler is None:
            _check_kind(kind)
            return partial(cast("Any", self).on, kind)
        _check(kind, handler, self._cat_awaits)
        handlers = self._cat_handlers.setdefault(kind, [])
        if handler not in handlers:
            handlers.append(handler)
        return handler

    def off(self, kind: Kind, handler: Callable[..., object]) -> None:
        """Call a handler no longer; nothing happens where it is none of this kind.

        Raises:
            InvalidArgument: no such kind.
        """
        _check_kind(kind)
        with suppress(ValueError):
            self._cat_handlers.get(kind, []).remove(handler)

    @property
    def _cat_handlers(self) -> dict[str, list[Callable[..., object]]]:
        handlers: dict[str, list[Callable[..., object]]] = cast("Any", self)._cat_chat_owner._cat_own_handlers
        return handlers

    def _cat_heeds(self, *kinds: str) -> bool:
        """Whether anybody is told of events of these kinds."""
        callbacks = (getattr(self, f"on_{kind}") for kind in kinds if kind in CALLBACKS)
        return any(each is not None for each in callbacks) or any(map(self._cat_handlers.get, kinds))

    def _cat_heeds_more(self, opening: bool) -> bool:
        """Whether anybody is told of what a chat may still have; with `opening`: or that it is open."""
        return self._cat_heeds(*OF_A_FRAME, *(("open",) if opening else ()))


def calls(client: Any, event: Event, tell: Callable[..., object]) -> Iterator[Call]:
    """Give what is to be called for an event, in order: each callback, and behind it the handlers of its kind.

    Where nobody is told, the log is. What is assigned or registered meanwhile counts for what comes behind it.

    Args:
        client: has the callbacks and handlers.
        tell: calls a callback that 1.4.9 had, with its arguments.
    """
    from openapi_facade.websocket.events import Closed, Failed, Frame, GaveUp

    handlers = client._cat_own_handlers
    if isinstance(event, Frame):
        if client.on_message is not None:
            yield partial(tell, client.on_message, event.text)
        if handlers:  # of these events there may be very many
            yield from _told(handlers, "message", event.text)
        if client.on_event is not None:
            yield partial(client.on_event, event.event)
        if handlers:
            yield from _told(handlers, "event", event.event)
            yield from _told(handlers, TYPED[type(event.event).__name__], event.event)
        logger.debug("a frame of %d characters", len(event.text))
    elif isinstance(event, Failed):
        if client.on_error is not None:
            yield partial(tell, client.on_error, event.error)
        elif not event.raised and not handlers.get("error"):
            logger.error("chat: %s", event.error, exc_info=None if isinstance(event.error, CatError) else event.error)
        yield from _told(handlers, "error", event.error)
    elif isinstance(event, Closed):
        if client.on_close is not None:
            yield partial(tell, client.on_close, event.code, event.reason)
        elif not handlers.get("close"):
            logger.info("chat closed: %d %s", event.code, event.reason)
        yield from _told(handlers, "close", event.code, event.reason)
    elif isinstance(event, GaveUp):
        if client._cat_reconnect is not None and client._cat_reconnect.on_give_up is not None:
            yield partial(client._cat_reconnect.on_give_up, event.error)
    else:
        if client.on_open is not None:
            yield partial(tell, client.on_open)
        elif not handlers.get("open"):
            logger.info("chat open")
        yield from _told(handlers, "open")


def weakly(handle: Callable[[Event], Iterator[Call]]) -> Sink:
    """Make a sink of a client's method that does not keep the client alive."""
    return partial(_calls_of, WeakMethod(handle))


def _calls_of(handle: WeakMethod[Callable[[Event], Iterator[Call]]], event: Event) -> Iterator[Call]:
    method = handle()
    return iter(()) if method is None else method(event)


def _told(handlers: Mapping[str, list[Callable[..., object]]], kind: str, *arguments: object) -> Iterator[Call]:
    for handler in tuple(handlers.get(kind, ())):
        yield partial(handler, *arguments)


def plainly(callback: Callable[..., object], *arguments: object) -> object:
    """Call it."""
    return callback(*arguments)


def _check_kind(kind: object) -> None:
    if kind not in KINDS:
        raise InvalidArgument(f"no events of kind {kind!r}; there are {', '.join(KINDS)}")


def _check(kind: object, handler: object, awaits: bool) -> None:
    _check_kind(kind)
    if not callable(handler):
        raise InvalidArgument(f"a handler of {kind!r}: {handler!r} cannot be called")
    if not awaits:
        from inspect import iscoroutinefunction

        if iscoroutinefunction(handler):
            raise InvalidArgument(f"a handler of {kind!r} is a coroutine function, which AsyncCatClient takes alone")
