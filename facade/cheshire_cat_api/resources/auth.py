"""Tokens and permissions."""

from __future__ import annotations

from cheshire_cat_api._async.resources.auth import AsyncAuth as AsyncAuth
from cheshire_cat_api._async.resources.auth import async_exchange as async_exchange
from cheshire_cat_api._sync.resources.auth import Auth as Auth
from cheshire_cat_api._sync.resources.auth import exchange as exchange
