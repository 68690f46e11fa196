"""The module paths of 1.4.9 that are no more: `cheshire_cat_api.__path__` ends here. Nothing but forwarding."""

from __future__ import annotations
