"""What a user of `cheshire_cat_v2` can import and call: one line for each name.

    python tests/unit/surface.py > tests/unit/surface.txt

writes the recording that `test_exports.py` compares with.
"""

from __future__ import annotations

import cheshire_cat_v2
from cheshire_cat_v2 import AsyncCatClient, CatClient, Config, models
from openapi_facade.testing.surface import described, members


def lines() -> list[str]:
    """The recording."""
    found = [f"{name} {described(getattr(cheshire_cat_v2, name))}" for name in sorted(cheshire_cat_v2.__all__)]
    for kind in (CatClient, AsyncCatClient):
        client = kind(Config("http://localhost:1865"))
        found += [f"{kind.__name__}.{each}" for each in members(kind)]
        for area, resource in sorted(vars(client).items()):
            if not area.startswith("_") and area != "config":
                found.append(f"{kind.__name__}.{area} {type(resource).__name__}")
                found += [f"{kind.__name__}.{area}.{each}" for each in members(type(resource))]
    return [*found, *(f"models.{name}" for name in sorted(models.__all__))]


if __name__ == "__main__":
    print("\n".join(lines()))
