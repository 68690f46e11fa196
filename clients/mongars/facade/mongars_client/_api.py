"""What the runtime is told of monGARS: its operations, its words, and what is known of its server."""

from __future__ import annotations

import logging

from mongars_client._config import Config
from mongars_client._failures import detail_in, error_of
from mongars_client._response import Response
from mongars_openapi.errors import UnexpectedStatus
from mongars_openapi.operations import OPERATIONS
from openapi_facade.api import Api
from openapi_facade.failure import translated
from openapi_facade.operations import Routes
from openapi_facade.secrets import concealing

API = Api(
    name="mongars-client",
    threads="mongars",
    logger=logging.getLogger("mongars_client"),
    server="a monGARS server",
    the_server="the monGARS server",
    routes=Routes(lambda: OPERATIONS),
    translate=error_of,
    detail=detail_in,
    unknown_status=UnexpectedStatus,
    keep_alive=3.0,  # the server drops an idle connection after 5, as its framework does by itself
    response=Response,
    refused=frozenset((401,)),  # CONTRACT §2
    ended_if_refused=True,  # a server that was started with another SECRET_KEY refuses all earlier tokens
    dropped_after=frozenset((500,)),  # CONTRACT §3.2
)

# What a wrong argument holds is in no traceback.
checked = concealing(translated(Config, error_of), "base_url", "proxy", "cert")
"""Give a configuration, or raise one of our errors."""
