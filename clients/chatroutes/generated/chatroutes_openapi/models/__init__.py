"""The API's schemas as classes, each imported on first use: loading all of them costs more than most programs use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .branch import Branch
    from .branch_data import BranchData
    from .branch_envelope import BranchEnvelope
    from .branch_list_data import BranchListData
    from .branch_list_envelope import BranchListEnvelope
    from .branch_node import BranchNode
    from .branch_point import BranchPoint
    from .branch_suggestion import BranchSuggestion
    from .camel_checkpoint import CamelCheckpoint
    from .checkpoint import Checkpoint
    from .checkpoint_data import CheckpointData
    from .checkpoint_envelope import CheckpointEnvelope
    from .checkpoint_list_data import CheckpointListData
    from .checkpoint_list_envelope import CheckpointListEnvelope
    from .choice_stream_chunk import ChoiceStreamChunk
    from .conversation import Conversation
    from .conversation_data import ConversationData
    from .conversation_envelope import ConversationEnvelope
    from .conversation_page import ConversationPage
    from .conversation_page_envelope import ConversationPageEnvelope
    from .conversation_tree import ConversationTree
    from .conversation_tree_envelope import ConversationTreeEnvelope
    from .conversation_tree_metadata import ConversationTreeMetadata
    from .conversations_list_filter import ConversationsListFilter
    from .create_branch_request import CreateBranchRequest
    from .create_branch_request_context_mode import CreateBranchRequestContextMode
    from .create_checkpoint_request import CreateCheckpointRequest
    from .create_conversation_request import CreateConversationRequest
    from .error import Error
    from .fork_conversation_request import ForkConversationRequest
    from .fork_conversation_request_context_mode import ForkConversationRequestContextMode
    from .health_envelope import HealthEnvelope
    from .health_response import HealthResponse
    from .message import Message
    from .message_data import MessageData
    from .message_envelope import MessageEnvelope
    from .message_list_data import MessageListData
    from .message_list_envelope import MessageListEnvelope
    from .message_metadata import MessageMetadata
    from .send_message_request import SendMessageRequest
    from .send_message_result import SendMessageResult
    from .send_message_result_envelope import SendMessageResultEnvelope
    from .stream_chunk_choice import StreamChunkChoice
    from .stream_chunk_delta import StreamChunkDelta
    from .success_envelope import SuccessEnvelope
    from .suggest_branches_envelope import SuggestBranchesEnvelope
    from .suggest_branches_request import SuggestBranchesRequest
    from .suggest_branches_response import SuggestBranchesResponse
    from .suggestion_metadata import SuggestionMetadata
    from .tree_node import TreeNode
    from .tree_node_branch_info_type_0 import TreeNodeBranchInfoType0
    from .typed_stream_chunk import TypedStreamChunk
    from .update_branch_request import UpdateBranchRequest
    from .update_conversation_request import UpdateConversationRequest
    from .update_message_request import UpdateMessageRequest
    from .usage import Usage

_MODULES: dict[str, str] = {
    "Branch": ".branch",
    "BranchData": ".branch_data",
    "BranchEnvelope": ".branch_envelope",
    "BranchListData": ".branch_list_data",
    "BranchListEnvelope": ".branch_list_envelope",
    "BranchNode": ".branch_node",
    "BranchPoint": ".branch_point",
    "BranchSuggestion": ".branch_suggestion",
    "CamelCheckpoint": ".camel_checkpoint",
    "Checkpoint": ".checkpoint",
    "CheckpointData": ".checkpoint_data",
    "CheckpointEnvelope": ".checkpoint_envelope",
    "CheckpointListData": ".checkpoint_list_data",
    "CheckpointListEnvelope": ".checkpoint_list_envelope",
    "ChoiceStreamChunk": ".choice_stream_chunk",
    "Conversation": ".conversation",
    "ConversationData": ".conversation_data",
    "ConversationEnvelope": ".conversation_envelope",
    "ConversationPage": ".conversation_page",
    "ConversationPageEnvelope": ".conversation_page_envelope",
    "ConversationTree": ".conversation_tree",
    "ConversationTreeEnvelope": ".conversation_tree_envelope",
    "ConversationTreeMetadata": ".conversation_tree_metadata",
    "ConversationsListFilter": ".conversations_list_filter",
    "CreateBranchRequest": ".create_branch_request",
    "CreateBranchRequestContextMode": ".create_branch_request_context_mode",
    "CreateCheckpointRequest": ".create_checkpoint_request",
    "CreateConversationRequest": ".create_conversation_request",
    "Error": ".error",
    "ForkConversationRequest": ".fork_conversation_request",
    "ForkConversationRequestContextMode": ".fork_conversation_request_context_mode",
    "HealthEnvelope": ".health_envelope",
    "HealthResponse": ".health_response",
    "Message": ".message",
    "MessageData": ".message_data",
    "MessageEnvelope": ".message_envelope",
    "MessageListData": ".message_list_data",
    "MessageListEnvelope": ".message_list_envelope",
    "MessageMetadata": ".message_metadata",
    "SendMessageRequest": ".send_message_request",
    "SendMessageResult": ".send_message_result",
    "SendMessageResultEnvelope": ".send_message_result_envelope",
    "StreamChunkChoice": ".stream_chunk_choice",
    "StreamChunkDelta": ".stream_chunk_delta",
    "SuccessEnvelope": ".success_envelope",
    "SuggestBranchesEnvelope": ".suggest_branches_envelope",
    "SuggestBranchesRequest": ".suggest_branches_request",
    "SuggestBranchesResponse": ".suggest_branches_response",
    "SuggestionMetadata": ".suggestion_metadata",
    "TreeNode": ".tree_node",
    "TreeNodeBranchInfoType0": ".tree_node_branch_info_type_0",
    "TypedStreamChunk": ".typed_stream_chunk",
    "UpdateBranchRequest": ".update_branch_request",
    "UpdateConversationRequest": ".update_conversation_request",
    "UpdateMessageRequest": ".update_message_request",
    "Usage": ".usage",
}

__all__ = (
    "Branch",
    "BranchData",
    "BranchEnvelope",
    "BranchListData",
    "BranchListEnvelope",
    "BranchNode",
    "BranchPoint",
    "BranchSuggestion",
    "CamelCheckpoint",
    "Checkpoint",
    "CheckpointData",
    "CheckpointEnvelope",
    "CheckpointListData",
    "CheckpointListEnvelope",
    "ChoiceStreamChunk",
    "Conversation",
    "ConversationData",
    "ConversationEnvelope",
    "ConversationPage",
    "ConversationPageEnvelope",
    "ConversationsListFilter",
    "ConversationTree",
    "ConversationTreeEnvelope",
    "ConversationTreeMetadata",
    "CreateBranchRequest",
    "CreateBranchRequestContextMode",
    "CreateCheckpointRequest",
    "CreateConversationRequest",
    "Error",
    "ForkConversationRequest",
    "ForkConversationRequestContextMode",
    "HealthEnvelope",
    "HealthResponse",
    "Message",
    "MessageData",
    "MessageEnvelope",
    "MessageListData",
    "MessageListEnvelope",
    "MessageMetadata",
    "SendMessageRequest",
    "SendMessageResult",
    "SendMessageResultEnvelope",
    "StreamChunkChoice",
    "StreamChunkDelta",
    "SuccessEnvelope",
    "SuggestBranchesEnvelope",
    "SuggestBranchesRequest",
    "SuggestBranchesResponse",
    "SuggestionMetadata",
    "TreeNode",
    "TreeNodeBranchInfoType0",
    "TypedStreamChunk",
    "UpdateBranchRequest",
    "UpdateConversationRequest",
    "UpdateMessageRequest",
    "Usage",
)


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})
