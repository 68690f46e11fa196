"""What every resource is: a way to the session, whose methods take secrets as values that nothing shows."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from functools import wraps
from inspect import iscoroutinefunction
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from cheshire_cat_api._compat import accept_old_keywords, old_attribute
from cheshire_cat_api._secrets import concealing

if TYPE_CHECKING:
    from cheshire_cat_api._transport.aio import AsyncSession
    from cheshire_cat_api._transport.session import Session
    from cheshire_cat_openapi import Client

F = TypeVar("F", bound="Callable[..., Any]")

_SIDES = ("cheshire_cat_api._async.", "cheshire_cat_api._sync.")


class Resource:
    """A group of operations of one client."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        accept_old_keywords(cls)
        _publish(cls)

    def __init__(self, session: Session) -> None:
        self._session = session
        self._call = session.call

    if not TYPE_CHECKING:  # the names of 1.4.9

        def __getattr__(self, name: str) -> Any:
            return old_attribute(self, name)

    @property
    def _api(self) -> Client:
        return self._session.api


class AsyncResource:
    """The same, awaited."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        _publish(cls)

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._call = session.call

    @property
    def _api(self) -> Client:
        return self._session.api


def _publish(kind: type) -> None:
    """Have a resource known by its public module, and its methods take secrets in a way that no traceback shows."""
    for side in _SIDES:
        if kind.__module__.startswith(side):
            kind.__module__ = f"cheshire_cat_api.{kind.__module__.removeprefix(side)}"
    for name, method in list(vars(kind).items()):
        if not name.startswith("_") and isinstance(method, FunctionType):
            setattr(kind, name, concealing(method))


def composed(method: F) -> F:
    """Mark a method that is more than one operation of the API."""
    method.composed = True  # type: ignore[attr-defined]
    return method


def apart(method: F) -> F:
    """Run a method in a context of its own: an interrupt leaves nothing there of what it sets.

    A coroutine function stays as it is: nothing interrupts a task between two of its awaits.
    """
    if iscoroutinefunction(method):
        return method

    @wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        return copy_context().run(method, *args, **kwargs)

    return cast("F", call)
