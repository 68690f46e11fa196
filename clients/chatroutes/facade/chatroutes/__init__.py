"""The Python client of ChatRoutes.

    from chatroutes import ChatRoutes

    client = ChatRoutes(api_key="…")
    print(client.conversations.list()["data"])

Every public name is here; each is imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from openapi_facade.lazy import prepare as _prepare

if TYPE_CHECKING:
    from chatroutes._async.client import AsyncChatRoutes as AsyncChatRoutes
    from chatroutes._async.stream import AsyncMessageStream as AsyncMessageStream
    from chatroutes._sync.client import ChatRoutes as ChatRoutes
    from chatroutes._sync.stream import MessageStream as MessageStream
    from chatroutes.errors import AuthenticationError as AuthenticationError
    from chatroutes.errors import ChatRoutesError as ChatRoutesError
    from chatroutes.errors import ConflictError as ConflictError
    from chatroutes.errors import InvalidArgumentError as InvalidArgumentError
    from chatroutes.errors import NetworkError as NetworkError
    from chatroutes.errors import NetworkTimeoutError as NetworkTimeoutError
    from chatroutes.errors import NotFoundError as NotFoundError
    from chatroutes.errors import PermissionDeniedError as PermissionDeniedError
    from chatroutes.errors import RateLimitError as RateLimitError
    from chatroutes.errors import ServerError as ServerError
    from chatroutes.errors import ValidationError as ValidationError
    from chatroutes.types import Branch as Branch
    from chatroutes.types import BranchPoint as BranchPoint
    from chatroutes.types import BranchSuggestion as BranchSuggestion
    from chatroutes.types import Checkpoint as Checkpoint
    from chatroutes.types import CheckpointCreateRequest as CheckpointCreateRequest
    from chatroutes.types import CheckpointListResponse as CheckpointListResponse
    from chatroutes.types import Conversation as Conversation
    from chatroutes.types import ConversationTree as ConversationTree
    from chatroutes.types import ConversationTreeMetadata as ConversationTreeMetadata
    from chatroutes.types import CreateBranchRequest as CreateBranchRequest
    from chatroutes.types import CreateConversationRequest as CreateConversationRequest
    from chatroutes.types import ForkConversationRequest as ForkConversationRequest
    from chatroutes.types import HealthResponse as HealthResponse
    from chatroutes.types import ListConversationsParams as ListConversationsParams
    from chatroutes.types import Message as Message
    from chatroutes.types import MessageMetadata as MessageMetadata
    from chatroutes.types import PaginatedResponse as PaginatedResponse
    from chatroutes.types import SendMessageRequest as SendMessageRequest
    from chatroutes.types import SendMessageResponse as SendMessageResponse
    from chatroutes.types import StreamChunk as StreamChunk
    from chatroutes.types import StreamChunkChoice as StreamChunkChoice
    from chatroutes.types import StreamChunkDelta as StreamChunkDelta
    from chatroutes.types import SuggestBranchesRequest as SuggestBranchesRequest
    from chatroutes.types import SuggestBranchesResponse as SuggestBranchesResponse
    from chatroutes.types import SuggestionMetadata as SuggestionMetadata
    from chatroutes.types import TreeNode as TreeNode
    from chatroutes.types import UpdateBranchRequest as UpdateBranchRequest
    from chatroutes.types import UpdateConversationRequest as UpdateConversationRequest
    from chatroutes.types import Usage as Usage

__version__ = "2.0.0"

_MODULES = {
    "AsyncChatRoutes": "_async.client",
    "AsyncMessageStream": "_async.stream",
    "ChatRoutes": "_sync.client",
    "MessageStream": "_sync.stream",
    "AuthenticationError": "errors",
    "ChatRoutesError": "errors",
    "ConflictError": "errors",
    "InvalidArgumentError": "errors",
    "NetworkError": "errors",
    "NetworkTimeoutError": "errors",
    "NotFoundError": "errors",
    "PermissionDeniedError": "errors",
    "RateLimitError": "errors",
    "ServerError": "errors",
    "ValidationError": "errors",
    "Branch": "types",
    "BranchPoint": "types",
    "BranchSuggestion": "types",
    "Checkpoint": "types",
    "CheckpointCreateRequest": "types",
    "CheckpointListResponse": "types",
    "Conversation": "types",
    "ConversationTree": "types",
    "ConversationTreeMetadata": "types",
    "CreateBranchRequest": "types",
    "CreateConversationRequest": "types",
    "ForkConversationRequest": "types",
    "HealthResponse": "types",
    "ListConversationsParams": "types",
    "Message": "types",
    "MessageMetadata": "types",
    "PaginatedResponse": "types",
    "SendMessageRequest": "types",
    "SendMessageResponse": "types",
    "StreamChunk": "types",
    "StreamChunkChoice": "types",
    "StreamChunkDelta": "types",
    "SuggestBranchesRequest": "types",
    "SuggestBranchesResponse": "types",
    "SuggestionMetadata": "types",
    "TreeNode": "types",
    "UpdateBranchRequest": "types",
    "UpdateConversationRequest": "types",
    "Usage": "types",
}

__all__ = (
    "AsyncChatRoutes",
    "AsyncMessageStream",
    "AuthenticationError",
    "Branch",
    "BranchPoint",
    "BranchSuggestion",
    "ChatRoutes",
    "ChatRoutesError",
    "Checkpoint",
    "CheckpointCreateRequest",
    "CheckpointListResponse",
    "ConflictError",
    "Conversation",
    "ConversationTree",
    "ConversationTreeMetadata",
    "CreateBranchRequest",
    "CreateConversationRequest",
    "ForkConversationRequest",
    "HealthResponse",
    "InvalidArgumentError",
    "ListConversationsParams",
    "Message",
    "MessageMetadata",
    "MessageStream",
    "NetworkError",
    "NetworkTimeoutError",
    "NotFoundError",
    "PaginatedResponse",
    "PermissionDeniedError",
    "RateLimitError",
    "SendMessageRequest",
    "SendMessageResponse",
    "ServerError",
    "StreamChunk",
    "StreamChunkChoice",
    "StreamChunkDelta",
    "SuggestBranchesRequest",
    "SuggestBranchesResponse",
    "SuggestionMetadata",
    "TreeNode",
    "UpdateBranchRequest",
    "UpdateConversationRequest",
    "Usage",
    "ValidationError",
    "__version__",
)


if not TYPE_CHECKING:  # with which a checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        _prepare(__name__, "chatroutes_openapi")
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*(name for name in globals() if name.startswith("__")), *__all__})
