"""The server itself: is it up, and one message over HTTP."""

from __future__ import annotations

from cheshire_cat_api._async.resources.status import AsyncStatus as AsyncStatus
from cheshire_cat_api._sync.resources.status import Status as Status
