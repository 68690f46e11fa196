"""The API's results and bodies. Written by scripts/regenerate.py; each class is loaded on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mongars_openapi.models import (
        BodyLoginTokenPost as BodyLoginTokenPost,
        ChatRequest as ChatRequest,
        ChatResponse as ChatResponse,
        ErrorBody as ErrorBody,
        ErrorDetail as ErrorDetail,
        HealthResponse as HealthResponse,
        LLMModelConfigurationResponse as LLMModelConfigurationResponse,
        LLMModelDefinitionSchema as LLMModelDefinitionSchema,
        LLMModelDefinitionSchemaParameters as LLMModelDefinitionSchemaParameters,
        LLMModelProfileSummary as LLMModelProfileSummary,
        LLMModelProfileSummaryModels as LLMModelProfileSummaryModels,
        LLMModelProvisionReportResponse as LLMModelProvisionReportResponse,
        LLMModelProvisionRequest as LLMModelProvisionRequest,
        LLMModelProvisionStatusResponse as LLMModelProvisionStatusResponse,
        MemoryItem as MemoryItem,
        PasswordChangeRequest as PasswordChangeRequest,
        PasswordChangeResponse as PasswordChangeResponse,
        PeerLoadSnapshot as PeerLoadSnapshot,
        PeerMessage as PeerMessage,
        PeerMessageResponse as PeerMessageResponse,
        PeerRegistration as PeerRegistration,
        PeerRegistrationResponse as PeerRegistrationResponse,
        PeerTelemetry as PeerTelemetry,
        PeerTelemetryEnvelope as PeerTelemetryEnvelope,
        PeerTelemetryPayload as PeerTelemetryPayload,
        PeerTelemetryResponse as PeerTelemetryResponse,
        RagContextRequest as RagContextRequest,
        RagContextResponse as RagContextResponse,
        RagReferenceSchema as RagReferenceSchema,
        RegistrationResponse as RegistrationResponse,
        SpeechSegmentSchema as SpeechSegmentSchema,
        SpeechTurnSchema as SpeechTurnSchema,
        SuggestRequest as SuggestRequest,
        SuggestResponse as SuggestResponse,
        SuggestResponseScores as SuggestResponseScores,
        TokenResponse as TokenResponse,
        UserListResponse as UserListResponse,
        UserRegistration as UserRegistration,
        ValidationError as ValidationError,
        WSTicketResponse as WSTicketResponse,
    )

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
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mongars_openapi import models

    value: object = getattr(models, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
