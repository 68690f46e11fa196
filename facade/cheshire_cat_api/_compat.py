"""The door for programs written for 1.4.9: what only that version had is answered by `legacy`, loaded when it is used.

`legacy` is found by its name, so that no module imports it; new programs neither load it nor see it in a signature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, NoReturn

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


class Old:
    """A name of 1.4.9 on an object.

    Args:
        module: of `legacy`, whose `attribute(object, name)` answers, and whose `assign(object, name, value)` takes.
    """

    def __init__(self, module: str) -> None:
        self._module = module

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        return self if instance is None else legacy(self._module).attribute(instance, self._name)

    def __set__(self, instance: object, value: object) -> None:
        legacy(self._module).assign(instance, self._name, value)


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
    if names:
        legacy("client").adopt(kind, names)


def made(client: Any, base: type) -> None:
    """The constructor is done: 1.4.9 called this hook then."""
    if type(client) is not base and "_connect_api" in overridden(type(client), base):
        client._connect_api()


def old_attribute(resource: object, name: str) -> Any:
    """A name of 1.4.9 on a resource.

    Raises:
        AttributeError: it had no such name.
    """
    if name.startswith("_"):
        raise AttributeError(f"{type(resource).__name__!r} object has no attribute {name!r}")
    return legacy("api").old_attribute(resource, name)


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
