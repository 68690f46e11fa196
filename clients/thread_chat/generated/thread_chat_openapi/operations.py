"""Every operation of the API, by operationId: its facts and, loaded on first use, builder and reader.

`operations.chainhook` is typed: `build` takes its arguments and `parse` gives its result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .operation import Operation as Operation

API_VERSION: Final = "0.1.0"

OPERATIONS: Final[dict[str, Operation[..., Any]]] = {
    "chainhook": Operation(
        "chainhook", "webhooks", "POST", "/webhooks/chainhook", None, False, False, "Tell what has happened on a chain."
    ),
    "dao_creation": Operation(
        "dao_creation", "webhooks", "POST", "/webhooks/dao", None, False, False, "Tell of a new DAO."
    ),
    "get_tool_categories": Operation(
        "get_tool_categories",
        "tools",
        "GET",
        "/tools/categories",
        None,
        True,
        False,
        "List the names of all categories, in order.",
    ),
    "get_tools": Operation(
        "get_tools", "tools", "GET", "/tools/available", None, True, False, "List the tools that agents have."
    ),
    "health": Operation("health", "health", "GET", "/", None, True, False, "Tell whether the server is there."),
    "search_tools": Operation(
        "search_tools",
        "tools",
        "GET",
        "/tools/search",
        None,
        True,
        False,
        "List the tools of which name, description or id has a text in it.",
    ),
}

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec, TypeVar

    from .api.health import health as _health
    from .api.tools import get_tool_categories as _get_tool_categories
    from .api.tools import get_tools as _get_tools
    from .api.tools import search_tools as _search_tools
    from .api.webhooks import chainhook as _chainhook
    from .api.webhooks import dao_creation as _dao_creation
    from .operation import Answer, Request

    _P = ParamSpec("_P")
    _T = TypeVar("_T")

    def _pair(build: Callable[_P, Request], parse: Callable[[Answer], _T]) -> Operation[_P, _T]: ...

    chainhook = _pair(_chainhook.build, _chainhook.parse)
    dao_creation = _pair(_dao_creation.build, _dao_creation.parse)
    get_tool_categories = _pair(_get_tool_categories.build, _get_tool_categories.parse)
    get_tools = _pair(_get_tools.build, _get_tools.parse)
    health = _pair(_health.build, _health.parse)
    search_tools = _pair(_search_tools.build, _search_tools.parse)
else:
    globals().update(OPERATIONS)
