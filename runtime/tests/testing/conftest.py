"""The fixtures of these tests: the server that a client makes of an application, and a fault proxy."""

from __future__ import annotations

from openapi_facade.testing.pytest_fixtures import server_fixture

from .echo import EmbeddedEcho
from .net import net

__all__ = ["echo", "net"]

echo = server_fixture(EmbeddedEcho, name="echo")
