"""The 25 operations. Each has its operationId as its name, and returns the body of its answer or a stream of events."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from .entities import Branch, Conversation, Json, Message
from .errors import Refused, failed_send
from .state import OWNER, Service
from .suggestions import suggest
from .tree import tree
from .turn import Event, Turn

Outcome = Json | AsyncIterator[Event] | None
"""A body; the events of a stream; None for a deletion."""


@dataclass(frozen=True)
class Call:
    """One authorised and validated request."""

    service: Service
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Mapping[str, Any]

    @property
    def conversation(self) -> Conversation:
        """The conversation that the path names."""
        return self.service.conversation(self.path["conversation_id"])

    @property
    def branch(self) -> Branch:
        """The branch that the path names."""
        return self.service.branch(self.conversation, self.path["branch_id"])

    def message(self) -> tuple[Conversation, Message]:
        """Return the message that the path names, and its conversation."""
        return self.service.message(self.path["message_id"])


def _data(**data: Any) -> Json:
    return {"success": True, "data": data}


async def conversations_list(call: Call) -> Outcome:
    """The newest conversation first. The modern dialect answers flat, without an envelope."""
    wanted = call.query.get("filter", "all")
    found = [
        conversation
        for conversation in reversed(call.service.conversations.values())
        if wanted == "all" or (wanted == "owned") == (conversation.user_id == OWNER)
    ]
    page, limit = int(call.query.get("page", 1)), int(call.query.get("limit", 10))
    shown = found[(page - 1) * limit : page * limit]
    answer = {
        "conversations": [conversation.wire() for conversation in shown],
        "total": len(found),
        "page": page,
        "limit": limit,
        "pages": -(-len(found) // limit),
        "hasNext": page * limit < len(found),
    }
    return _data(**answer) if call.service.options.early else answer


async def conversations_create(call: Call) -> Outcome:
    made = call.service.add_conversation(call.body["title"], call.body.get("model"))
    return _data(conversation=made.whole())


async def conversations_get(call: Call) -> Outcome:
    return _data(conversation=call.conversation.whole())


async def conversations_update(call: Call) -> Outcome:
    call.service.update(call.conversation, call.conversation, **call.body)
    return _data(conversation=call.conversation.wire())


async def conversations_delete(call: Call) -> Outcome:
    """Its branches, messages and checkpoints go with it."""
    del call.service.conversations[call.conversation.id]
    return None


async def conversations_get_tree(call: Call) -> Outcome:
    return _data(**tree(call.conversation, call.service.options.tree))


async def messages_list(call: Call) -> Outcome:
    """All messages of the conversation, or those that were written in one branch."""
    conversation = call.conversation
    if "branchId" in call.query:
        return _messages(conversation.own(call.service.branch(conversation, call.query["branchId"])))
    return _messages(list(conversation.messages.values()))


async def messages_send(call: Call) -> Outcome:
    return await _sent(_turn(call), pair=call.service.options.early)


async def messages_stream(call: Call) -> Outcome:
    return _turn(call).events()


async def messages_update(call: Call) -> Outcome:
    """Only the text changes: nothing is answered anew."""
    conversation, message = call.message()
    call.service.update(conversation, message, content=call.body["content"])
    return _data(message=message.wire())


async def messages_delete(call: Call) -> Outcome:
    """What followed the message follows the one before it."""
    call.service.delete_message(*call.message())
    return None


async def branches_list(call: Call) -> Outcome:
    conversation = call.conversation
    return _data(branches=[conversation.branch_wire(branch) for branch in conversation.branches.values()])


async def branches_create(call: Call) -> Outcome:
    """A branch begins after `baseNodeId`, a message; without, where the main branch is now."""
    body = call.body
    made = call.service.fork(
        call.conversation, body.get("baseNodeId"), body["title"], body.get("contextMode"), body.get("description")
    )
    return _data(branch=call.conversation.branch_wire(made))


async def branches_fork(call: Call) -> Outcome:
    body = call.body
    made = call.service.fork(
        call.conversation, body["forkPointMessageId"], body["title"], body.get("contextMode"), None
    )
    return _data(branch=call.conversation.branch_wire(made))


async def branches_update(call: Call) -> Outcome:
    names = {"contextMode": "context_mode", "isActive": "is_active"}
    call.service.update(call.conversation, call.branch, **{names.get(k, k): v for k, v in call.body.items()})
    return _data(branch=call.conversation.branch_wire(call.branch))


async def branches_delete(call: Call) -> Outcome:
    """Its messages, its checkpoints and the branches that begin in it go with it. The main branch stays (409)."""
    call.service.delete_branch(call.conversation, call.branch)
    return None


async def branches_get_messages(call: Call) -> Outcome:
    """The messages that were written in the branch, without those that it inherits."""
    return _messages(call.conversation.own(call.branch))


async def branches_send_message(call: Call) -> Outcome:
    """Both dialects answer this one with `{userMessage, assistantMessage}` (CONTRACT §4.3)."""
    return await _sent(Turn(call.service, call.conversation, call.branch, call.body), pair=True)


async def branches_merge(call: Call) -> Outcome:
    """Its messages go to the end of the branch that it left; it stays, empty and no longer active, and is answered."""
    call.service.merge(call.conversation, call.branch)
    return _data(branch=call.conversation.branch_wire(call.branch))


async def checkpoints_list(call: Call) -> Outcome:
    conversation, spelling = call.conversation, call.service.options.checkpoints
    only = call.service.branch(conversation, call.query["branchId"]).id if "branchId" in call.query else None
    found = [one for one in conversation.checkpoints.values() if only in (None, one.branch_id)]
    return _data(checkpoints=[one.wire(spelling) for one in found])


async def checkpoints_create(call: Call) -> Outcome:
    conversation = call.conversation
    branch = call.service.branch(conversation, call.body["branchId"])
    anchor = call.service.message_of(conversation, call.body["anchorMessageId"])
    made = call.service.add_checkpoint(conversation, branch, anchor)
    return _data(checkpoint=made.wire(call.service.options.checkpoints))


async def checkpoints_delete(call: Call) -> Outcome:
    conversation, checkpoint = call.service.checkpoint(call.path["checkpoint_id"])
    del conversation.checkpoints[checkpoint.id]
    return None


async def checkpoints_recreate(call: Call) -> Outcome:
    """The summary is written anew; the id stays."""
    conversation, checkpoint = call.service.checkpoint(call.path["checkpoint_id"])
    call.service.summarise(conversation, checkpoint)
    return _data(checkpoint=checkpoint.wire(call.service.options.checkpoints))


async def autobranch_suggest_branches(call: Call) -> Outcome:
    body = call.body
    found = suggest(
        body["text"],
        body.get("suggestionsCount", 3),
        body.get("threshold", 0.7),
        hybrid=body.get("hybridDetection", False),
        model=body.get("llmModel"),
    )
    return found if call.service.options.early else _data(**found)


async def autobranch_health(call: Call) -> Outcome:
    health = {"status": "healthy", "version": "1.0.0", "service": "autobranch"}
    return health if call.service.options.early else _data(**health)


def _messages(found: list[Message]) -> Json:
    return _data(messages=[message.wire() for message in found])


def _turn(call: Call) -> Turn:
    conversation = call.conversation
    branch_id = call.body.get("branchId")
    branch = conversation.main if branch_id is None else call.service.branch(conversation, branch_id)
    return Turn(call.service, conversation, branch, call.body)


async def _sent(turn: Turn, *, pair: bool) -> Json:
    try:
        async for _ in turn.pieces():
            pass
        answer = turn.finish()
    except Refused:
        raise
    except Exception as error:
        raise failed_send() from error
    return _data(**turn.result(answer, pair=pair))
