"""`BodyUploadUrl`, which the API calls `UploadURLConfig` now (CONTRACT §6)."""

from __future__ import annotations

from cheshire_cat_openapi.models import UploadURLConfig as BodyUploadUrl

__all__ = ("BodyUploadUrl",)
