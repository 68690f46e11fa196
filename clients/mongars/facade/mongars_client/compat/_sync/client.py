# Written by scripts/unasync.py from _async/client.py; do not edit.
"""The methods of the SDK's client, each over one of ours."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from mongars_client import models
from mongars_client._sync.client import MonGARS
from mongars_client.compat._options import Timeout, Verify, seconds_of, verify_of
from mongars_client.compat.exceptions import sdk_errors
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
from openapi_facade.secrets import hidden

if TYPE_CHECKING:
    import httpx
    from typing_extensions import Self


class SDKClient:
    """See `mongars_client.compat.client`."""

    def __init__(
        self,
        base_url: str,
        *,
        timeout: Timeout = 30.0,
        verify: Verify = True,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._transport = transport
        # Nothing is repeated: the program may do that itself.
        self._own = MonGARS(
            base_url, timeout=seconds_of(timeout), max_retries=0, verify=verify_of(verify), transport=transport
        )
        self._shown = self._own
        self._token: str | None = None

    @property
    def token(self) -> str | None:
        """The token of the last login, or the one that was set."""
        return self._token

    def set_token(self, token: str | None) -> None:
        """Show this token from now on; None: that of the last login, if there was one."""
        self._token = hidden(token)
        self._shown = self._own if token is None else self._own.with_options(headers=_bearer(self._token))

    def login(self, username: str, password: str) -> TokenResponse:
        """Exchange name and password for a token, and show it from now on; it is renewed when its time is over.

        Raises:
            AuthenticationError: name or password are wrong; nothing has changed.
        """
        password = hidden(password)
        with sdk_errors():
            found = self._own.auth.login(username, password)
        token = TokenResponse.model_validate(found)
        self._token, self._shown = token.access_token, self._own
        return token

    def register_user(self, payload: UserRegistration) -> dict[str, Any]:
        """Create an account: `{"status", "is_admin"}`."""
        with sdk_errors():
            return self._shown.users.register(payload.username, payload.password).to_dict()

    def chat(self, payload: ChatRequest) -> ChatResponse:
        """Say something, and wait for the answer, which may be that of a failed generation.

        The server takes one chat a second of each user: this waits for its turn.
        """
        request = models.ChatRequest.from_dict(payload.model_dump(exclude_none=True))
        with sdk_errors():
            return ChatResponse.model_validate(self._shown.conversation.chat(request, allow_failed=True))

    def history(self, user_id: str, *, limit: int = 10) -> list[MemoryItem]:
        """List what was said, the newest first."""
        with sdk_errors():
            found = self._shown.conversation.history(user_id, limit)
        return [MemoryItem.model_validate(each) for each in found]

    def fetch_rag_context(self, request: RagContextRequest) -> RagContextResponse:
        """Find code that a review should know of."""
        with sdk_errors():
            found = self._shown.review.rag_context(request.query, request.repositories, request.max_results)
        return RagContextResponse.model_validate(found)

    def suggest_actions(self, request: SuggestRequest) -> SuggestResponse:
        """Tell which actions fit a text, the best first."""
        with sdk_errors():
            return SuggestResponse.model_validate(self._shown.ui.suggestions(request.prompt, request.actions))

    def send_peer_message(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Hand in the encrypted message of a peer, `{"payload": …}`: `{"status", "data"}`."""
        with sdk_errors():
            answer: dict[str, Any] = (self._shown.request("POST", "/api/v1/peer/message", json=dict(payload))).json()
        return answer

    def register_peer(self, registration: PeerRegistration) -> dict[str, Any]:
        """Register a peer: `{"status", "count"}`."""
        with sdk_errors():
            return self._shown.peers.register(str(registration.url)).to_dict()

    def unregister_peer(self, registration: PeerRegistration) -> dict[str, Any]:
        """Forget a peer: `{"status", "count"}`."""
        with sdk_errors():
            return self._shown.peers.unregister(str(registration.url)).to_dict()

    def list_peers(self) -> list[str]:
        """List the URLs of all peers, in order."""
        with sdk_errors():
            return self._shown.peers.list()

    def peer_load(self) -> PeerLoadSnapshot:
        """Tell how busy this server is."""
        with sdk_errors():
            return PeerLoadSnapshot.model_validate(self._shown.peers.load())

    def publish_peer_telemetry(self, payload: PeerTelemetryPayload) -> dict[str, str]:
        """Tell how busy a peer is: `{"status"}`."""
        with sdk_errors():
            return self._shown.peers.publish_telemetry(payload.model_dump(mode="json")).to_dict()

    def peer_telemetry(self) -> PeerTelemetryEnvelope:
        """List what servers have told of themselves, the newest first."""
        with sdk_errors():
            return PeerTelemetryEnvelope.model_validate(self._shown.peers.telemetry())

    def model_configuration(self) -> ModelConfiguration:
        """Give the active profile, and the models that it defines."""
        with sdk_errors():
            return ModelConfiguration.model_validate(self._shown.models.get())

    def provision_models(self, request: ProvisionRequest) -> ProvisionReport:
        """Fetch models."""
        with sdk_errors():
            return ProvisionReport.model_validate(self._shown.models.provision(request.roles, request.force))

    def close(self) -> None:
        """Close all connections, the `transport` too."""
        self._own.close()
        if self._transport is not None:
            self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._own.base_url!r})"


def _bearer(token: str | None) -> dict[str, object]:
    return {"Authorization": hidden(f"Bearer {token}")}
