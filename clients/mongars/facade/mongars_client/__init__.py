"""The Python client of monGARS.

    from mongars_client import MonGARS

    with MonGARS("https://mongars.example.com", username="u1", password="…") as client:
        print(client.conversation.chat("Summarise our latest incident report").response)

Every public name is here; each is imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from openapi_facade.lazy import prepare as _prepare

if TYPE_CHECKING:
    from mongars_client._async.client import AsyncMonGARS as AsyncMonGARS
    from mongars_client._events.tasks import AsyncEventStream as AsyncEventStream
    from mongars_client._events.threads import EventStream as EventStream
    from mongars_client._reconnect import Reconnect as Reconnect
    from mongars_client._recovered import RecoveredChat as RecoveredChat
    from mongars_client._response import Response as Response
    from mongars_client._sync.client import MonGARS as MonGARS
    from mongars_client.errors import AnswerTimeout as AnswerTimeout
    from mongars_client.errors import AnswerUnknown as AnswerUnknown
    from mongars_client.errors import APIConnectionError as APIConnectionError
    from mongars_client.errors import APIError as APIError
    from mongars_client.errors import APITimeoutError as APITimeoutError
    from mongars_client.errors import AuthenticationError as AuthenticationError
    from mongars_client.errors import BadRequestError as BadRequestError
    from mongars_client.errors import ConfigError as ConfigError
    from mongars_client.errors import ConflictError as ConflictError
    from mongars_client.errors import ConnectionLostError as ConnectionLostError
    from mongars_client.errors import DecodeError as DecodeError
    from mongars_client.errors import GenerationFailed as GenerationFailed
    from mongars_client.errors import HandshakeRefusedError as HandshakeRefusedError
    from mongars_client.errors import InvalidArgumentError as InvalidArgumentError
    from mongars_client.errors import MonGARSError as MonGARSError
    from mongars_client.errors import NotConnectedError as NotConnectedError
    from mongars_client.errors import NotFoundError as NotFoundError
    from mongars_client.errors import PayloadTooLargeError as PayloadTooLargeError
    from mongars_client.errors import PermissionDeniedError as PermissionDeniedError
    from mongars_client.errors import RateLimitError as RateLimitError
    from mongars_client.errors import ServerError as ServerError
    from mongars_client.errors import UnprocessableEntityError as UnprocessableEntityError
    from mongars_client.errors import WrongEventLoopError as WrongEventLoopError
    from mongars_client.events import ChatMessage as ChatMessage
    from mongars_client.events import Connected as Connected
    from mongars_client.events import Event as Event
    from mongars_client.events import HistorySnapshot as HistorySnapshot
    from mongars_client.events import ModelChunk as ModelChunk
    from mongars_client.events import ModelComplete as ModelComplete
    from mongars_client.events import PerformanceAlert as PerformanceAlert
    from mongars_client.events import SleepCreativePhase as SleepCreativePhase
    from mongars_client.events import SleepPhaseStart as SleepPhaseStart
    from mongars_client.events import TrainingComplete as TrainingComplete
    from mongars_client.events import TrainingFailed as TrainingFailed
    from mongars_client.events import Unknown as Unknown
    from mongars_client.transcript import Transcript as Transcript
    from mongars_client.transcript import TranscriptEntry as TranscriptEntry

__version__ = "2.0.0"

_MODULES = {
    "APIConnectionError": "errors",
    "APIError": "errors",
    "APITimeoutError": "errors",
    "AnswerTimeout": "errors",
    "AnswerUnknown": "errors",
    "AsyncEventStream": "_events.tasks",
    "AsyncMonGARS": "_async.client",
    "AuthenticationError": "errors",
    "BadRequestError": "errors",
    "ChatMessage": "events",
    "ConfigError": "errors",
    "ConflictError": "errors",
    "Connected": "events",
    "ConnectionLostError": "errors",
    "DecodeError": "errors",
    "Event": "events",
    "EventStream": "_events.threads",
    "GenerationFailed": "errors",
    "HandshakeRefusedError": "errors",
    "HistorySnapshot": "events",
    "InvalidArgumentError": "errors",
    "ModelChunk": "events",
    "ModelComplete": "events",
    "MonGARS": "_sync.client",
    "MonGARSError": "errors",
    "NotConnectedError": "errors",
    "NotFoundError": "errors",
    "PayloadTooLargeError": "errors",
    "PerformanceAlert": "events",
    "PermissionDeniedError": "errors",
    "RateLimitError": "errors",
    "Reconnect": "_reconnect",
    "RecoveredChat": "_recovered",
    "Response": "_response",
    "ServerError": "errors",
    "SleepCreativePhase": "events",
    "SleepPhaseStart": "events",
    "TrainingComplete": "events",
    "TrainingFailed": "events",
    "Transcript": "transcript",
    "TranscriptEntry": "transcript",
    "Unknown": "events",
    "UnprocessableEntityError": "errors",
    "WrongEventLoopError": "errors",
}

__all__ = (
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "AnswerTimeout",
    "AnswerUnknown",
    "AsyncEventStream",
    "AsyncMonGARS",
    "AuthenticationError",
    "BadRequestError",
    "ChatMessage",
    "ConfigError",
    "ConflictError",
    "Connected",
    "ConnectionLostError",
    "DecodeError",
    "Event",
    "EventStream",
    "GenerationFailed",
    "HandshakeRefusedError",
    "HistorySnapshot",
    "InvalidArgumentError",
    "ModelChunk",
    "ModelComplete",
    "MonGARS",
    "MonGARSError",
    "NotConnectedError",
    "NotFoundError",
    "PayloadTooLargeError",
    "PerformanceAlert",
    "PermissionDeniedError",
    "RateLimitError",
    "Reconnect",
    "RecoveredChat",
    "Response",
    "ServerError",
    "SleepCreativePhase",
    "SleepPhaseStart",
    "TrainingComplete",
    "TrainingFailed",
    "Transcript",
    "TranscriptEntry",
    "Unknown",
    "UnprocessableEntityError",
    "WrongEventLoopError",
    "__version__",
)


if not TYPE_CHECKING:  # with which a checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        _prepare(__name__, "mongars_openapi")
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*(name for name in globals() if name.startswith("__")), *__all__})
