"""The one exception of the pipeline: what is wrong, and where."""

from __future__ import annotations


class Refused(Exception):
    """The pipeline stops and nothing is written. The message names the place and what to do."""
