"""The door for programs written for 1.4.9: what only that version had is answered by `legacy`, loaded when it is used.

`legacy` is found by its name, so that no module imports it; new programs neither load it nor see it in a signature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from types import MethodType, SimpleNamespace
from typing import Any, NoReturn, cast

HOOKS = frozenset({"_connect_api", "on_ws_open", "on_ws_message", "on_ws_error", "on_ws_close"})
"""What subclasses of 1.4.9's client override."""


def legacy(module: str) -> Any:
    """A module of `legacy`."""
    return import_module(f"cheshire_cat_api.legacy.{module}")


def old_module(module: str, *names: str) -> tuple[tuple[str, ...], Callable[[str], object]]:
    """The `__all__` and `__getattr__` of a module of which 1.4.9 had these names."""

    def get(name: str) -> object:
        if name not in names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        value: object = legacy("forwarding").old_name(module, name)
        return value

    return names, get


def old_model(name: str) -> object:
    """What 1.4.9 had among the models and this client has not.

    Raises:
        AttributeError: it had none of that name.
    """
    names = ("BodyUploadUrl", "HTTPValidationError", "LocationInner", "ValidationError", "Value")
    return old_module(f"{__package__}.models", *names)[1](name)


class Old:
    """A name of 1.4.9 on an object.

    Args:
        module: of `legacy`, whose `attribute(object, name)` answers, and whose `assign(object, name, value)` takes.
        given: makes what that gets of the object; without: itself.
    """

    def __init__(self, module: str, given: Callable[[Any], object] = lambda thing: thing) -> None:
        self._module = module
        self._given = given

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        return self if instance is None else legacy(self._module).attribute(self._given(instance), self._name)

    def __set__(self, instance: object, value: object) -> None:
        legacy(self._module).assign(self._given(instance), self._name, value)


class Inside:
    """What `legacy` reaches of a client beside its public face.

    Args:
        client: the client.
    """

    def __init__(self, client: Any) -> None:
        self.client = client

    @property
    def config(self) -> Any:
        """Its Config; what is assigned counts from the next connection on."""
        return self.client._cat_config

    @config.setter
    def config(self, value: object) -> None:
        self.client._cat_config = value

    @property
    def session(self) -> Any:
        """Its calls."""
        return self.client._cat_session

    @property
    def chat(self) -> Any:
        """Its chat, made if need be."""
        return self.client._cat_chat

    @property
    def chat_if_any(self) -> Any:
        """Its chat, or that of the client that it shares one with; None: there is none."""
        return self.client._cat_chat_if_any

    @property
    def own_chat(self) -> Any:
        """A chat of its own; None: it has none."""
        return self.client._cat_own_chat

    @own_chat.setter
    def own_chat(self, value: object) -> None:
        self.client._cat_own_chat = value

    def view(self, session: object, config: object) -> Any:
        """Return a view of it with other calls."""
        return self.client._cat_view(session, config)

    def begin_anew(self) -> None:
        """Make its calls of its Config once more, and its chat, unless that is connected."""
        client = self.client
        with client._cat_lock:
            session, client._cat_session_if_any = client._cat_session_if_any, None
            if client._cat_own_chat is not None and not client._cat_own_chat.connected:
                client._cat_own_chat = None
        for name in client._cat_attributes():
            client.__dict__.pop(name, None)
        if session is not None and client._cat_made_from is None:
            session.close()

    def handle(self, event: object, **callbacks: object) -> Any:
        """Give what to call for an event, with these callbacks in place of the client's own."""
        base = [kind for kind in type(self.client).__mro__ if "_cat_handle" in vars(kind)][-1]
        known = {name: getattr(self.client, name) for name in ("_cat_reconnect", "_cat_own_handlers", "on_event")}
        return vars(base)["_cat_handle"](SimpleNamespace(**known, **callbacks), event)

    def handle_by(self, handle: Callable[[Inside, Any], Any]) -> None:
        """Have its events handled otherwise."""
        itself = MethodType(lambda client, event: handle(Inside(client), event), self.client)
        self.client.__dict__["_cat_handle"] = itself


def without_old(thing: object, names: Iterable[str]) -> list[str]:
    """What `dir()` shows of an object."""
    return [name for name in names if not isinstance(getattr(type(thing), name, None), Old)]


def overridden(kind: type, base: type) -> set[str]:
    """The names of 1.4.9's hooks that a subclass of `base` has methods for."""
    own = kind.__mro__[: kind.__mro__.index(base)]
    return {name for each in own for name in HOOKS & vars(each).keys()}


def adopt(kind: type, base: type) -> None:
    """Have the hooks of 1.4.9 called that a subclass of the client overrides."""
    names = overridden(kind, base)
    handle = legacy("client").adopt(names) if names else None
    if handle is not None:
        cast("Any", kind)._cat_handle = lambda client, event: handle(Inside(client), event)


def made(client: Any, base: type) -> None:
    """The constructor is done: 1.4.9 called this hook then."""
    if type(client) is not base and "_connect_api" in overridden(type(client), base):
        client._connect_api()


def old_attribute(resource: Any, name: str) -> Any:
    """A name of 1.4.9 on a resource.

    Raises:
        AttributeError: it had no such name.
    """
    if name.startswith("_"):
        raise AttributeError(f"{type(resource).__name__!r} object has no attribute {name!r}")
    return legacy("api").old_attribute(resource, resource._session, name)


def with_old_keywords(session: Any, old: dict[str, Any], method: str) -> Any:
    """Return a session for the keywords of 1.4.9 that a method of a resource was called with.

    Raises:
        TypeError: 1.4.9 had no such keyword.
    """
    return legacy("api").with_old_keywords(session, old, method)


def without_keywords(session: object, keywords: dict[str, Any], method: str) -> NoReturn:
    """Refuse keywords that a method does not have.

    Raises:
        TypeError: always.
    """
    raise TypeError(f"{method} got an unexpected keyword argument {next(iter(keywords))!r}")


def tell(callback: Callable[..., object], *arguments: object) -> None:
    """Call a callback, which may take fewer arguments than there are, as it may have been written for 1.4.9."""
    try:
        callback(*arguments)
    except TypeError as error:
        if error.__traceback__ is None or error.__traceback__.tb_next is not None:
            raise  # it was called, and failed by itself
        legacy("client").call_with_fewer(error, callback, *arguments)
