"""`cheshire_cat_api.api`: the API classes, and the modules of each, which were there as soon as the package was."""

from __future__ import annotations

from importlib import import_module

from cheshire_cat_api._compat import old_module
from cheshire_cat_api.legacy.forwarding import APIS

__all__, __getattr__ = old_module(__name__, *APIS)

for _name in ("embedder", "large_language_model", "memory", "plugins", "rabbit_hole", "settings", "status"):
    import_module(f"{__name__}.{_name}_api")
