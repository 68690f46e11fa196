"""What an embedded server needs that a client does not, and the words that name what is missing of it."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping

HARNESS: Mapping[str, str] = {"httptools": "httptools", "uvicorn": "uvicorn", "websockets": "websockets"}
"""What `EmbeddedServer` needs: import name and distribution name."""


def require(package: str, distribution: str, needed: Mapping[str, str]) -> None:
    """Raise ImportError, which names what is missing and how to install it, unless all that is needed is there.

    Args:
        package: Who needs it, such as `openapi_facade.testing`.
        distribution: The distribution whose extra `testing` brings it.
        needed: Import name and distribution name of each.
    """
    missing = [name for module, name in needed.items() if _absent(module)]
    if missing:
        raise ImportError(
            f'{package} needs {", ".join(missing)}, not installed here: pip install "{distribution}[testing]"'
        )


def _absent(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is None
    except ValueError:  # an import of it is blocked
        return True
