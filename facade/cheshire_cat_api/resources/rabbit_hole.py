"""Feed files, web pages and saved memories to the memory."""

from __future__ import annotations

from cheshire_cat_api._async.resources.rabbit_hole import AsyncRabbitHole as AsyncRabbitHole
from cheshire_cat_api._sync.resources.rabbit_hole import RabbitHole as RabbitHole
