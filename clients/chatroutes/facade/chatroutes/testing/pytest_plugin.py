"""Pytest fixtures, for `pytest_plugins = ["chatroutes.testing.pytest_plugin"]` in a `conftest.py`."""

from __future__ import annotations

from openapi_facade.testing.pytest_fixtures import server_fixture

from . import EmbeddedChatRoutes

embedded_chatroutes = server_fixture(EmbeddedChatRoutes, name="embedded_chatroutes")
"""A fresh ChatRoutes for one test, on a port of its own. It takes a few milliseconds."""
