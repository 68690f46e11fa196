# Written by scripts/unasync.py from _async/resources/__init__.py; do not edit.
"""One class per attribute of a client, one method per operation: the names that a person would choose."""

from __future__ import annotations

import cheshire_cat_api._api  # noqa: F401  # looks at the API line before the generated names are imported
