"""Every public name is in the package, and is imported when it is used."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import is_typeddict

import pytest

import chatroutes
from chatroutes import errors, types

# What 0.1.0 exports and, in the second text, what came by 0.2.6.
EXCEPTIONS = "ChatRoutesError AuthenticationError RateLimitError ValidationError NotFoundError ServerError NetworkError"
TYPES = """
    Conversation Message Branch CreateConversationRequest SendMessageRequest SendMessageResponse CreateBranchRequest
    ForkConversationRequest ConversationTree TreeNode ListConversationsParams PaginatedResponse StreamChunk
"""
LATER_TYPES = """
    Checkpoint CheckpointCreateRequest CheckpointListResponse BranchPoint BranchSuggestion SuggestionMetadata
    SuggestBranchesRequest SuggestBranchesResponse HealthResponse
"""


def test_every_published_name_is_there() -> None:
    assert set(f"{EXCEPTIONS} {TYPES} {LATER_TYPES}".split()) <= set(chatroutes.__all__)


@pytest.mark.parametrize("name", f"{TYPES} {LATER_TYPES}".split())
def test_a_published_type_is_a_typed_dict(name: str) -> None:
    assert is_typeddict(getattr(chatroutes, name))
    assert getattr(chatroutes, name) is getattr(types, name)


def test_every_name_is_the_one_that_checkers_see() -> None:
    source = Path(inspect.getfile(chatroutes)).read_text("utf-8")
    seen = {
        (name, module) for module, name in re.findall(r"^    from chatroutes\.([\w.]+) import (\w+) as", source, re.M)
    }
    assert seen == set(chatroutes._MODULES.items())
    assert {*chatroutes._MODULES, "__version__"} == set(chatroutes.__all__)
    for name in chatroutes.__all__:
        assert getattr(chatroutes, name) is not None
        assert name in dir(chatroutes)


def test_every_error_and_every_type_is_exported() -> None:
    shapes = {name for name in vars(types) if is_typeddict(getattr(types, name))}
    assert {*errors.__all__, *shapes} <= set(chatroutes.__all__)


def test_there_is_no_other_name() -> None:
    with pytest.raises(AttributeError, match="module 'chatroutes' has no attribute 'tea'"):
        chatroutes.tea  # type: ignore[attr-defined]  # noqa: B018


def test_the_import_brings_next_to_nothing() -> None:
    code = "import sys; before = set(sys.modules); import chatroutes; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    brought = {name for name in done.stdout.split() if name.partition(".")[0] not in sys.stdlib_module_names}
    assert brought == {"chatroutes", "openapi_facade", "openapi_facade.lazy"}
