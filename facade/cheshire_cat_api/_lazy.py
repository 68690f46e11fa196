"""Attributes that are made when they are first read, with this client's error where nothing can be made any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # to whom it is the same, and well known
    from functools import cached_property as lazy_attribute
else:
    from openapi_facade import lazy

    class lazy_attribute(lazy.lazy_attribute):
        """See `openapi_facade.lazy`."""

        @staticmethod
        def _check() -> Callable[[], None]:
            from cheshire_cat_api.errors import check_interpreter

            return check_interpreter


__all__ = ["lazy_attribute"]
