"""The five attributes of a client, one method per operation (CONTRACT §3)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias, cast, overload

from chatroutes import _operations as ops
from chatroutes import types
from chatroutes._async.stream import AsyncMessageStream
from chatroutes_openapi import models
from chatroutes_openapi.types import UNSET
from openapi_facade.secrets import hidden

if TYPE_CHECKING:
    from chatroutes._async.session import AsyncSession

# Beside methods that are called `list`.
ListOfMessages: TypeAlias = list[types.Message]
ListOfBranches: TypeAlias = list[types.Branch]
ListOfCheckpoints: TypeAlias = list[types.Checkpoint]
OnChunk = Callable[[types.StreamChunk], object]
OnComplete = Callable[[types.Message], object]


class _Resource:
    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.__module__ = "chatroutes"

    def __init__(self, session: AsyncSession) -> None:
        self._session = session


class AsyncConversations(_Resource):
    """Conversations: created, listed, changed, deleted, and shown as trees."""

    async def create(self, data: types.CreateConversationRequest) -> types.Conversation:
        """Create a conversation.

        Args:
            data: `title`, and `model` for its answers.
        """
        body = ops.body_of(models.CreateConversationRequest, data)
        return await self._session.call(ops.CREATE_CONVERSATION, body=body)

    async def list(self, params: types.ListConversationsParams | None = None) -> types.PaginatedResponse:
        """Give one page of conversations; `iterate` gives all of them.

        Args:
            params: `page` from 1, `limit`, and `filter`: `all`, `owned` or `shared`.
        """
        return await self._session.call(ops.LIST_CONVERSATIONS, **ops.query_of(params))

    async def iterate(self, params: types.ListConversationsParams | None = None) -> AsyncIterator[types.Conversation]:
        """Give every conversation, page after page, each page when it is needed.

        Args:
            params: as for `list`; `page` is the first one.
        """
        query = ops.query_of(params)
        number = ops.page_in(query)
        while True:
            found = await self._session.call(ops.LIST_CONVERSATIONS, **{**query, "page": str(number)})
            for each in found["data"]:
                yield each
            if not found["data"] or not found["hasNext"]:
                return
            number += 1

    async def get(self, conversation_id: str) -> types.Conversation:
        """Give one conversation."""
        return await self._session.call(ops.GET_CONVERSATION, conversation_id)

    async def update(self, conversation_id: str, data: types.UpdateConversationRequest) -> types.Conversation:
        """Change a conversation.

        Args:
            conversation_id: which.
            data: its new `title`.
        """
        body = ops.body_of(models.UpdateConversationRequest, data)
        return await self._session.call(ops.UPDATE_CONVERSATION, conversation_id, body=body)

    async def delete(self, conversation_id: str) -> None:
        """Delete a conversation, with its branches and messages."""
        return await self._session.call(ops.DELETE_CONVERSATION, conversation_id)

    async def get_tree(self, conversation_id: str) -> types.ConversationTree:
        """Give the branches of a conversation as a tree, in any of its shapes; `walk()` goes through it."""
        return await self._session.call(ops.GET_TREE, conversation_id)


class AsyncMessages(_Resource):
    """Messages: sent, streamed, listed, changed, deleted."""

    async def send(self, conversation_id: str, data: types.SendMessageRequest) -> types.SendMessageResponse:
        """Send a message and wait for its answer.

        It is not sent again when nobody knows whether it arrived, unless the client was made with `retry_messages`.

        Args:
            conversation_id: where.
            data: `content`, and `model`, `temperature`, `maxTokens`, `branchId`.
        """
        body = ops.body_of(models.SendMessageRequest, data)
        operation = ops.SEND_TWICE if self._session.repeats_messages else ops.SEND
        return await self._session.call(operation, conversation_id, body=body)

    @overload
    def stream(self, conversation_id: str, data: types.SendMessageRequest) -> AsyncMessageStream: ...
    @overload
    def stream(
        self,
        conversation_id: str,
        data: types.SendMessageRequest,
        on_chunk: OnChunk,
        on_complete: OnComplete | None = None,
    ) -> Awaitable[None]: ...
    def stream(
        self,
        conversation_id: str,
        data: types.SendMessageRequest,
        on_chunk: OnChunk | None = None,
        on_complete: OnComplete | None = None,
    ) -> AsyncMessageStream | Awaitable[None]:
        """Send a message and give its answer as it comes: to callbacks, or as an object.

        Args:
            conversation_id: where.
            data: as for `send`.
            on_chunk: is called with each chunk; None: the stream is returned instead.
            on_complete: is called once with the whole message.

        Raises:
            ChatRoutesError: the stream breaks, falls silent, carries an error or ends without its last event; what had
                come is its `partial`.
        """
        body = ops.body_of(models.SendMessageRequest, data)
        opened = AsyncMessageStream(
            lambda: self._session.stream(ops.STREAM, conversation_id, body=body), conversation_id
        )
        if on_chunk is None:
            return opened
        return cast("Awaitable[None]", _tell(opened, on_chunk, on_complete))

    async def list(self, conversation_id: str, branch_id: str | None = None) -> ListOfMessages:
        """Give the messages of a conversation, or of one of its branches."""
        only = UNSET if branch_id is None else branch_id
        return await self._session.call(ops.LIST_MESSAGES, conversation_id, branch_id=only)

    async def update(self, message_id: str, content: str) -> types.Message:
        """Change the text of a message."""
        body = ops.body_of(models.UpdateMessageRequest, {"content": content})
        return await self._session.call(ops.UPDATE_MESSAGE, message_id, body=body)

    async def delete(self, message_id: str) -> None:
        """Delete a message."""
        return await self._session.call(ops.DELETE_MESSAGE, message_id)


class AsyncBranches(_Resource):
    """Branches of a conversation."""

    async def list(self, conversation_id: str) -> ListOfBranches:
        """Give the branches of a conversation."""
        return await self._session.call(ops.LIST_BRANCHES, conversation_id)

    async def create(self, conversation_id: str, data: types.CreateBranchRequest) -> types.Branch:
        """Create a branch.

        Args:
            conversation_id: where.
            data: `title`, and `baseNodeId`, `description`, `contextMode`.
        """
        body = ops.body_of(models.CreateBranchRequest, data)
        return await self._session.call(ops.CREATE_BRANCH, conversation_id, body=body)

    async def fork(self, conversation_id: str, data: types.ForkConversationRequest) -> types.Branch:
        """Create a branch that begins at a message.

        Args:
            conversation_id: where.
            data: `forkPointMessageId`, `title`, and `contextMode`.
        """
        body = ops.body_of(models.ForkConversationRequest, data)
        return await self._session.call(ops.FORK, conversation_id, body=body)

    async def update(self, conversation_id: str, branch_id: str, data: types.UpdateBranchRequest) -> types.Branch:
        """Change a branch: its `title`."""
        body = ops.body_of(models.UpdateBranchRequest, data)
        return await self._session.call(ops.UPDATE_BRANCH, conversation_id, branch_id, body=body)

    async def delete(self, conversation_id: str, branch_id: str) -> None:
        """Delete a branch, with its messages."""
        return await self._session.call(ops.DELETE_BRANCH, conversation_id, branch_id)

    async def get_messages(self, conversation_id: str, branch_id: str) -> ListOfMessages:
        """Give the messages of a branch."""
        return await self._session.call(ops.GET_BRANCH_MESSAGES, conversation_id, branch_id)

    async def merge(self, conversation_id: str, branch_id: str) -> types.Branch:
        """Merge a branch into the one that it came from."""
        return await self._session.call(ops.MERGE, conversation_id, branch_id)

    async def send_message(
        self, conversation_id: str, branch_id: str, data: types.SendMessageRequest
    ) -> types.SendMessageResponse:
        """Send a message to a branch and wait for its answer; see `messages.send`."""
        body = ops.body_of(models.SendMessageRequest, data)
        operation = ops.SEND_TO_BRANCH_TWICE if self._session.repeats_messages else ops.SEND_TO_BRANCH
        return await self._session.call(operation, conversation_id, branch_id, body=body)


class AsyncCheckpoints(_Resource):
    """Checkpoints: summaries of what came before a message."""

    async def list(self, conversation_id: str, branch_id: str | None = None) -> ListOfCheckpoints:
        """Give the checkpoints of a conversation, or of one of its branches."""
        only = UNSET if branch_id is None else branch_id
        return await self._session.call(ops.LIST_CHECKPOINTS, conversation_id, branch_id=only)

    async def create(self, conversation_id: str, branch_id: str, anchor_message_id: str) -> types.Checkpoint:
        """Create a checkpoint of a branch, up to a message."""
        data = {"branchId": branch_id, "anchorMessageId": anchor_message_id}
        body = ops.body_of(models.CreateCheckpointRequest, data)
        return await self._session.call(ops.CREATE_CHECKPOINT, conversation_id, body=body)

    async def delete(self, checkpoint_id: str) -> None:
        """Delete a checkpoint."""
        return await self._session.call(ops.DELETE_CHECKPOINT, checkpoint_id)

    async def recreate(self, checkpoint_id: str) -> types.Checkpoint:
        """Write the summary of a checkpoint anew."""
        return await self._session.call(ops.RECREATE_CHECKPOINT, checkpoint_id)


class AsyncAutoBranch(_Resource):
    """Suggestions of where a text could branch."""

    async def suggest_branches(
        self,
        text: str,
        suggestions_count: int = 3,
        hybrid_detection: bool = False,
        threshold: float = 0.7,
        llm_model: str | None = None,
        llm_provider: str | None = None,
        llm_api_key: str | None = None,
    ) -> types.SuggestBranchesResponse:
        """Suggest branches of a text.

        Args:
            text: which.
            suggestions_count: how many at most.
            hybrid_detection: whether a language model helps.
            threshold: of confidence, 0 to 1.
            llm_model, llm_provider, llm_api_key: that language model; the key is shown nowhere else.
        """
        llm_api_key = hidden(llm_api_key)
        data: dict[str, Any] = {
            "text": text,
            "suggestionsCount": suggestions_count,
            "hybridDetection": hybrid_detection,
            "threshold": threshold,
        }
        more = {"llmModel": llm_model, "llmProvider": llm_provider, "llmApiKey": llm_api_key}
        data.update({name: value for name, value in more.items() if value is not None})
        return await self._session.call(ops.SUGGEST, body=ops.body_of(models.SuggestBranchesRequest, data))

    async def analyze_text(
        self,
        text: str,
        suggestions_count: int = 3,
        hybrid_detection: bool = False,
        threshold: float = 0.7,
        llm_model: str | None = None,
    ) -> types.SuggestBranchesResponse:
        """Suggest branches of a text; the same as `suggest_branches`, without a provider of one's own."""
        return await self.suggest_branches(text, suggestions_count, hybrid_detection, threshold, llm_model)

    async def health(self) -> types.HealthResponse:
        """Tell whether the service for suggestions works."""
        return await self._session.call(ops.HEALTH)


async def _tell(stream: AsyncMessageStream, on_chunk: OnChunk, on_complete: OnComplete | None) -> Any:
    """Give a stream to callbacks, and nothing back: Any, for a checker refuses to hand on a None."""
    async with stream:
        await stream.tell(on_chunk)
    if on_complete is not None:
        on_complete(stream.message)
