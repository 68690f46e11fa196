"""What the runtime is told of a Cat 2.x: its operations, its words, and what is known of its server."""

from __future__ import annotations

import logging

from cheshire_cat_v2._failures import detail_in, error_of
from cheshire_cat_v2._response import Response
from cheshire_cat_v2_openapi.errors import UnexpectedStatus
from cheshire_cat_v2_openapi.operations import OPERATIONS
from openapi_facade.api import Api
from openapi_facade.operations import Routes

API = Api(
    name="cheshire-cat-v2",
    threads="cheshire-cat-v2",
    logger=logging.getLogger("cheshire_cat_v2"),
    server="a Cat of line 2.x",
    the_server="the Cat",
    routes=Routes(lambda: OPERATIONS),
    translate=error_of,
    detail=detail_in,
    unknown_status=UnexpectedStatus,
    keep_alive=3.0,  # the server drops an idle connection after 5, as its framework does by itself
    response=Response,
    refused=frozenset((403,)),  # CONTRACT §2: there is no 401
    dropped_after=frozenset((500,)),  # CONTRACT C1
)
