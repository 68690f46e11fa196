"""What the runtime is told of the thread chat: its operations, its words, and what is known of its server."""

from __future__ import annotations

import logging

from openapi_facade.api import Api
from openapi_facade.failure import translated
from openapi_facade.operations import Routes
from openapi_facade.secrets import concealing
from thread_chat._config import Config
from thread_chat._failures import detail_in, error_of
from thread_chat_openapi.errors import UnexpectedStatus
from thread_chat_openapi.operations import OPERATIONS

API = Api(
    name="thread-chat-client",
    threads="thread-chat",
    logger=logging.getLogger("thread_chat"),
    server="a thread chat",
    the_server="the thread chat",
    routes=Routes(lambda: OPERATIONS),
    translate=error_of,
    detail=detail_in,
    unknown_status=UnexpectedStatus,
)

# What a wrong argument holds is in no traceback.
checked = concealing(
    translated(Config, error_of), "base_url", "token", "key", "proxy", "cert", "api_url", "webhook_token"
)
"""Give a configuration, or raise one of our errors."""
