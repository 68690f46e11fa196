"""What every resource is: a way to the session, which knows no operation by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import CO_VARKEYWORDS, Parameter, signature
from types import FunctionType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from cheshire_cat_api._compat import old_attribute

if TYPE_CHECKING:
    from cheshire_cat_api._async.session import AsyncSession
    from cheshire_cat_api._response import Response
    from cheshire_cat_api._sync.session import Session

F = TypeVar("F", bound="Callable[..., Any]")

P = ParamSpec("P")
T = TypeVar("T")

NO_METHOD = "raw() takes a method of this client that calls the server, such as cat.plugins.toggle_plugin"
GIVEN_OTHERWISE: Any = object()
"""The default of a parameter that must be given, but may be by another name, which 1.4.9 had."""
_SIDES = ("cheshire_cat_api._async.", "cheshire_cat_api._sync.")


class Resource:
    """A group of operations of one client.

    What 1.4.9 had takes the keywords of that version as well: `**old`, of which type checkers admit none.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        _publish(cls)

    def __init__(self, session: Session) -> None:
        self._session = session
        self._call = session.call

    if not TYPE_CHECKING:  # the names of 1.4.9

        def __getattr__(self, name: str) -> Any:
            return old_attribute(self, name)


class AsyncResource:
    """The same, awaited; 1.4.9 had none."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        _publish(cls)

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._call = session.call


def _publish(kind: type) -> None:
    """Have a resource known by its public module, and its methods by the signatures that new programs use."""
    for side in _SIDES:
        if kind.__module__.startswith(side):
            kind.__module__ = f"cheshire_cat_api.{kind.__module__.removeprefix(side)}"
    for method in vars(kind).values():
        if isinstance(method, FunctionType) and method.__code__.co_flags & CO_VARKEYWORDS:
            whole = signature(method)
            own = [
                each.replace(default=Parameter.empty) if each.default is GIVEN_OTHERWISE else each
                for each in whole.parameters.values()
                if each.name != "old"
            ]
            cast("Any", method).__signature__ = whole.replace(parameters=own)


def changed(resource: Any, change: Callable[[Any], Any]) -> Any:
    """Return the same resource over a session that is made of its own."""
    again = object.__new__(type(resource))
    again.__dict__.update(resource.__dict__)
    again._session = change(resource._session)
    again._call = again._session.call
    return again


def recording(method: Callable[P, T], record: list[Response]) -> Callable[P, T]:
    """Return the same method of the same object, whose answers are appended to a list.

    Raises:
        TypeError: it is no method of a client, nor of its attributes.
    """
    if isinstance(method, partial):
        return cast("Callable[P, T]", partial(recording(method.func, record), *method.args, **method.keywords))
    owner: Any = getattr(method, "__self__", None)
    if isinstance(owner, Resource | AsyncResource):
        owner = changed(owner, lambda session: session.recording(record))
    elif hasattr(owner, "_cat_recording"):
        owner = owner._cat_recording(record)
    else:
        raise TypeError(NO_METHOD)
    return cast("Callable[P, T]", getattr(owner, method.__name__))


def last(record: list[Response]) -> Response:
    """Return the last answer that was recorded.

    Raises:
        TypeError: the method made no call.
    """
    if not record:
        raise TypeError(NO_METHOD)
    return record[-1]


def composed(method: F) -> F:
    """Mark a method that is more than one operation of the API."""
    method.composed = True  # type: ignore[attr-defined]
    return method
