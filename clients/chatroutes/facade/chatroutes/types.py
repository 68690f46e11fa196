"""The shapes of what is sent and of what comes back (CONTRACT §8).

Results are plain dicts. A type of a result has the keys of both dialects, for the one that an answer lacks is derived
from the other on access (CONTRACT §4); a checker takes all of them for present. At run time the server may leave any
key out: where that matters, ask with `in` or `.get()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, TypedDict, overload

Role = Literal["user", "assistant", "system"]
ContextMode = Literal["FULL", "PARTIAL", "MINIMAL"]


class MessageMetadata(TypedDict):
    """Facts about how an answer came about; the last four since 0.2.0, in the server's snake case."""

    model: str
    temperature: float
    maxTokens: int
    responseTime: float
    finishReason: str
    cost: float
    context_truncated: bool | None
    checkpoint_used: bool | None
    prompt_tokens: int | None
    context_message_count: int | None


class Message(TypedDict):
    """One message of a conversation."""

    id: str
    conversationId: str
    branchId: str | None
    parentMessageId: str | None
    role: Role
    content: str
    model: str | None
    tokenCount: int | None
    contentHash: str | None
    createdAt: str
    metadata: MessageMetadata | None


class Branch(TypedDict):
    """One line of a conversation."""

    id: str
    conversationId: str
    parentBranchId: str | None
    forkPointMessageId: str | None
    title: str
    contextMode: ContextMode | None
    isMain: bool
    isActive: bool
    createdAt: str
    updatedAt: str | None
    messageCount: int | None


class Conversation(TypedDict):
    """A conversation, sometimes with its messages and branches."""

    id: str
    userId: str
    title: str
    model: str | None
    createdAt: str
    updatedAt: str
    messageCount: int | None
    branchCount: int | None
    messages: list[Message] | None
    branches: list[Branch] | None


class CreateConversationRequest(TypedDict, total=False):
    """A new conversation."""

    title: str
    model: str | None


class UpdateConversationRequest(TypedDict, total=False):
    """What is to change of a conversation; only the title is known."""

    title: str


class SendMessageRequest(TypedDict, total=False):
    """A message to be answered."""

    content: str
    model: str | None
    temperature: float | None
    maxTokens: int | None
    branchId: str | None


class Usage(TypedDict):
    """Tokens that an answer took."""

    promptTokens: int
    completionTokens: int
    totalTokens: int


class SendMessageResponse(TypedDict):
    """What a sent message brings: the first two keys early, the last three later (CONTRACT §4.3)."""

    userMessage: Message
    assistantMessage: Message
    message: Message
    usage: Usage
    model: str


class CreateBranchRequest(TypedDict, total=False):
    """A new branch."""

    title: str
    baseNodeId: str | None
    description: str | None
    contextMode: ContextMode | None


class UpdateBranchRequest(TypedDict, total=False):
    """What is to change of a branch; only the title is known."""

    title: str


class ForkConversationRequest(TypedDict, total=False):
    """A new branch that begins at a message."""

    forkPointMessageId: str
    title: str
    contextMode: ContextMode | None


class TreeNode(TypedDict):
    """A node of a conversation's tree: a message, or a branch, whose title is the `content` (CONTRACT §4.4)."""

    id: str
    content: str
    role: str
    children: list[TreeNode]
    branchInfo: dict[str, Any] | None


class ConversationTreeMetadata(TypedDict):
    """Counts over a tree."""

    totalNodes: int
    totalBranches: int
    maxDepth: int


if TYPE_CHECKING:
    # A TypedDict has no methods, and the tree of a conversation has walk(): to checkers, it is a dict of these keys.
    class ConversationTree(dict[str, Any]):
        """The tree of a conversation, whatever its shape on the wire (CONTRACT §4.4)."""

        @overload  # type: ignore[override]
        def __getitem__(self, key: Literal["conversation"], /) -> Conversation: ...
        @overload
        def __getitem__(self, key: Literal["tree"], /) -> TreeNode: ...
        @overload
        def __getitem__(self, key: Literal["metadata"], /) -> ConversationTreeMetadata: ...
        @overload
        def __getitem__(self, key: Literal["branches"], /) -> list[Any]: ...
        @overload
        def __getitem__(self, key: Literal["mainBranch"], /) -> Branch | None: ...
        def __getitem__(self, key: str, /) -> Any: ...  # pyright: ignore[reportIncompatibleMethodOverride]

        def walk(self) -> Iterator[tuple[int, TreeNode]]:
            """Yield each node with its depth, parents before their children; the roots have depth 0."""
            ...

else:

    class ConversationTree(TypedDict):
        """The tree of a conversation, whatever its shape on the wire (CONTRACT §4.4)."""

        conversation: Conversation
        tree: TreeNode
        metadata: ConversationTreeMetadata
        branches: list[Any]
        mainBranch: Branch | None


class ListConversationsParams(TypedDict, total=False):
    """Which conversations to list."""

    page: int | None
    limit: int | None
    filter: Literal["all", "owned", "shared"] | None


class PaginatedResponse(TypedDict):
    """One page of conversations; nothing else is paged (CONTRACT §4.2)."""

    data: list[Conversation]
    total: int
    page: int
    limit: int
    hasNext: bool | None
    pages: int


class StreamChunkDelta(TypedDict):
    """A part of an answer in the early dialect; each key may be missing."""

    content: str | None
    role: str | None


class StreamChunkChoice(TypedDict):
    """What a chunk of the early dialect says of the answer."""

    delta: StreamChunkDelta
    finish_reason: str | None
    index: int


class StreamChunk(TypedDict):
    """One event of a stream: `choices` in the early dialect, `type` and `content` or `message` later (CONTRACT §6)."""

    id: str
    model: str
    choices: list[StreamChunkChoice]
    created: int
    type: str
    content: str | None
    message: Message
    usage: Usage


class Checkpoint(TypedDict):
    """A summary of a branch up to a message; the server spells its keys either way (CONTRACT §4.5)."""

    id: str
    summary: str
    conversation_id: str
    conversationId: str
    branch_id: str
    branchId: str
    anchor_message_id: str
    anchorMessageId: str
    token_count: int
    tokenCount: int
    created_at: str
    createdAt: str


class CheckpointCreateRequest(TypedDict, total=False):
    """A new checkpoint."""

    branchId: str
    anchorMessageId: str


class CheckpointListResponse(TypedDict):
    """The checkpoints of a conversation."""

    checkpoints: list[Checkpoint]


class BranchPoint(TypedDict):
    """A range of characters in the text that was analysed."""

    start: int
    end: int


class BranchSuggestion(TypedDict):
    """A branch that the server proposes."""

    id: str
    title: str
    description: str
    triggerText: str
    branchPoint: BranchPoint
    confidence: float
    reasoning: str
    estimatedDivergence: Literal["low", "medium", "high"]


class SuggestionMetadata(TypedDict):
    """How suggestions were found."""

    detectionMethod: Literal["pattern", "hybrid", "llm"]
    totalBranchPointsFound: int
    modelUsed: str | None


class SuggestBranchesRequest(TypedDict, total=False):
    """A text to look for branches in; `llmApiKey` is a secret of another vendor."""

    text: str
    suggestionsCount: int
    hybridDetection: bool
    threshold: float
    llmModel: str | None
    llmProvider: str | None
    llmApiKey: str | None


class SuggestBranchesResponse(TypedDict):
    """The branches that the server proposes."""

    suggestions: list[BranchSuggestion]
    metadata: SuggestionMetadata


class HealthResponse(TypedDict):
    """Whether the service for suggestions is well."""

    status: str
    version: str
    service: str
