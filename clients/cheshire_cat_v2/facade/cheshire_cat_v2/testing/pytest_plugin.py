"""Pytest fixtures, for `pytest_plugins = ["cheshire_cat_v2.testing.pytest_plugin"]` in a `conftest.py`."""

from __future__ import annotations

from openapi_facade.testing.pytest_fixtures import server_fixture

from . import EmbeddedCat

embedded_cat_v2 = server_fixture(EmbeddedCat, name="embedded_cat_v2")
"""A fresh Cat 2.x for one test, on a port of its own. It takes a few milliseconds."""
