"""A tree is walked alike in each of its three shapes, however deep, and whatever is missing."""

from __future__ import annotations

from typing import Any

import pytest

from chatroutes._tree import Tree

MESSAGES = {
    "conversation": {"id": "conv_1"},
    "tree": {
        "id": "m1",
        "content": "Hi",
        "role": "user",
        "children": [
            {"id": "m2", "content": "Hello", "role": "assistant", "children": [{"id": "m4", "content": "Bye"}]},
            {"id": "m3", "content": "Good day", "role": "assistant", "children": [], "branchInfo": {"id": "b2"}},
        ],
    },
    "metadata": {"totalNodes": 99, "totalBranches": 1, "maxDepth": 9},
}
NESTED = {
    "conversation": {"title": "T", "model": "gpt-5"},
    "branches": [
        {
            "branch": {"title": "Main", "isActive": True, "_count": {"messages": 4}},
            "children": [
                {"branch": {"title": "A"}, "children": [{"branch": {"title": "A1"}, "children": []}]},
                {"branch": {"title": "B"}, "children": []},
            ],
        }
    ],
}
FLAT: dict[str, Any] = {
    "conversation": {"id": "conv_1", "title": "T"},
    "branches": [
        {"id": "a1", "title": "A1", "parentBranchId": "a"},
        {"id": "a", "title": "A", "parentBranchId": "main"},
        {"id": "main", "title": "Main", "parentBranchId": None},
        {"id": "b", "title": "B", "parentBranchId": "main"},
    ],
    "mainBranch": {"id": "main", "title": "Main", "parentBranchId": None},
}


def walked(content: dict[str, Any]) -> list[tuple[int, str]]:
    """Each depth and text."""
    return [(depth, node["content"]) for depth, node in Tree(content).walk()]


def test_messages_are_walked_as_they_stand() -> None:
    assert walked(MESSAGES) == [(0, "Hi"), (1, "Hello"), (2, "Bye"), (1, "Good day")]
    assert next(iter(Tree(MESSAGES).walk()))[1] is MESSAGES["tree"]


def test_nested_branches_are_walked() -> None:
    assert walked(NESTED) == [(0, "Main"), (1, "A"), (2, "A1"), (1, "B")]


def test_flat_branches_are_walked_below_their_parents() -> None:
    assert walked(FLAT) == [(0, "Main"), (1, "A"), (2, "A1"), (1, "B")]
    assert walked({**FLAT, "mainBranch": None}) == walked(FLAT)
    others = [branch for branch in FLAT["branches"] if branch["id"] != "main"]
    assert walked({**FLAT, "branches": others}) == walked(FLAT)
    assert walked({"branches": [{"title": "Other"}], "mainBranch": {"title": "Main"}}) == [(0, "Main"), (0, "Other")]


def test_a_branch_is_a_node() -> None:
    for content in (NESTED, FLAT):
        node = [node for _, node in Tree(content).walk()][3]
        assert (node["role"], node["children"]) == ("branch", [])
        assert node["branchInfo"] is not None
        assert node["branchInfo"]["title"] == node["content"] == "B"


def test_counts_are_the_servers_or_those_of_the_walk() -> None:
    assert Tree(MESSAGES)["metadata"]["totalNodes"] == 99
    counts = {"totalNodes": 4, "totalBranches": 4, "maxDepth": 3}
    assert Tree(NESTED)["metadata"] == Tree(FLAT)["metadata"] == counts
    assert Tree({"tree": MESSAGES["tree"]})["metadata"] == {"totalNodes": 4, "totalBranches": 1, "maxDepth": 3}
    assert Tree({"branches": []})["metadata"] == {"totalNodes": 0, "totalBranches": 0, "maxDepth": 0}


def test_branches_have_a_root_for_who_reads_messages() -> None:
    for content in (NESTED, FLAT):
        root = Tree(content)["tree"]
        assert (root["content"], [child["content"] for child in root["children"]]) == ("Main", ["A", "B"])
        assert "tree" not in [*Tree(content)]


def test_several_roots_stand_below_the_conversation() -> None:
    content = {"conversation": {"id": "c", "title": "T"}, "branches": [{"id": "1", "title": "A"}, {"id": "2"}]}
    assert walked(content) == [(0, "A"), (0, "")]
    root = Tree(content)["tree"]
    assert (root["id"], root["content"], root["role"]) == ("c", "T", "conversation")
    assert [child["id"] for child in root["children"]] == ["1", "2"]


@pytest.mark.parametrize(
    "content",
    [
        {"tree": None},
        {"tree": []},
        {"tree": "odd"},
        {"branches": None},
        {"branches": ["odd"]},
        {"mainBranch": "main"},
        {},
    ],
)
def test_an_empty_tree_has_no_nodes(content: dict[str, Any]) -> None:
    assert walked(content) == []


@pytest.mark.parametrize("children", [None, [], ["odd"], "odd"])
def test_odd_children_are_none(children: object) -> None:
    assert walked({"tree": {"content": "Hi", "children": children}}) == [(0, "Hi")]
    assert walked({"branches": [{"branch": {"title": "Main"}, "children": children}]}) == [(0, "Main")]
    assert walked({"branches": [{"branch": None, "children": children}]}) == [(0, "")]


def test_parents_that_are_not_there_or_stand_in_a_circle_lose_no_branch() -> None:
    lost = {"branches": [{"id": "a", "title": "A", "parentBranchId": "gone"}]}
    assert walked(lost) == [(0, "A")]
    circle = [("a", "c"), ("b", "a"), ("c", "b"), ("d", "d"), ("e", "b")]
    branches = [{"id": name, "title": name, "parentBranchId": parent} for name, parent in circle]
    assert walked({"branches": branches}) == [(0, "a"), (1, "b"), (2, "c"), (2, "e"), (0, "d")]


@pytest.mark.parametrize("shape", ["messages", "nested", "flat"])
def test_a_tree_deeper_than_python_recurses_is_walked(shape: str) -> None:
    deep = 5000
    contents: dict[str, dict[str, Any]] = {
        "messages": {"tree": {"content": "", "children": []}},
        "nested": {"branches": [{"branch": {"title": ""}, "children": []}]},
        "flat": {"branches": [{"id": n, "title": "", "parentBranchId": n - 1} for n in range(deep)]},
    }
    content = contents[shape]
    place = content["tree"] if shape == "messages" else content["branches"][0]
    for _ in range(deep - 1):
        if shape != "flat":
            place["children"] = [{"content": "", "branch": {"title": ""}}]
            place = place["children"][0]
    assert [depth for depth, _ in Tree(content).walk()] == [*range(deep)]
    assert Tree(content)["metadata"]["maxDepth"] == deep
