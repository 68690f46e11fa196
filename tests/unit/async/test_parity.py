"""The two clients, as far as they are written twice by hand, have the same names, parameters, results and docs.

The rest of HTTP is written once: `make check-generated` compares the twins with what the script gives.
"""

from __future__ import annotations

import collections.abc
import inspect
import re
from typing import Any

import pytest

import cheshire_cat_api as ccat

CHAT = {"is_ws_connected", "connect_ws", "send", "ask", "stream", "events"}
NOT_AWAITED = {"as_user", "with_options", "on", "off"}
METHODS = [
    name
    for name, it in inspect.getmembers(ccat.CatClient)
    if inspect.isfunction(it) and not name.startswith("_") and name not in CHAT | {"after_fork"}
]


def plain(annotation: str) -> str:
    """An annotation of the asynchronous twin as the synchronous one writes it."""
    annotation = re.sub(r"\bAsync(?=[A-Z])", "", annotation)
    return re.sub(r"Awaitable\[(.*)\]", r"\1", annotation)


@pytest.mark.parametrize("name", METHODS)
def test_the_same_parameters_results_and_docs(name: str) -> None:
    ours, theirs = getattr(ccat.CatClient, name), getattr(ccat.AsyncCatClient, name)
    assert inspect.iscoroutinefunction(theirs) is (name not in NOT_AWAITED)
    mine, yours = inspect.signature(ours), inspect.signature(theirs)
    if name != "close":  # that of threads has a limit of time for the chat's
        assert list(yours.parameters) == list(mine.parameters)
        for parameter in mine.parameters.values():
            twin = yours.parameters[parameter.name]
            assert (twin.kind, twin.default) == (parameter.kind, parameter.default)
            assert plain(str(twin.annotation)) == str(parameter.annotation)
    assert plain(str(yours.return_annotation)) == str(mine.return_annotation)
    if name != "close":
        assert (theirs.__doc__ or "").replace("await cat.", "cat.") == ours.__doc__


def test_the_same_attributes_of_the_client() -> None:
    from openapi_facade.lazy import lazy_attribute

    def attributes(kind: type[Any]) -> dict[str, str | None]:
        public = [name for name in dir(kind) if not name.startswith("_")]
        return {name: it.__doc__ for name in public if isinstance(it := getattr(kind, name), lazy_attribute)}

    assert attributes(ccat.AsyncCatClient) == attributes(ccat.CatClient)
    assert len(attributes(ccat.CatClient)) == 10


def test_the_same_constructor() -> None:
    ours = inspect.signature(ccat.CatClient).parameters
    theirs = inspect.signature(ccat.AsyncCatClient).parameters
    assert list(theirs) == list(ours)
    for name, parameter in ours.items():
        assert (theirs[name].kind, theirs[name].default) == (parameter.kind, parameter.default)
        assert plain(str(theirs[name].annotation)) == str(parameter.annotation)


def test_an_iterator_is_one_of_both_kinds() -> None:
    client = ccat.AsyncCatClient()
    assert isinstance(client.memory.iter_points("declarative"), collections.abc.AsyncIterator)
    assert isinstance(ccat.CatClient().memory.iter_points("declarative"), collections.abc.Iterator)
