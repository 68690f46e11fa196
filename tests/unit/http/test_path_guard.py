"""Path arguments that would address something else are refused before anything is sent."""

from __future__ import annotations

import re

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat

from .calls import ARGUMENTS, DOCUMENTED, World, method_of

PATH_ARGUMENTS = [
    (name, re.sub(r"(?<=[a-z])([A-Z])", r"_\1", argument).lower())
    for name, operation in sorted(DOCUMENTED.items())
    for argument in re.findall(r"\{([^}]*)\}", operation["path"])
]


def test_there_are_operations_with_path_arguments() -> None:
    assert len(PATH_ARGUMENTS) == 25
    assert ("delete_memory_point", "point_id") in PATH_ARGUMENTS


@pytest.mark.parametrize("bad", ["", ".", ".."])
@pytest.mark.parametrize(("name", "argument"), PATH_ARGUMENTS)
def test_refused_and_nothing_sent(name: str, argument: str, bad: str, world: World, cat: EmbeddedCat) -> None:
    arguments = {**ARGUMENTS[name](world), argument: bad}
    before = len(cat.requests)
    with pytest.raises(ccat.InvalidArgument, match=name) as caught:
        method_of(world.client, name)(**arguments)
    assert isinstance(caught.value, ValueError)
    assert len(cat.requests) == before


def test_a_line_end_is_no_plugin(client: ccat.CatClient) -> None:
    """The server's routes end in `$`, which matches before a line end too: `/plugins/%0A` is the list of plugins."""
    with pytest.raises(ccat.CatError):
        client.plugins.get_plugin_details("\n")


@pytest.mark.parametrize("odd", ["a b", "è/ü", "100%", "%2e%2e", "a?b#c", "日本", "..."])
def test_whatever_else_is_quoted(odd: str, client: ccat.CatClient, cat: EmbeddedCat) -> None:
    with pytest.raises(ccat.NotFound):
        client.plugins.get_plugin_details(odd)
    if "/" not in odd:
        assert cat.requests[-1].path == f"/plugins/{odd}"


def test_a_dot_dot_does_not_wipe_a_collection(client: ccat.CatClient) -> None:
    point = client.memory.create_memory_point("declarative", "The hatter drinks tea.")
    with pytest.raises(ccat.InvalidArgument):
        client.memory.delete_memory_point("declarative", "..")
    assert [each.id for each in client.memory.get_points_in_collection("declarative").points] == [point.id]
