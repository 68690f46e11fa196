"""The embedder that turns text into vectors."""

from __future__ import annotations

from cheshire_cat_api._async.resources.embedder import AsyncEmbedder as AsyncEmbedder
from cheshire_cat_api._sync.resources.embedder import Embedder as Embedder
