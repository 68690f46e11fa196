"""What is written twice by hand has the same names, parameters, results and docs, compared one by one.

The resources are written once: `make check-generated` compares their twins with what the script gives.
"""

from __future__ import annotations

import collections.abc
import inspect
import re
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api._transport.aio import AsyncSession
from cheshire_cat_api._transport.auth import AsyncKeeper, Keeper
from cheshire_cat_api._transport.session import Session

CHAT = {"is_ws_connected", "connect_ws", "send", "ask", "stream", "events"}
ALONE = {"after_fork", "reopen"}
"""What threads and programs written for 1.4.9 alone need."""
NOT_AWAITED = {"as_user", "with_options", "alone"}


PAIRS = [(Session, AsyncSession), (Keeper, AsyncKeeper)]
METHODS = [
    (sync, other, name)
    for sync, other in [*PAIRS, (ccat.CatClient, ccat.AsyncCatClient)]
    for name, it in vars(sync).items()
    if inspect.isfunction(it) and not name.startswith("_") and name not in CHAT | ALONE
]


@pytest.mark.parametrize(("sync", "other"), PAIRS, ids=lambda kind: kind.__name__)
def test_the_same_names_in_the_same_order(sync: type[Any], other: type[Any]) -> None:
    def names(kind: type[Any]) -> list[str]:
        return [name for name in vars(kind) if not name.startswith("_") and name not in ALONE]

    assert names(other) == names(sync)


def plain(annotation: str) -> str:
    """An annotation of the asynchronous twin as the synchronous one writes it."""
    annotation = re.sub(r"\bAsync(?=[A-Z])", "", annotation)
    return re.sub(r"Awaitable\[(.*)\]", r"\1", annotation)


@pytest.mark.parametrize(("sync", "other", "name"), METHODS, ids=lambda it: it if isinstance(it, str) else it.__name__)
def test_the_same_parameters_results_and_docs(sync: type[Any], other: type[Any], name: str) -> None:
    ours, theirs = getattr(sync, name), getattr(other, name)
    assert inspect.iscoroutinefunction(theirs) is (name not in NOT_AWAITED)
    mine, yours = inspect.signature(ours), inspect.signature(theirs)
    if name != "close":  # that of threads has a limit of time for the chat's
        assert list(yours.parameters) == list(mine.parameters)
        for parameter in mine.parameters.values():
            twin = yours.parameters[parameter.name]
            assert (twin.kind, twin.default) == (parameter.kind, parameter.default)
            assert plain(str(twin.annotation)) == str(parameter.annotation)
    assert plain(str(yours.return_annotation)) == str(mine.return_annotation)
    assert getattr(theirs, "composed", False) is getattr(ours, "composed", False)
    if sync not in (Session, Keeper) and name != "close":
        assert (theirs.__doc__ or "").replace("await cat.", "cat.") == ours.__doc__


def test_the_same_attributes_of_the_client() -> None:
    from cheshire_cat_api._lazy import lazy_attribute

    def attributes(kind: type[Any]) -> dict[str, str | None]:
        return {name: it.__doc__ for name, it in vars(kind).items() if isinstance(it, lazy_attribute)}

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
