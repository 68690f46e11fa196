"""`BodyUploadUrl`, which the API calls `UploadURLConfig` now (CONTRACT §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cheshire_cat_api._compat import old_module

if TYPE_CHECKING:
    from cheshire_cat_openapi.models import UploadURLConfig as BodyUploadUrl

__all__ = ("BodyUploadUrl",)

_, __getattr__ = old_module(__name__, *__all__)
