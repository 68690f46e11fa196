"""The SDK's requests and results, by their fields (CONTRACT §3.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mongars_client.compat._shapes import Shape


@dataclass(kw_only=True)
class TokenResponse(Shape):
    """A login."""

    access_token: str
    token_type: str


@dataclass(kw_only=True)
class UserRegistration(Shape):
    """A new account."""

    username: str
    password: str


@dataclass(kw_only=True)
class ChatRequest(Shape):
    """What is said; the last three are for servers of revision d3e160e (CONTRACT M11)."""

    message: str
    session_id: str | None = None
    allowed_actions: list[str] | None = None
    approval_token: str | None = None
    token_ref: str | None = None


@dataclass(kw_only=True)
class SpeechSegment(Shape):
    """A piece of an answer as it could be spoken; times in seconds."""

    text: str
    estimated_duration: float
    pause_after: float


@dataclass(kw_only=True)
class SpeechTurn(Shape):
    """An answer as it could be spoken."""

    turn_id: str
    text: str
    created_at: datetime
    segments: list[SpeechSegment]
    average_words_per_second: float
    tempo: float


@dataclass(kw_only=True)
class ChatResponse(Shape):
    """An answer; of a failed generation, `confidence` is 0.0 (CONTRACT §1)."""

    response: str
    confidence: float
    processing_time: float
    speech_turn: SpeechTurn


@dataclass(kw_only=True)
class MemoryItem(Shape):
    """A question and its answer in the history."""

    user_id: str
    query: str
    response: str
    timestamp: datetime


@dataclass(kw_only=True)
class RagContextRequest(Shape):
    """What code is looked for."""

    query: str
    repositories: list[str] | None = None
    max_results: int | None = None


@dataclass(kw_only=True)
class RagReference(Shape):
    """Code that was found."""

    repository: str
    file_path: str
    summary: str
    score: float | None = None
    url: str | None = None


@dataclass(kw_only=True)
class RagContextResponse(Shape):
    """What was found."""

    enabled: bool
    focus_areas: list[str]
    references: list[RagReference]


@dataclass(kw_only=True)
class PeerRegistration(Shape):
    """A peer, by its http or https URL."""

    url: str


@dataclass(kw_only=True)
class PeerLoadSnapshot(Shape):
    """How busy a server is."""

    scheduler_id: str | None = None
    queue_depth: int = 0
    active_workers: int = 0
    concurrency: int = 0
    load_factor: float = 0.0


@dataclass(kw_only=True)
class PeerTelemetryPayload(PeerLoadSnapshot):
    """What a server tells of itself."""

    worker_uptime_seconds: float = 0.0
    tasks_processed: int = 0
    tasks_failed: int = 0
    task_failure_rate: float = 0.0
    observed_at: datetime | None = None
    source: str | None = None


@dataclass(kw_only=True)
class PeerTelemetryEnvelope(Shape):
    """What servers have told, the newest first."""

    telemetry: list[PeerTelemetryPayload] = field(default_factory=list)


@dataclass(kw_only=True)
class SuggestRequest(Shape):
    """A text, and the actions that there are."""

    prompt: str
    actions: list[str] | None = None


@dataclass(kw_only=True)
class SuggestResponse(Shape):
    """The actions, the best first."""

    actions: list[str]
    scores: dict[str, float]
    model: str


@dataclass(kw_only=True)
class ModelDefinition(Shape):
    """A language model."""

    role: str
    name: str
    provider: str
    parameters: dict[str, Any] = field(default_factory=dict)
    auto_download: bool = True
    description: str | None = None


@dataclass(kw_only=True)
class ModelProfile(Shape):
    """Language models by their roles."""

    name: str
    models: dict[str, ModelDefinition]


@dataclass(kw_only=True)
class ModelConfiguration(Shape):
    """The profiles, and the one that is used."""

    active_profile: str
    available_profiles: list[str]
    profile: ModelProfile


@dataclass(kw_only=True)
class ProvisionRequest(Shape):
    """Which models are fetched; None: all."""

    roles: list[str] | None = None
    force: bool = False


@dataclass(kw_only=True)
class ProvisionStatus(Shape):
    """What became of a model."""

    role: str
    name: str
    provider: str
    action: str
    detail: str | None = None


@dataclass(kw_only=True)
class ProvisionReport(Shape):
    """What became of each."""

    statuses: list[ProvisionStatus]
