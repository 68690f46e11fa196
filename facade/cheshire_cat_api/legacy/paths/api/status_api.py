"""`cheshire_cat_api.api.status_api`: `StatusApi`, and what its module imported."""

from __future__ import annotations

from cheshire_cat_api._compat import old_module
from cheshire_cat_api.legacy.forwarding import OF_AN_API

__all__, __getattr__ = old_module(__name__, "StatusApi", *OF_AN_API)
