"""Saying once what is deprecated, at the line that uses it."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any

PACKAGE = "cheshire_cat_api"
_told: set[str] = set()


def deprecated(name: str, instead: str) -> None:
    """Say once that `name` is deprecated, and what to write `instead`, as of the first line outside this package."""
    if name in _told:
        return
    _told.add(name)
    frame = _caller()
    place = frame.f_globals
    warnings.warn_explicit(
        _words(name, instead),
        DeprecationWarning,
        frame.f_code.co_filename,
        frame.f_lineno,
        module=place.get("__name__", "<unknown>"),
        registry=place.setdefault("__warningregistry__", {}),
    )


def deprecated_callback(callback: Callable[..., Any], name: str, instead: str) -> None:
    """The same of a function that is called by us: as of the line where it is written."""
    code = getattr(callback, "__code__", None)
    if code is None:
        deprecated(name, instead)
    elif name not in _told:
        _told.add(name)
        warnings.warn_explicit(_words(name, instead), DeprecationWarning, code.co_filename, code.co_firstlineno)


def forget_what_was_told() -> None:
    """Say all of it once more; for tests."""
    _told.clear()


def _words(name: str, instead: str) -> str:
    return f"{name} is of cheshire-cat-api 1.4.9; {instead} (docs/migrating.md)"


def _caller() -> FrameType:
    """The first frame that is neither of this package nor of the import machinery."""
    frame = sys._getframe(2)
    while frame.f_back is not None and _is_inside(frame):
        frame = frame.f_back
    return frame


def _is_inside(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__")).partition(".")[0] in (PACKAGE, "importlib")
