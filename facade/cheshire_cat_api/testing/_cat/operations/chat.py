"""Status, and the chat over HTTP."""

from __future__ import annotations

from typing import Any

from cheshire_cat_api.testing._cat.call import Call
from cheshire_cat_api.testing._cat.chat import converse
from cheshire_cat_api.testing._cat.errors import Unhandled

VERSION = "1.9.2"


async def status(call: Call) -> Any:
    return {"status": "We're all mad here, dear!", "version": VERSION}


async def message_with_cat(call: Call) -> Any:
    message = {"user_id": call.user_id, **call.body}
    try:
        return await converse(call.cat, call.user_id, call.session, message)
    except Exception as error:
        # whatever a turn failed with, over HTTP it is a plain 500 (CONTRACT §1.8)
        raise Unhandled(f"turn failed: {error!r}") from error
