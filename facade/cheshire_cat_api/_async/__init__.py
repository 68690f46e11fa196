"""The HTTP half of the clients, whose synchronous side `scripts/unasync.py` writes."""

from __future__ import annotations
