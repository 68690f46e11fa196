"""Everything that one service holds, and how its parts depend on each other. No networking in here."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Literal

from chatroutes.testing.faults import Fault

from .assistant import Answers
from .entities import Branch, Checkpoint, Conversation, Json, Message, Spelling
from .errors import conflict, invalid, missing

Dialect = Literal["modern", "early"]
TreeShape = Literal["nested", "flat", "messages"]

DEFAULT_MODEL = "gpt-5"
OWNER, STRANGER = "user_1", "user_2"
"""Whoever has a key, and somebody who shares conversations with them."""

START = datetime(2025, 10, 5, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Options:
    """How the service was configured when it was started."""

    dialect: Dialect = "modern"
    tree: TreeShape = "nested"
    checkpoints: Spelling = "snake"
    api_key: str = field(default="", repr=False)
    answers: Answers | None = None
    models: Collection[str] | None = None
    no_content: bool = False
    sample: bool = True

    @property
    def early(self) -> bool:
        """Whether it speaks as the SDK 0.1.0 expects."""
        return self.dialect == "early"


@dataclass
class Enqueued:
    """A fault that waits for a request; of one operation, if that is named."""

    fault: Fault
    operation: str | None


class Service:
    """The conversations of one account.

    Ids are counted (`conv_1`, `branch_1`, `msg_1`, `cp_1`). Its clock starts at 2025-10-05T00:00:00.000Z and goes on
    by a second with every change: the same calls have the same answers in every run.
    """

    conversations: dict[str, Conversation]
    faults: deque[Enqueued]
    bodies: dict[int, bytes]
    """The bodies of requests, by the identity of their records, which the harness keeps."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.reset()

    def reset(self) -> None:
        """Back to the state of a fresh start."""
        self.conversations = {}
        self.faults = deque()
        self.bodies = {}
        self.streams = 0
        """How many streams are being sent."""
        self.answered = 0
        self._counts: Counter[str] = Counter()
        self._seconds = 0
        if self.options.sample:
            self._add_sample()

    def now(self) -> str:
        """Return the time of a change, such as `2025-10-05T00:00:01.000Z`."""
        self._seconds += 1
        moment = START + timedelta(seconds=self._seconds)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def seconds(self) -> int:
        """Return the same clock as seconds since 1970, without moving it."""
        return int(START.timestamp()) + self._seconds

    def fault_for(self, operation: str | None) -> Fault | None:
        """Take the first fault that waits for a request like this one."""
        for waiting in self.faults:
            if waiting.operation in (None, operation):
                self.faults.remove(waiting)
                return waiting.fault
        return None

    def add_conversation(
        self, title: str, model: str | None, id: str | None = None, owner: str = OWNER
    ) -> Conversation:
        """Add an empty conversation with its main branch."""
        now = self.now()
        made = Conversation(id or self._next("conv"), owner, title, model or DEFAULT_MODEL, now, now)
        self.conversations[made.id] = made
        self.add_branch(made, Branch(self._next("branch"), made.id, "Main", now, now, is_main=True))
        return made

    def add_branch(self, conversation: Conversation, branch: Branch) -> Branch:
        """Put a branch into its conversation."""
        conversation.branches[branch.id] = branch
        self._touch(conversation)
        return branch

    def fork(
        self, conversation: Conversation, at: str | None, title: str, mode: str | None, description: str | None
    ) -> Branch:
        """Add a branch that begins after a message, or where the main one is now."""
        point = self.message_of(conversation, at) if at is not None else None
        parent = conversation.branches[point.branch_id] if point else conversation.main
        now = self.now()
        branch = Branch(
            self._next("branch"),
            conversation.id,
            title,
            now,
            now,
            parent_id=parent.id,
            fork_point_id=point.id if point else conversation.tip(parent),
            context_mode=mode or "FULL",
            description=description,
        )
        return self.add_branch(conversation, branch)

    def add_message(
        self,
        branch: Branch,
        role: str,
        content: str,
        *,
        model: str | None = None,
        metadata: Json | None = None,
        id: str | None = None,
    ) -> Message:
        """Append a message to a branch. Raises `Refused` if that is gone by now."""
        conversation = self.conversation(branch.conversation_id)
        self.branch(conversation, branch.id)
        now, parent = self.now(), conversation.tip(branch)
        id = id or self._next("msg")
        message = Message(id, conversation.id, branch.id, role, content, now, parent, model, metadata)
        conversation.messages[message.id] = message
        branch.updated_at = conversation.updated_at = now
        return message

    def reserve_message_id(self) -> str:
        """Return the id that a message will have."""
        return self._next("msg")

    def conversation(self, id: str) -> Conversation:
        """Return a conversation; raise `Refused` (404) if there is none of that id."""
        if id not in self.conversations:
            raise missing("Conversation")
        return self.conversations[id]

    def branch(self, conversation: Conversation, id: str) -> Branch:
        """Return a branch of a conversation, likewise."""
        if id not in conversation.branches:
            raise missing("Branch")
        return conversation.branches[id]

    def message_of(self, conversation: Conversation, id: str) -> Message:
        """Return a message of a conversation, likewise."""
        if id not in conversation.messages:
            raise missing("Message")
        return conversation.messages[id]

    def message(self, id: str) -> tuple[Conversation, Message]:
        """Return a message and its conversation, likewise."""
        for conversation in self.conversations.values():
            if id in conversation.messages:
                return conversation, conversation.messages[id]
        raise missing("Message")

    def checkpoint(self, id: str) -> tuple[Conversation, Checkpoint]:
        """Return a checkpoint and its conversation, likewise."""
        for conversation in self.conversations.values():
            if id in conversation.checkpoints:
                return conversation, conversation.checkpoints[id]
        raise missing("Checkpoint")

    def update(self, conversation: Conversation, thing: Conversation | Branch | Message, **changes: object) -> None:
        """Change fields of a conversation or of a part of it."""
        for name, value in changes.items():
            setattr(thing, name, value)
        self._touch(conversation)
        if isinstance(thing, Branch):
            thing.updated_at = conversation.updated_at

    def delete_branch(self, conversation: Conversation, branch: Branch) -> None:
        """Remove a branch with its messages, its checkpoints and the branches that begin in it; never the main one."""
        if branch.is_main:
            raise conflict("The main branch cannot be deleted")
        for child in [other for other in conversation.branches.values() if other.parent_id == branch.id]:
            self.delete_branch(conversation, child)
        for message in conversation.own(branch):
            del conversation.messages[message.id]
        self._drop_checkpoints(conversation, [cp for cp in _checkpoints(conversation) if cp.branch_id == branch.id])
        del conversation.branches[branch.id]
        self._touch(conversation)

    def delete_message(self, conversation: Conversation, message: Message) -> None:
        """Remove a message: what followed it follows the one before it; checkpoints that end at it go."""
        del conversation.messages[message.id]
        for other in conversation.messages.values():
            if other.parent_id == message.id:
                other.parent_id = message.parent_id
        for branch in conversation.branches.values():
            if branch.fork_point_id == message.id:
                branch.fork_point_id = message.parent_id
        self._drop_checkpoints(conversation, [cp for cp in _checkpoints(conversation) if cp.anchor_id == message.id])
        self._touch(conversation)

    def merge(self, conversation: Conversation, branch: Branch) -> None:
        """Move the messages of a branch to the end of the one that it left; it stays, empty and no longer active."""
        if branch.parent_id is None:
            raise conflict("The main branch cannot be merged")
        if not branch.is_active:
            raise conflict("The branch is not active")
        target, before = conversation.branches[branch.parent_id], branch.fork_point_id
        moved, tip = conversation.own(branch), conversation.tip(target)
        ids = {message.id for message in moved}
        for message in moved:
            message.branch_id = target.id
            if message.parent_id == before:
                message.parent_id = tip
            conversation.messages[message.id] = conversation.messages.pop(message.id)
        for other in conversation.branches.values():
            if other.fork_point_id in ids:
                other.parent_id = target.id
        for checkpoint in _checkpoints(conversation):
            if checkpoint.branch_id == branch.id:
                checkpoint.branch_id = target.id
        self.update(conversation, branch, is_active=False)

    def add_checkpoint(self, conversation: Conversation, branch: Branch, anchor: Message) -> Checkpoint:
        """Add a checkpoint at a message that a branch knows; raise `Refused` (400) if it does not."""
        made = Checkpoint(self._next("cp"), conversation.id, branch.id, anchor.id, "", 0, "")
        self.summarise(conversation, made)
        conversation.checkpoints[made.id] = made
        return made

    def summarise(self, conversation: Conversation, checkpoint: Checkpoint) -> None:
        """Write the summary of a checkpoint anew."""
        line = conversation.line(conversation.branches[checkpoint.branch_id])
        ids = [message.id for message in line]
        if checkpoint.anchor_id not in ids:
            raise invalid([{"field": "anchorMessageId", "message": "must be a message of the branch"}])
        covered = line[: ids.index(checkpoint.anchor_id) + 1]
        checkpoint.summary = f"{len(covered)} messages, up to: {covered[-1].content[:60]}"
        checkpoint.token_count = sum(message.token_count for message in covered)
        checkpoint.created_at = self.now()

    def _drop_checkpoints(self, conversation: Conversation, gone: Sequence[Checkpoint]) -> None:
        for checkpoint in gone:
            del conversation.checkpoints[checkpoint.id]

    def _touch(self, conversation: Conversation) -> None:
        conversation.updated_at = self.now()

    def _next(self, kind: str) -> str:
        """The next free id: those of the sample are taken."""
        while True:
            self._counts[kind] += 1
            id = f"{kind}_{self._counts[kind]}"
            if kind == "conv" and id in self.conversations:
                continue
            if kind == "msg" and any(id in conversation.messages for conversation in self.conversations.values()):
                continue
            return id

    def _add_sample(self) -> None:
        """Add what the README of the published SDK takes for granted: `conv_123`, with `msg_456` in it."""
        sample = self.add_conversation("Sample Conversation", DEFAULT_MODEL, id="conv_123")
        self.add_message(sample.main, "user", "What are the key features?", id="msg_455")
        self.add_message(sample.main, "assistant", "Branches, and trees of them.", model=DEFAULT_MODEL, id="msg_456")


def _checkpoints(conversation: Conversation) -> list[Checkpoint]:
    return list(conversation.checkpoints.values())
