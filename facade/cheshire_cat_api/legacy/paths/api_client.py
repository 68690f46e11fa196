"""`cheshire_cat_api.api_client`: `ApiClient`, and what its module imported."""

from __future__ import annotations

from cheshire_cat_api._compat import old_module
from cheshire_cat_api.legacy.forwarding import EXCEPTIONS

__all__, __getattr__ = old_module(__name__, "ApiClient", "ApiResponse", "Configuration", *EXCEPTIONS)
