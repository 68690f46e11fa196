"""The raw settings of the server, as stored."""

from __future__ import annotations

from cheshire_cat_api._async.resources.settings import AsyncSettings as AsyncSettings
from cheshire_cat_api._sync.resources.settings import Settings as Settings
