"""A failure becomes the client's own error at a public method: once, outside of what handled it, kept by no frame."""

from __future__ import annotations

import asyncio
import inspect
import weakref
from typing import Any

import pytest

from openapi_facade.failure import Failure, translated, translating

from . import single
from .single import API, NotesError, error_of


def fail(message: str) -> int:
    raise Failure("argument", message)


class Thing:
    """Whose methods fail."""

    api = API

    @translating
    def method(self, message: str, *, number: int = 7) -> int:
        """Fail, unless there is nothing to say."""
        return fail(message) if message else number

    @translating
    async def coroutine(self, message: str, *, number: int = 7) -> int:
        """Fail in time, unless there is nothing to say."""
        await asyncio.sleep(0)
        return fail(message) if message else number

    @property
    @translating
    def attribute(self) -> int:
        return fail("none")

    @translating
    def foreign(self) -> int:
        raise KeyError("a caller's own")


def by_function() -> Any:
    return translated(fail, error_of)("bad")


def by_method() -> Any:
    return Thing().method("bad")


def by_attribute() -> Any:
    return Thing().attribute


async def by_coroutine() -> Any:
    return await Thing().coroutine("bad")


@pytest.mark.parametrize("call", [by_function, by_method, by_attribute, by_coroutine])
def test_the_error_is_the_clients_alone(call: Any, without_collector: None) -> None:
    known: list[weakref.ref[BaseException]] = []

    async def run() -> None:
        try:
            result = call()
            if inspect.isawaitable(result):
                await result
        except NotesError as error:
            facts.extend((error.kind, error.__cause__, error.__context__))
            known.append(weakref.ref(error))

    facts: list[object] = []
    asyncio.run(run())
    assert facts == ["argument", None, None]
    assert [each() for each in known] == [None]


def test_what_the_caller_is_handling_stays_the_context() -> None:
    """That is theirs, as for any other error."""

    def handle() -> None:
        try:
            raise KeyError("theirs")
        except KeyError:
            Thing().method("bad")

    with pytest.raises(NotesError) as caught:
        handle()
    assert repr(caught.value.__context__) == "KeyError('theirs')"


def test_what_is_translated_stays_what_it_was() -> None:
    assert Thing().method("", number=3) == 3
    assert asyncio.run(Thing().coroutine("")) == 7
    assert inspect.iscoroutinefunction(Thing.coroutine)
    assert not inspect.iscoroutinefunction(Thing.method)
    assert str(inspect.signature(Thing.method)) == "(self, message: 'str', *, number: 'int' = 7) -> 'int'"
    assert (Thing.method.__name__, Thing.method.__doc__) == ("method", "Fail, unless there is nothing to say.")
    with pytest.raises(KeyError) as caught:
        Thing().foreign()
    assert type(caught.value) is KeyError
    assert single.Client.get.__module__ == single.__name__
