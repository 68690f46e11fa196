"""What the resources share: the way to the session, and bodies from what callers give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar

from cheshire_cat_api._compat import accept_old_keywords, old_attribute
from cheshire_cat_api._secrets import concealing
from cheshire_cat_api.errors import DecodeError, InvalidArgument
from cheshire_cat_openapi.types import UNSET, Unset

if TYPE_CHECKING:
    from cheshire_cat_api._transport.aio import AsyncSession
    from cheshire_cat_api._transport.session import Session
    from cheshire_cat_openapi import Client
    from cheshire_cat_openapi.model import Model

M = TypeVar("M", bound="Model")
V = TypeVar("V")
F = TypeVar("F", bound="Callable[..., Any]")


class Resource:
    """A group of operations of one client."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        accept_old_keywords(cls)
        _conceal_arguments(cls)

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
        _conceal_arguments(cls)

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._call = session.call

    @property
    def _api(self) -> Client:
        return self._session.api


def _conceal_arguments(kind: type) -> None:
    """Let the public methods of a resource take secrets in a way that no traceback shows."""
    for name, method in list(vars(kind).items()):
        if not name.startswith("_") and isinstance(method, FunctionType):
            setattr(kind, name, concealing(method))


def composed(method: F) -> F:
    """Mark a method that is more than one operation of the API."""
    method.composed = True  # type: ignore[attr-defined]
    return method


def body_of(model: type[M], value: object, *, alone: str | None = None) -> M:
    """The body as the generated call takes it.

    Args:
        model: the body's class.
        value: an instance, or any mapping with its fields.
        alone: the field that a bare text stands for.

    Raises:
        InvalidArgument: it is none of these.
    """
    if isinstance(value, model):
        return value
    if alone is not None and isinstance(value, str):
        value = {alone: value}
    if not isinstance(value, Mapping):
        text = f", or the {alone} as text," if alone is not None else ""
        raise InvalidArgument(
            f"a mapping or {model.__name__}{text} is expected, not {type(value).__name__}; nothing was sent"
        )
    return model.from_dict(value)


def given(**fields: object) -> dict[str, Any]:
    """The fields that were given; None is "not given"."""
    return {name: value for name, value in fields.items() if value is not None}


def listed(value: object, name: str) -> list[Any]:
    """A field of an answer that is a list; empty where the server leaves it out.

    Raises:
        DecodeError: it is something else.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        raise DecodeError(f"its {name} are no list", status_code=200, body=repr(value)[:2000])
    return value


def optional(value: V | None) -> V | Unset:
    """What is not given is not sent; 0, False and "" are given."""
    return UNSET if value is None else value
