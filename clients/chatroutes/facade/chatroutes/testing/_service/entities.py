"""What the service keeps, and how each thing looks in an answer (CONTRACT §8)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Spelling = Literal["snake", "camel"]

SIZES = {"PARTIAL": 4, "MINIMAL": 1}
"""How many of the inherited messages a branch still knows; with FULL, all."""


@dataclass
class Message:
    """A message. Those of a conversation are a tree by `parent_id`."""

    id: str
    conversation_id: str
    branch_id: str
    role: str
    content: str
    created_at: str
    parent_id: str | None
    model: str | None = None
    metadata: Json | None = None

    @property
    def token_count(self) -> int:
        """The number of words, which serve as tokens here."""
        return len(self.content.split())

    def wire(self) -> Json:
        """Return the message as answers have it."""
        return {
            "id": self.id,
            "conversationId": self.conversation_id,
            "branchId": self.branch_id,
            "parentMessageId": self.parent_id,
            "role": self.role,
            "content": self.content,
            "model": self.model,
            "tokenCount": self.token_count,
            "contentHash": self._hash(),
            "createdAt": self.created_at,
            "metadata": self.metadata,
        }

    def _hash(self) -> str:
        hashed = {
            "v": 1,
            "role": self.role,
            "content": self.content,
            "model": self.model,
            "parentMessageId": self.parent_id,
            "branchId": self.branch_id,
            "createdAt": self.created_at,
        }
        text = json.dumps(hashed, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass
class Branch:
    """A line of a conversation: what it inherits up to `fork_point_id`, and then its own messages."""

    id: str
    conversation_id: str
    title: str
    created_at: str
    updated_at: str
    is_main: bool = False
    is_active: bool = True
    parent_id: str | None = None
    fork_point_id: str | None = None
    context_mode: str = "FULL"
    description: str | None = None


@dataclass
class Checkpoint:
    """A summary of a branch up to a message."""

    id: str
    conversation_id: str
    branch_id: str
    anchor_id: str
    summary: str
    token_count: int
    created_at: str

    def wire(self, spelling: Spelling) -> Json:
        """Return the checkpoint in snake_case or in camelCase: the service has used both (CONTRACT §4.5)."""
        snake = {
            "id": self.id,
            "conversation_id": self.conversation_id,
            "branch_id": self.branch_id,
            "anchor_message_id": self.anchor_id,
            "summary": self.summary,
            "token_count": self.token_count,
            "created_at": self.created_at,
        }
        return snake if spelling == "snake" else {_camel(name): value for name, value in snake.items()}


@dataclass
class Conversation:
    """A conversation with all that belongs to it; dicts by id, oldest first."""

    id: str
    user_id: str
    title: str
    model: str
    created_at: str
    updated_at: str
    branches: dict[str, Branch] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    checkpoints: dict[str, Checkpoint] = field(default_factory=dict)

    @property
    def main(self) -> Branch:
        """The branch that every conversation has."""
        return next(branch for branch in self.branches.values() if branch.is_main)

    def own(self, branch: Branch) -> list[Message]:
        """Return the messages that were written in a branch, without those that it inherits."""
        return [message for message in self.messages.values() if message.branch_id == branch.id]

    def tip(self, branch: Branch) -> str | None:
        """Return the id of the message that the next one of a branch follows."""
        own = self.own(branch)
        return own[-1].id if own else branch.fork_point_id

    def line(self, branch: Branch) -> list[Message]:
        """Return the messages from the first of the conversation to the tip of a branch."""
        found: list[Message] = []
        at = self.tip(branch)
        while at is not None:
            found.append(self.messages[at])
            at = self.messages[at].parent_id
        return found[::-1]

    def context(self, branch: Branch) -> tuple[list[Message], bool]:
        """Return the messages that a model would be told, and whether a checkpoint stands for earlier ones."""
        line = self.line(branch)
        inherited = [message for message in line if message.branch_id != branch.id]
        kept = inherited[-SIZES.get(branch.context_mode, len(line) + 1) :]
        told = [*kept, *line[len(inherited) :]]
        for checkpoint in reversed(self.checkpoints.values()):
            ids = [message.id for message in told]
            if checkpoint.branch_id == branch.id and checkpoint.anchor_id in ids:
                return told[ids.index(checkpoint.anchor_id) + 1 :], True
        return told, False

    def branch_wire(self, branch: Branch) -> Json:
        """Return one of the branches as answers have it."""
        return {
            "id": branch.id,
            "conversationId": self.id,
            "parentBranchId": branch.parent_id,
            "forkPointMessageId": branch.fork_point_id,
            "title": branch.title,
            "description": branch.description,
            "contextMode": branch.context_mode,
            "isMain": branch.is_main,
            "isActive": branch.is_active,
            "createdAt": branch.created_at,
            "updatedAt": branch.updated_at,
            "messageCount": len(self.own(branch)),
        }

    def wire(self) -> Json:
        """Return the conversation as lists have it."""
        return {
            "id": self.id,
            "userId": self.user_id,
            "title": self.title,
            "model": self.model,
            "createdAt": self.created_at,
            "updatedAt": self.updated_at,
            "messageCount": len(self.messages),
            "branchCount": len(self.branches),
        }

    def whole(self) -> Json:
        """Return the conversation with its messages and branches."""
        return {
            **self.wire(),
            "messages": [message.wire() for message in self.messages.values()],
            "branches": [self.branch_wire(branch) for branch in self.branches.values()],
        }


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)
