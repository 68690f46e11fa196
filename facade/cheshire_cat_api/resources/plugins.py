"""Plugins: install, switch, configure, remove."""

from __future__ import annotations

from cheshire_cat_api._async.resources.plugins import AsyncPlugins as AsyncPlugins
from cheshire_cat_api._sync.resources.plugins import Plugins as Plugins
