"""The socket of a chat: it carries requests, one after the other; over threads and over asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openapi_facade.websocket.options import Options
from thread_chat._protocol import ChatProtocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from thread_chat._config import Config

DRAIN = 30.0
"""Seconds that a close waits for what is under way (CONTRACT §1)."""
CUT = (
    "the chat was closed during a reply, which did not end within %g s: a server may not survive that; "
    "give close() a longer timeout"
)


def protocol_of(config: Config) -> ChatProtocol:
    """Return the protocol that a chat speaks."""
    return ChatProtocol(config.quiet, config.barriers)


def options_of(config: Config, library: Callable[[Config, bool], dict[str, Any]]) -> Options:
    """Return what connections are opened with.

    Args:
        config: of the chat.
        library: gives what the WebSocket library needs for TLS and a proxy.

    Raises:
        Failure: config: a file is no certificate, or its key is wrong.
    """
    from thread_chat._api import API

    return Options(API, "chat", extra=library(config, config.is_secure), redactor=config.redactor())
