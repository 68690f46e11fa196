"""Secrets as values: text like any other, which no `repr` shows.

Tracebacks are kept with the locals of their frames, by error trackers and for people. So a secret is wrapped where it
comes in: whatever is done with it further on, the variables that hold it read `'***'`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any, ParamSpec, SupportsIndex, TypeVar, cast

from openapi_facade.failure import is_coroutine_function

MASK = "***"
SHORTEST = 4
"""Characters of a secret of one call that is looked for in the server's words: shorter ones are words by chance."""
_NAME = re.compile(
    r"passw|passphrase|pwd|secret|credential|authorization|cookie|(api|auth)_?key|access_?token|(tokens?|keys?|(^|[_.-])auth)$",
    re.IGNORECASE,
)

PLAIN = frozenset({str, int, float, bool, type(None)})
_DATA = (dict, list, tuple, Mapping)
DEEPEST = 50  # levels of data that are looked through; nobody's are deeper, but for those that never end

P = ParamSpec("P")
T = TypeVar("T")


class Secret(str):
    """A text that `repr` does not show; `str()` and formatting give it, or it could not be sent."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(MASK)

    def __getitem__(self, index: SupportsIndex | slice) -> Secret:
        return Secret(super().__getitem__(index))  # who shortens a text to show it


class SecretBytes(bytes):
    """The same of bytes."""

    def __repr__(self) -> str:
        return repr(MASK.encode())


def hidden(value: Any) -> Any:
    """The same value, wrapped: text, bytes, and those in lists, tuples and mappings. Anything else stays as it is."""
    if isinstance(value, str):
        return Secret(value) if value else value
    if isinstance(value, bytes | bytearray):
        return SecretBytes(value)
    if isinstance(value, list | tuple):
        return type(value)(map(hidden, value)) if type(value) in (list, tuple) else value
    if isinstance(value, Mapping):
        return {name: hidden(each) for name, each in value.items()}
    return value


def kind_of(value: object) -> str:
    """The name of a value's type, of a wrapped one as of its like."""
    return "bytes" if isinstance(value, SecretBytes) else "str" if isinstance(value, Secret) else type(value).__name__


def is_secret_name(name: object) -> bool:
    """Whether what is called so is a secret."""
    return isinstance(name, str) and _NAME.search(name) is not None


def concealed(value: Any, _above: frozenset[int] = frozenset()) -> Any:
    """The same data with what has the name of a secret wrapped, at any depth; the same object where there is none."""
    if not isinstance(value, _DATA) or id(value) in _above or len(_above) > DEEPEST:
        return value
    above = _above | {id(value)}
    if isinstance(value, Mapping):
        fields = {
            name: hidden(each) if is_secret_name(name) else concealed(each, above) for name, each in value.items()
        }
        return fields if any(fields[name] is not each for name, each in value.items()) else value
    if PLAIN.issuperset(map(type, value)):  # a vector has thousands
        return value
    items = [concealed(each, above) for each in value]
    return items if any(map(lambda new, old: new is not old, items, value)) else value


def secrets_in(value: Any, _above: frozenset[int] = frozenset()) -> Iterator[str]:
    """The wrapped texts in data, long enough to be looked for."""
    if isinstance(value, Secret):
        if len(value) >= SHORTEST:
            yield value
    elif isinstance(value, _DATA) and id(value) not in _above and len(_above) <= DEEPEST:
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from secrets_in(each, _above | {id(value)})


def concealing(method: Callable[P, T], *also: str) -> Callable[P, T]:
    """Wrap a function's secrets before it runs: arguments with the name of a secret, and those inside of data.

    Args:
        method: a function, or a coroutine function.
        also: further arguments that are secrets.
    """
    names = _parameters(method)

    def wrapped(name: str, value: Any) -> Any:
        return hidden(value) if name in also or is_secret_name(name) else concealed(value)

    # Assigned to the parameters themselves, or the frames in here would show what was given.
    if is_coroutine_function(method):

        @wraps(method)
        async def awaited(*args: Any, **kwargs: Any) -> Any:
            args, kwargs = (
                tuple(map(wrapped, names, args)) + args[len(names) :],
                {name: wrapped(name, value) for name, value in kwargs.items()},
            )
            return await cast("Any", method)(*args, **kwargs)

        return cast("Callable[P, T]", awaited)

    @wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        args, kwargs = (
            tuple(map(wrapped, names, args)) + args[len(names) :],
            {name: wrapped(name, value) for name, value in kwargs.items()},
        )
        return method(*args, **kwargs)

    return cast("Callable[P, T]", call)


_VARIABLE = 0x04
"""CO_VARARGS of `inspect`."""


def _parameters(method: Callable[..., object]) -> tuple[str, ...]:
    """The names of a function's parameters, in their order; where they are its own, without an import of `inspect`."""
    code = getattr(method, "__code__", None)
    if code is None or code.co_flags & _VARIABLE or hasattr(method, "__wrapped__"):
        from inspect import signature

        return tuple(signature(method).parameters)
    return tuple(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
