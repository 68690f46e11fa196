"""What the runtime is told of a Cat: its operations, its words, and what is known of its server."""

from __future__ import annotations

import json
import logging
from typing import Any

from cheshire_cat_api._api_line import check_api_line
from cheshire_cat_api._response import Response
from cheshire_cat_api.config import checked_user_id
from cheshire_cat_api.errors import code_of, from_failure
from openapi_facade.api import Api
from openapi_facade.operations import Routes

# Before anything else of the generated package: of another API line it may be missing, and "cannot import name" would
# not say why.
check_api_line()

from cheshire_cat_openapi.errors import UnexpectedStatus  # noqa: E402
from cheshire_cat_openapi.operations import OPERATIONS  # noqa: E402


def detail_in(body: str) -> str:
    """Return the server's words from any of its four error bodies (CONTRACT §1.2)."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return "" if body.lstrip().startswith("<") else body.strip()
    if not isinstance(data, dict):
        return ""
    if isinstance(data.get("error"), list):
        return "; ".join(_issue(issue) for issue in data["error"])
    detail = data.get("detail", data.get("error"))
    if isinstance(detail, dict):
        words = str(detail.get("error", detail))
        return f"{words}: {detail['url']}" if "url" in detail else words
    return detail if isinstance(detail, str) else json.dumps(detail) if detail else ""


def _issue(issue: Any) -> str:
    if not isinstance(issue, dict):
        return str(issue)
    place = ".".join(map(str, issue["loc"])) if isinstance(issue.get("loc"), list) else ""
    return f"{place}: {issue.get('msg', issue)}" if place else str(issue.get("msg", issue))


API = Api(
    name="cheshire-cat-api",
    threads="cheshire-cat",
    logger=logging.getLogger("cheshire_cat_api"),
    server="a Cat",
    the_server="the Cat",
    routes=Routes(lambda: OPERATIONS),
    translate=from_failure,
    detail=detail_in,
    code=code_of,
    unknown_status=UnexpectedStatus,
    response=Response,
    header_checks={"user_id": checked_user_id},
    keep_alive=3.0,  # the server drops an idle connection after 5 (CONTRACT §1.4)
    refused=frozenset((403,)),  # whatever the reason is (CONTRACT §1.3)
    dropped_after=frozenset((500,)),  # CONTRACT D18
)
