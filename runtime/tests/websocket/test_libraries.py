"""The WebSocket libraries are those that were read: names of theirs that are not public are overridden and called."""

from __future__ import annotations

import importlib.metadata
import inspect
from collections.abc import Iterator

import pytest
from packaging.requirements import Requirement

from openapi_facade.websocket.tasks import connection
from openapi_facade.websocket.threads import wire

from .libraries import RELIED_ON, installed, read

EXTRAS = {"websocket-client": "threads", "websockets": "asyncio"}
OURS: dict[str, tuple[type, ...]] = {
    "websocket-client": (wire._Frames, wire._Parts, wire.Socket),
    "websockets": (connection._Connect, connection._Protocol, connection.AsyncConnection),
}
UNREAD = (
    "{0} {1} is in the range that runtime/pyproject.toml declares, and nobody has read it: compare it with the version "
    "before, in what RELIED_ON in libraries.py names; see the tests of the WebSockets pass with it; then "
    "`python runtime/tests/websocket/libraries.py` adds it to libraries.txt. Or narrow the range"
)


def declared(library: str) -> Requirement:
    """What the extra wants."""
    every = map(Requirement, importlib.metadata.requires("openapi-facade") or [])
    (found,) = (
        each
        for each in every
        if each.name == library and each.marker and each.marker.evaluate({"extra": EXTRAS[library]})
    )
    return found


@pytest.mark.parametrize("library", RELIED_ON)
def test_the_version_is_in_the_range_that_is_declared(library: str) -> None:
    assert importlib.metadata.version(library) in declared(library).specifier


@pytest.mark.parametrize("library", RELIED_ON)
def test_the_range_is_what_was_read(library: str) -> None:
    """All that was read is in it, and it is open to no further major version."""
    versions = {version for (name, _, _), found in read().items() if name == library for version in found}
    assert [version for version in versions if version not in declared(library).specifier] == []
    newest = max(int(version.split(".")[0]) for version in versions)
    assert f"{newest + 1}.0" not in declared(library).specifier


@pytest.mark.parametrize("library", RELIED_ON)
def test_what_is_relied_on_is_what_was_read(library: str) -> None:
    version = importlib.metadata.version(library)
    known = {member: code for (name, member, code), found in read().items() if name == library and version in found}
    assert known, UNREAD.format(library, version)
    found = installed(library)
    assert {member: code for member, code in found.items() if known.get(member) != code} == {}, UNREAD.format(
        library, version
    )


def overridden(ours: type, library: str) -> Iterator[str]:
    """The members of the library that a class of ours has its own of."""
    package = RELIED_ON[library].split(".")[0].strip()
    for name, member in vars(ours).items():
        if inspect.isfunction(member) or isinstance(member, property):
            for base in ours.__mro__[1:]:
                if name in vars(base) and base.__module__.split(".")[0] == package:
                    yield f"{base.__module__}:{base.__qualname__}.{name}"
                    break


@pytest.mark.parametrize("library", RELIED_ON)
def test_what_is_overridden_is_looked_through(library: str) -> None:
    every = {member for ours in OURS[library] for member in overridden(ours, library)}
    assert every - set(installed(library)) == set()
    assert len(every) > 5
