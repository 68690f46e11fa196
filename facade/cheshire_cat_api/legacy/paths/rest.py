"""`cheshire_cat_api.rest`: `RESTResponse`, and what its module imported."""

from __future__ import annotations

from cheshire_cat_api._compat import old_module

__all__, __getattr__ = old_module(__name__, "RESTResponse", "RESTResponseType", "ApiException", "ApiValueError")
