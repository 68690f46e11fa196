"""The tree of a conversation, which comes in three shapes (CONTRACT §4.4).

messages          {conversation, tree: {id, content, role, children: […]}, metadata}
nested branches   {conversation, branches: [{branch: {…}, children: […]}]}
flat branches     {conversation, branches: [{id, parentBranchId, …}], mainBranch}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, cast

from chatroutes import types
from chatroutes._dialects import Derivations, Result, dict_in


class Tree(Result):
    """The tree of a conversation as the server sent it; `tree` and `metadata` are derived where it did not."""

    __slots__ = ()
    SHAPES: ClassVar = frozenset({"tree", "branches", "mainBranch"})
    DERIVED: ClassVar[Derivations] = {"tree": lambda tree: _root(tree), "metadata": lambda tree: _counts(tree)}

    def walk(self) -> Iterator[tuple[int, types.TreeNode]]:
        """Yield each node with its depth, parents before their children; the roots have depth 0.

        A node is a message, or a branch, whose `content` is its title, `role` is `branch`, and `branchInfo` itself.
        """
        return cast("Iterator[tuple[int, types.TreeNode]]", _walk(_roots(self)))


def _walk(roots: list[dict[str, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    waiting = [(0, node) for node in reversed(roots)]  # a stack: a long conversation is too deep for recursion
    while waiting:
        depth, node = waiting.pop()
        yield depth, node
        waiting += [(depth + 1, child) for child in reversed(_dicts(node.get("children")))]


def _roots(tree: Tree) -> list[dict[str, Any]]:
    if dict.__contains__(tree, "tree"):
        stored = dict.get(tree, "tree")
        return _dicts(stored if isinstance(stored, list) else [stored])
    branches = _dicts(dict.get(tree, "branches"))
    if any("branch" in each for each in branches):
        return _nested(branches)
    return _flat(branches, dict_in(tree, "mainBranch"))


def _nested(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a node for each `{branch, children}`, with its children below it."""
    roots: list[dict[str, Any]] = []
    waiting = [(items, roots)]
    while waiting:
        siblings, place = waiting.pop()
        for item in siblings:
            node = _node(dict_in(item, "branch") or {})
            place.append(node)
            waiting.append((_dicts(item.get("children")), node["children"]))
    return roots


def _flat(branches: list[dict[str, Any]], main: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return a node for each branch, the main one first, each below the one that it names as its parent."""
    told = branches if main is None else [main, *branches]
    nodes: dict[Any, dict[str, Any]] = {}
    for branch in told:
        nodes.setdefault(branch.get("id", id(branch)), _node(branch))
    roots: list[dict[str, Any]] = []
    for node in nodes.values():
        parent = nodes.get(node["branchInfo"].get("parentBranchId"))
        (roots if parent is None else parent["children"]).append(node)
    reached = {id(node) for _, node in _walk(roots)}
    for node in nodes.values():
        if id(node) not in reached:  # it stands below itself: such a circle is cut at its first branch
            parent = nodes[node["branchInfo"]["parentBranchId"]]
            parent["children"] = [child for child in parent["children"] if child is not node]
            roots.append(node)
            reached |= {id(each) for _, each in _walk([node])}
    return roots


def _node(branch: dict[str, Any]) -> dict[str, Any]:
    title = branch.get("title") or ""
    return {"id": branch.get("id"), "content": title, "role": "branch", "children": [], "branchInfo": branch}


def _root(tree: Tree) -> dict[str, Any]:
    """Return the one root of a tree of branches; of several, a node of the conversation that has them below it."""
    roots = _roots(tree)
    if len(roots) == 1:
        return roots[0]
    conversation = dict_in(tree, "conversation") or {}
    return {**_node(conversation), "role": "conversation", "children": roots, "branchInfo": None}


def _counts(tree: Tree) -> dict[str, int]:
    depths = []
    branches = 0
    for depth, node in _walk(_roots(tree)):
        depths.append(depth)
        branches += bool(node.get("branchInfo"))
    return {"totalNodes": len(depths), "totalBranches": branches, "maxDepth": max(depths, default=-1) + 1}


def _dicts(items: object) -> list[dict[str, Any]]:
    return [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []
