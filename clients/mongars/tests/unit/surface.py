"""What a user of `mongars_client` can import and call: one line for each name.

    python tests/unit/surface.py > tests/unit/surface.txt

writes the recording that `test_exports.py` compares with.
"""

from __future__ import annotations

import mongars_client
from mongars_client import AsyncMonGARS, MonGARS, models
from openapi_facade.testing.surface import described, members


def lines() -> list[str]:
    """The recording."""
    found = [f"{name} {described(getattr(mongars_client, name))}" for name in sorted(mongars_client.__all__)]
    for kind in (MonGARS, AsyncMonGARS):
        client = kind("http://localhost:8000")
        found += [f"{kind.__name__}.{each}" for each in members(kind)]
        for area, resource in sorted(vars(client).items()):
            if not area.startswith("_"):
                found.append(f"{kind.__name__}.{area} {type(resource).__name__}")
                found += [f"{kind.__name__}.{area}.{each}" for each in members(type(resource))]
    return [*found, *(f"models.{name}" for name in sorted(models.__all__))]


if __name__ == "__main__":
    print("\n".join(lines()))
