"""The language model that answers."""

from __future__ import annotations

from cheshire_cat_api._async.resources.llm import AsyncLargeLanguageModel as AsyncLargeLanguageModel
from cheshire_cat_api._sync.resources.llm import LargeLanguageModel as LargeLanguageModel
