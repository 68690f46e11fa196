"""The names of the small SDK that comes with monGARS, `monGARS_sdk`: a program written for it changes its imports.

    from mongars_client.compat import ChatRequest, MonGARSSyncClient

    with MonGARSSyncClient("http://localhost:8000") as client:
        client.login("u1", "…")
        print(client.chat(ChatRequest(message="Hello")).response)

Signatures, requests, results and errors are those of the SDK (docs/migrating.md says what differs); below is `MonGARS`.
"""

from mongars_client.compat.client import MonGARSAsyncClient, MonGARSSyncClient
from mongars_client.compat.exceptions import APIError, AuthenticationError, SDKError
from mongars_client.compat.models import (
    ChatRequest,
    ChatResponse,
    MemoryItem,
    ModelConfiguration,
    PeerLoadSnapshot,
    PeerRegistration,
    PeerTelemetryEnvelope,
    PeerTelemetryPayload,
    ProvisionReport,
    ProvisionRequest,
    RagContextRequest,
    RagContextResponse,
    SuggestRequest,
    SuggestResponse,
    TokenResponse,
    UserRegistration,
)

__all__ = (
    "APIError",
    "AuthenticationError",
    "ChatRequest",
    "ChatResponse",
    "MemoryItem",
    "ModelConfiguration",
    "MonGARSAsyncClient",
    "MonGARSSyncClient",
    "PeerLoadSnapshot",
    "PeerRegistration",
    "PeerTelemetryEnvelope",
    "PeerTelemetryPayload",
    "ProvisionReport",
    "ProvisionRequest",
    "RagContextRequest",
    "RagContextResponse",
    "SDKError",
    "SuggestRequest",
    "SuggestResponse",
    "TokenResponse",
    "UserRegistration",
)
