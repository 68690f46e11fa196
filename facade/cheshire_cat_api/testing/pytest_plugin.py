"""Pytest fixtures, for `pytest_plugins = ["cheshire_cat_api.testing.pytest_plugin"]` in a `conftest.py`."""

from __future__ import annotations

from openapi_facade.testing.pytest_fixtures import server_fixture

from . import EmbeddedCat

embedded_cat = server_fixture(EmbeddedCat, name="embedded_cat")
"""A fresh Cat for one test, on a port of its own. It takes a few milliseconds."""
