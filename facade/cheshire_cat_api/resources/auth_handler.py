"""The handler that decides who may come in."""

from __future__ import annotations

from cheshire_cat_api._async.resources.auth_handler import AsyncAuthHandler as AsyncAuthHandler
from cheshire_cat_api._sync.resources.auth_handler import AuthHandler as AuthHandler
