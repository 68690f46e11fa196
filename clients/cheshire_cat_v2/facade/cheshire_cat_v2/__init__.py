"""The Python client of the Cheshire Cat AI, line 2.x."""

from __future__ import annotations

__version__ = "2.0.0"
