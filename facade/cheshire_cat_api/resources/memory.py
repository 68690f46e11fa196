"""Vector memory and the history of the conversation."""

from __future__ import annotations

from cheshire_cat_api._async.resources.memory import AsyncMemory as AsyncMemory
from cheshire_cat_api._sync.resources.memory import Memory as Memory
from cheshire_cat_api.resources._answers import checked_offset as checked_offset
from cheshire_cat_api.resources._answers import history_of as history_of
from cheshire_cat_api.resources._arguments import check_page_size as check_page_size
