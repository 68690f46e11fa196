"""The accounts of the server."""

from __future__ import annotations

from cheshire_cat_api._async.resources.users import AsyncUsers as AsyncUsers
from cheshire_cat_api._sync.resources.users import Users as Users
from cheshire_cat_api.resources._arguments import Permission as Permission
