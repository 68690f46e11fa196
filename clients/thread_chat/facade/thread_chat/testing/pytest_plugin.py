"""Pytest fixtures: `pytest_plugins = ["thread_chat.testing.pytest_plugin"]`."""

from __future__ import annotations

from openapi_facade.testing.pytest_fixtures import server_fixture

from . import EmbeddedThreadChat

embedded_thread_chat = server_fixture(EmbeddedThreadChat, "embedded_thread_chat")
"""A fresh server of the dialect "srv", on a port of its own."""
