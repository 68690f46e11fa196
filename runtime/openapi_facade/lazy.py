"""What is made or imported when it is first read, and forks meanwhile."""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Callable
from functools import cache
from threading import get_ident
from typing import TYPE_CHECKING, Any

IMPORTING = 10.0  # seconds that a fork waits for another thread to import a module of ours
_ours = {"openapi_facade.", "logging"}
"""How the names of modules begin for which a fork waits."""

if TYPE_CHECKING:  # to whom it is the same, and well known
    from functools import cached_property as lazy_attribute
else:

    class lazy_attribute:
        """A method whose result is kept as an attribute of its object, for good.

        `functools.cached_property` has a lock before Python 3.12: a child that is forked while another thread holds it
        waits for ever. Without it, two threads that come first may make two, and both get the same one.
        """

        def __init__(self, make: Callable[[Any], Any]) -> None:
            self._check_interpreter = self._check()  # now: at the interpreter's end, nothing is imported
            self._make = make
            self.__doc__ = make.__doc__

        @staticmethod
        def _check() -> Callable[[], None]:
            """Return what raises where nothing can be made any more; a client has its own."""
            from openapi_facade.interpreter import check_interpreter

            return check_interpreter

        def __set_name__(self, owner: type, name: str) -> None:
            self._name = name

        def __get__(self, instance: object, owner: type) -> Any:
            if instance is None:
                return self
            self._check_interpreter()
            return instance.__dict__.setdefault(self._name, self._make(instance))


def _before_fork() -> None:
    """Wait until no thread imports one of our modules: a child could never import it.

    Its lock would be held there by a thread that is not. Most modules are imported on first use, so this happens. None
    forks while it is imported; but where one cannot be imported for want of something that the forking thread has, the
    wait ends after `IMPORTING`.
    """
    deadline = time.monotonic() + IMPORTING
    while _importing() and time.monotonic() < deadline:
        time.sleep(0.001)


def _importing() -> bool:
    """Whether another thread has the lock of a module of ours; of Python's privates, as of 3.10 to 3.13, here alone."""
    locks = getattr(importlib.import_module("importlib._bootstrap"), "_module_locks", {})
    owners = (getattr(known(), "owner", None) for name, known in list(locks.items()) if name.startswith(tuple(_ours)))
    return any(owner not in (None, get_ident()) for owner in owners)


def _wait_at_forks() -> None:
    if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
        os.register_at_fork(before=_before_fork)


@cache
def prepare(*packages: str) -> None:
    """Call this before the first module of these packages is imported on first use.

    At a fork, logging takes its lock, without which our modules cannot be imported. What was registered last is called
    first: so this registers once more, behind logging.
    """
    _ours.update(f"{package}." for package in packages)
    importlib.import_module("logging")
    _wait_at_forks()


_wait_at_forks()

__all__ = ["lazy_attribute", "prepare"]
