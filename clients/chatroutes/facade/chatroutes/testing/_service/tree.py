"""The three shapes in which the service has been seen to answer with a tree (CONTRACT §4.4)."""

from __future__ import annotations

from .entities import Branch, Conversation, Json, Message
from .errors import Refused
from .state import TreeShape

DEEPEST = 400
"""Messages below each other in one tree: JSON that is much deeper cannot be written, nor read again."""


def tree(conversation: Conversation, shape: TreeShape) -> Json:
    """Return the tree of a conversation.

    `nested` is the live service's: `{conversation, branches: [{branch, children}]}`. `flat` is the TypeScript SDK's:
    `{conversation, branches, mainBranch}`. `messages` is the Python SDK's: `{conversation, tree, metadata}`.
    Raises `Refused` (500) for a tree of messages that is too deep: the real endpoint has its failures, too.
    """
    if shape == "nested":
        roots = [_nested(conversation, branch) for branch in conversation.branches.values() if branch.parent_id is None]
        return {"conversation": conversation.wire(), "branches": roots}
    if shape == "flat":
        branches = [conversation.branch_wire(branch) for branch in conversation.branches.values()]
        main = conversation.branch_wire(conversation.main)
        return {"conversation": conversation.wire(), "branches": branches, "mainBranch": main}
    root, depth = _of_messages(conversation)
    if depth > DEEPEST:
        raise Refused(500, "Failed to get conversation tree")
    counts = {
        "totalNodes": len(conversation.messages),
        "totalBranches": len(conversation.branches),
        "maxDepth": depth,
    }
    return {"conversation": conversation.wire(), "tree": root, "metadata": counts}


def _nested(conversation: Conversation, branch: Branch) -> Json:
    shown = conversation.branch_wire(branch)
    shown["_count"] = {"messages": shown.pop("messageCount")}
    children = [other for other in conversation.branches.values() if other.parent_id == branch.id]
    return {"branch": shown, "children": [_nested(conversation, child) for child in children]}


def _of_messages(conversation: Conversation) -> tuple[Json, int]:
    """Return the node of the first message, and how many messages the longest line has.

    A conversation that does not begin with one message (with none, or in several branches) has a node of its own.
    """
    nodes = {message.id: _node(conversation, message) for message in conversation.messages.values()}
    roots: list[Json] = []
    depths: dict[str, int] = {}
    for message in _parents_first(conversation):
        siblings = roots if message.parent_id is None else nodes[message.parent_id]["children"]
        siblings.append(nodes[message.id])
        depths[message.id] = 1 + (depths[message.parent_id] if message.parent_id else 0)
    depth = max(depths.values(), default=0)
    if len(roots) == 1:
        return roots[0], depth
    top = {"id": conversation.id, "role": "system", "content": conversation.title, "children": roots}
    return {**top, "branchInfo": None}, depth


def _parents_first(conversation: Conversation) -> list[Message]:
    """All messages, oldest first; but what a merge has moved after what it follows."""
    waiting = list(conversation.messages.values())
    placed: dict[str, Message] = {}
    while waiting:
        left = []
        for message in waiting:
            if message.parent_id is None or message.parent_id in placed:
                placed[message.id] = message
            else:
                left.append(message)
        waiting = left
    return list(placed.values())


def _node(conversation: Conversation, message: Message) -> Json:
    branch = conversation.branches[message.branch_id]
    return {
        "id": message.id,
        "role": message.role,
        "content": message.content,
        "children": [],
        "branchInfo": {"id": branch.id, "title": branch.title, "isMain": branch.is_main},
    }
