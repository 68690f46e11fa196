"""The root of every client's errors, for programs that use several clients."""

from __future__ import annotations


class FacadeError(Exception):
    """What any client of this family raises is one of these, beside being one of that client's own."""
