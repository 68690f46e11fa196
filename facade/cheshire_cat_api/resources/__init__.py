"""One module per attribute of the clients, with a class for each: the names that a person would choose."""

from __future__ import annotations

import cheshire_cat_api._api  # noqa: F401  # looks at the API line before the generated names are imported
