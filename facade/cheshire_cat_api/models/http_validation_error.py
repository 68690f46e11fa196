"""`HTTPValidationError`, where 1.4.9 had it."""

from __future__ import annotations

from cheshire_cat_api._compat import old_module

__all__, __getattr__ = old_module(__name__, "HTTPValidationError", "ValidationError")
