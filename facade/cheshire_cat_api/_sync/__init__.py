# Written by scripts/unasync.py from _async/__init__.py; do not edit.
"""The HTTP half of the clients, whose synchronous side `scripts/unasync.py` writes."""

from __future__ import annotations
