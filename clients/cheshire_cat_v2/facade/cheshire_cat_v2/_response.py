"""Answers as callers of `request` get them."""

from __future__ import annotations

from typing import ClassVar

from cheshire_cat_v2._failures import error_of
from openapi_facade.failure import Translate
from openapi_facade.transport import response


class Response(response.Response):
    """The answer to a request of any kind; see `CatClient.request`."""

    _translate: ClassVar[Translate] = staticmethod(error_of)


Response.__module__ = "cheshire_cat_v2"
