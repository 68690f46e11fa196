"""The fixture that users get, for our own tests of it."""

from __future__ import annotations

from cheshire_cat_api.testing.pytest_plugin import embedded_cat

__all__ = ["embedded_cat"]
