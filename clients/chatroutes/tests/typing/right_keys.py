"""Reads every result by the keys of both dialects. Type checkers accept it; it is never run."""

from __future__ import annotations

from collections.abc import Awaitable

from chatroutes import (
    AsyncChatRoutes,
    AsyncMessageStream,
    Branch,
    ChatRoutes,
    Checkpoint,
    CheckpointCreateRequest,
    CheckpointListResponse,
    Conversation,
    ConversationTree,
    CreateBranchRequest,
    CreateConversationRequest,
    ForkConversationRequest,
    HealthResponse,
    ListConversationsParams,
    Message,
    MessageStream,
    PaginatedResponse,
    SendMessageRequest,
    SendMessageResponse,
    StreamChunk,
    SuggestBranchesRequest,
    SuggestBranchesResponse,
    TreeNode,
)
from chatroutes.errors import ChatRoutesError, NetworkError, RateLimitError


def reads_results(conv: Conversation, result: PaginatedResponse, response: SendMessageResponse) -> None:
    """What the published manuals read."""
    print(conv["id"].upper(), conv["createdAt"].upper(), conv["title"].upper(), conv.get("model"))
    for each in result["data"]:
        print(f"{each['title']} - {each['createdAt']}")
    print(result["total"] + result["page"] + result["limit"], result["hasNext"], result["pages"] + 1)
    print(response["assistantMessage"]["content"].upper(), response["message"]["content"].upper())
    print(response["userMessage"]["id"], response["usage"]["totalTokens"] + 1, response["model"].upper())


def on_chunk(chunk: StreamChunk) -> None:
    """The callback of 0.1.0, and that of 0.2.6."""
    if chunk["choices"][0]["delta"].get("content"):
        print(chunk["choices"][0]["delta"]["content"], end="", flush=True)
    if chunk.get("type") == "content" and chunk.get("content"):
        print(chunk["content"], end="", flush=True)
    print(chunk["choices"][0]["finish_reason"], chunk["message"]["content"], chunk["usage"]["totalTokens"] + 1)


def reads_branches(branch: Branch, message: Message, checkpoint: Checkpoint, several: CheckpointListResponse) -> None:
    """Both spellings of a checkpoint, and what may be null."""
    print(branch["isMain"], branch["contextMode"] == "FULL", (branch["parentBranchId"] or "").upper())
    metadata = message["metadata"]
    print(message["role"] == "user", metadata and metadata["finishReason"], metadata and metadata["prompt_tokens"])
    print(checkpoint["branch_id"].upper(), checkpoint["branchId"].upper(), checkpoint["token_count"] + 1)
    print(several["checkpoints"][0]["summary"].upper())


def walks(tree: ConversationTree) -> None:
    """A tree is a dict that can be walked."""
    print(tree["conversation"]["title"].upper(), tree["metadata"]["totalNodes"] + 1, tree["branches"])
    node: TreeNode = tree["tree"]
    for depth, node in tree.walk():
        print("  " * depth + node["content"].upper(), node["children"][0]["role"].upper(), node["branchInfo"])


def reads_suggestions(response: SuggestBranchesResponse, health: HealthResponse) -> None:
    """What autobranch answers."""
    first = response["suggestions"][0]
    print(first["branchPoint"]["start"] + 1, first["triggerText"].upper(), response["metadata"]["modelUsed"])
    print(health["status"].upper())


def sends() -> None:
    """Each request may leave out what it likes."""
    requests = (
        CreateConversationRequest(title="My First Conversation", model="gpt-4"),
        SendMessageRequest(content="Hello", model="gpt-4", temperature=0.7),
        CreateBranchRequest(title="Alternative Response", contextMode="FULL"),
        ForkConversationRequest(forkPointMessageId="msg_456", title="Exploring Different Approach"),
        ListConversationsParams(page=1, limit=10, filter="all"),
        CheckpointCreateRequest(branchId="b", anchorMessageId="m"),
        SuggestBranchesRequest(text="Either, or", threshold=0.7),
    )
    empty: CreateConversationRequest = {}
    print(requests, empty)


def streams(client: ChatRoutes, other: AsyncChatRoutes) -> None:
    """With callbacks there is no result; without, there is an object."""
    client.messages.stream("c", {"content": "x"}, on_chunk)
    client.messages.stream("c", {"content": "x"}, on_chunk, lambda message: print(message["content"]))
    stream: MessageStream = client.messages.stream("c", {"content": "x"})
    with stream as opened:
        print([text.upper() for text in opened.text], opened.message["content"].upper())
    told: Awaitable[None] = other.messages.stream("c", {"content": "x"}, on_chunk)
    asked: AsyncMessageStream = other.messages.stream("c", {"content": "x"})
    print(told, asked)


def catches() -> None:
    """The facts of an error."""
    try:
        sends()
    except RateLimitError as error:
        print((error.retry_after or 0) + 1, error.message.upper(), error.status_code + 1)
    except NetworkError as error:
        print((error.partial or "").upper(), error.details)
    except ChatRoutesError as error:
        print((error.code or "").upper(), (error.request_id or "").upper())
