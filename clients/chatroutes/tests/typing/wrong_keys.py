"""Asks every result for a key that it never has: type checkers refuse each line that says so. Never run."""

from __future__ import annotations

import chatroutes


def reads(
    conversation: chatroutes.Conversation,
    page: chatroutes.PaginatedResponse,
    response: chatroutes.SendMessageResponse,
    message: chatroutes.Message,
    metadata: chatroutes.MessageMetadata,
    branch: chatroutes.Branch,
    tree: chatroutes.ConversationTree,
    node: chatroutes.TreeNode,
    chunk: chatroutes.StreamChunk,
    checkpoint: chatroutes.Checkpoint,
    suggestions: chatroutes.SuggestBranchesResponse,
    health: chatroutes.HealthResponse,
) -> None:
    """One wrong key of each result, and of what is in them."""
    print(conversation["created_at"])  # wrong
    print(page["conversations"])  # wrong
    print(page["data"][0]["name"])  # wrong
    print(response["assistant_message"])  # wrong
    print(response["assistantMessage"]["text"])  # wrong
    print(response["usage"]["total_tokens"])  # wrong
    print(message["text"])  # wrong
    print(metadata["finish_reason"])  # wrong
    print(branch["name"])  # wrong
    print(tree["nodes"])  # wrong
    print(tree["metadata"]["nodes"])  # wrong
    print(node["text"])  # wrong
    print(chunk["text"])  # wrong
    print(chunk["choices"][0]["delta"]["text"])  # wrong
    print(checkpoint["branch"])  # wrong
    print(suggestions["branches"])  # wrong
    print(suggestions["suggestions"][0]["text"])  # wrong
    print(health["state"])  # wrong


def sends() -> None:
    """One wrong key or value of each request."""
    create: chatroutes.CreateConversationRequest = {"title": "T", "name": "T"}  # wrong
    send: chatroutes.SendMessageRequest = {"content": 7}  # wrong
    branch: chatroutes.CreateBranchRequest = {"title": "T", "contextMode": "ALL"}  # wrong
    fork: chatroutes.ForkConversationRequest = {"messageId": "m"}  # wrong
    params: chatroutes.ListConversationsParams = {"filter": "mine"}  # wrong
    checkpoint: chatroutes.CheckpointCreateRequest = {"branch_id": "b"}  # wrong
    suggest: chatroutes.SuggestBranchesRequest = {"suggestions_count": 3}  # wrong
    print(create, send, branch, fork, params, checkpoint, suggest)


def streams(client: chatroutes.ChatRoutes, other: chatroutes.AsyncChatRoutes) -> None:
    """An object where callbacks were given, and a callback that takes something else."""
    print(client.messages.stream("c", {"content": "x"}, print).text)  # wrong
    client.messages.stream("c", {"content": "x"}, on_number)  # wrong
    print(other.messages.stream("c", {"content": "x"}, print).text)  # wrong
    client.messages.stream("c", {"content": "x"}).text.upper()  # wrong


def on_number(number: int) -> None:
    """Take what no stream gives."""


def catches(error: chatroutes.ChatRoutesError, network: chatroutes.NetworkError) -> None:
    """What an error does not have, and a name that the package does not have."""
    print(error.retry_after)  # wrong
    print(network.status)  # wrong
    print(chatroutes.Tea)  # wrong
