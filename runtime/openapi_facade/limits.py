"""What the signature of a client says of limits. Nothing is imported for it, as `config` is not for an import alone."""

from __future__ import annotations

MAX_BODY = 512 * 1024 * 1024
"""Bytes of an answer at most."""
