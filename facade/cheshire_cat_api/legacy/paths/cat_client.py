"""`cheshire_cat_api.cat_client`: the client, and what its module imported."""

from __future__ import annotations

from cheshire_cat_api._compat import old_module
from cheshire_cat_api.legacy.forwarding import APIS

__all__, __getattr__ = old_module(__name__, "CatClient", "Config", "ApiClient", "Configuration", *APIS)
