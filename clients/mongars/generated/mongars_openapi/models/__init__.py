"""The API's schemas as classes, each imported on first use: loading all of them costs more than most programs use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .body_login_token_post import BodyLoginTokenPost
    from .chat_request import ChatRequest
    from .chat_response import ChatResponse
    from .error_body import ErrorBody
    from .error_detail import ErrorDetail
    from .health_response import HealthResponse
    from .llm_model_configuration_response import LLMModelConfigurationResponse
    from .llm_model_definition_schema import LLMModelDefinitionSchema
    from .llm_model_definition_schema_parameters import LLMModelDefinitionSchemaParameters
    from .llm_model_profile_summary import LLMModelProfileSummary
    from .llm_model_profile_summary_models import LLMModelProfileSummaryModels
    from .llm_model_provision_report_response import LLMModelProvisionReportResponse
    from .llm_model_provision_request import LLMModelProvisionRequest
    from .llm_model_provision_status_response import LLMModelProvisionStatusResponse
    from .memory_item import MemoryItem
    from .password_change_request import PasswordChangeRequest
    from .password_change_response import PasswordChangeResponse
    from .peer_load_snapshot import PeerLoadSnapshot
    from .peer_message import PeerMessage
    from .peer_message_response import PeerMessageResponse
    from .peer_registration import PeerRegistration
    from .peer_registration_response import PeerRegistrationResponse
    from .peer_telemetry import PeerTelemetry
    from .peer_telemetry_envelope import PeerTelemetryEnvelope
    from .peer_telemetry_payload import PeerTelemetryPayload
    from .peer_telemetry_response import PeerTelemetryResponse
    from .rag_context_request import RagContextRequest
    from .rag_context_response import RagContextResponse
    from .rag_reference_schema import RagReferenceSchema
    from .registration_response import RegistrationResponse
    from .speech_segment_schema import SpeechSegmentSchema
    from .speech_turn_schema import SpeechTurnSchema
    from .suggest_request import SuggestRequest
    from .suggest_response import SuggestResponse
    from .suggest_response_scores import SuggestResponseScores
    from .token_response import TokenResponse
    from .user_list_response import UserListResponse
    from .user_registration import UserRegistration
    from .validation_error import ValidationError
    from .ws_ticket_response import WSTicketResponse

_MODULES: dict[str, str] = {
    "BodyLoginTokenPost": ".body_login_token_post",
    "ChatRequest": ".chat_request",
    "ChatResponse": ".chat_response",
    "ErrorBody": ".error_body",
    "ErrorDetail": ".error_detail",
    "HealthResponse": ".health_response",
    "LLMModelConfigurationResponse": ".llm_model_configuration_response",
    "LLMModelDefinitionSchema": ".llm_model_definition_schema",
    "LLMModelDefinitionSchemaParameters": ".llm_model_definition_schema_parameters",
    "LLMModelProfileSummary": ".llm_model_profile_summary",
    "LLMModelProfileSummaryModels": ".llm_model_profile_summary_models",
    "LLMModelProvisionReportResponse": ".llm_model_provision_report_response",
    "LLMModelProvisionRequest": ".llm_model_provision_request",
    "LLMModelProvisionStatusResponse": ".llm_model_provision_status_response",
    "MemoryItem": ".memory_item",
    "PasswordChangeRequest": ".password_change_request",
    "PasswordChangeResponse": ".password_change_response",
    "PeerLoadSnapshot": ".peer_load_snapshot",
    "PeerMessage": ".peer_message",
    "PeerMessageResponse": ".peer_message_response",
    "PeerRegistration": ".peer_registration",
    "PeerRegistrationResponse": ".peer_registration_response",
    "PeerTelemetry": ".peer_telemetry",
    "PeerTelemetryEnvelope": ".peer_telemetry_envelope",
    "PeerTelemetryPayload": ".peer_telemetry_payload",
    "PeerTelemetryResponse": ".peer_telemetry_response",
    "RagContextRequest": ".rag_context_request",
    "RagContextResponse": ".rag_context_response",
    "RagReferenceSchema": ".rag_reference_schema",
    "RegistrationResponse": ".registration_response",
    "SpeechSegmentSchema": ".speech_segment_schema",
    "SpeechTurnSchema": ".speech_turn_schema",
    "SuggestRequest": ".suggest_request",
    "SuggestResponse": ".suggest_response",
    "SuggestResponseScores": ".suggest_response_scores",
    "TokenResponse": ".token_response",
    "UserListResponse": ".user_list_response",
    "UserRegistration": ".user_registration",
    "ValidationError": ".validation_error",
    "WSTicketResponse": ".ws_ticket_response",
}

__all__ = (
    "BodyLoginTokenPost",
    "ChatRequest",
    "ChatResponse",
    "ErrorBody",
    "ErrorDetail",
    "HealthResponse",
    "LLMModelConfigurationResponse",
    "LLMModelDefinitionSchema",
    "LLMModelDefinitionSchemaParameters",
    "LLMModelProfileSummary",
    "LLMModelProfileSummaryModels",
    "LLMModelProvisionReportResponse",
    "LLMModelProvisionRequest",
    "LLMModelProvisionStatusResponse",
    "MemoryItem",
    "PasswordChangeRequest",
    "PasswordChangeResponse",
    "PeerLoadSnapshot",
    "PeerMessage",
    "PeerMessageResponse",
    "PeerRegistration",
    "PeerRegistrationResponse",
    "PeerTelemetry",
    "PeerTelemetryEnvelope",
    "PeerTelemetryPayload",
    "PeerTelemetryResponse",
    "RagContextRequest",
    "RagContextResponse",
    "RagReferenceSchema",
    "RegistrationResponse",
    "SpeechSegmentSchema",
    "SpeechTurnSchema",
    "SuggestRequest",
    "SuggestResponse",
    "SuggestResponseScores",
    "TokenResponse",
    "UserListResponse",
    "UserRegistration",
    "ValidationError",
    "WSTicketResponse",
)


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})
