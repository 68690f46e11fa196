"""What servers on FastAPI say of an error: `{"detail": …}`, a text, or a list of what is wrong with a request."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


def json_in(body: str) -> Any:
    """Return a body as JSON; None where it is none, or nests too deep."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def detail_of(parsed: object) -> Any:
    """Return the `detail` of a body; None where it has none."""
    return parsed.get("detail") if isinstance(parsed, dict) else None


def words_of(
    body: str,
    *,
    of_object: Callable[[dict[str, Any]], str] = lambda _: "",
    of_issue: Callable[[dict[str, Any]], str] = json.dumps,
) -> str:
    """Return the words of a body in one line; of a page in HTML none, and of what is no JSON all.

    Args:
        of_object: gives those of a `detail` that is an object.
        of_issue: gives those of an entry of the list that has no message.
    """
    parsed = json_in(body)
    if parsed is None:
        return "" if body.lstrip().startswith("<") else body.strip()
    detail = detail_of(parsed)
    if isinstance(detail, list):
        return "; ".join(_issue(each, of_issue) for each in detail)
    if isinstance(detail, dict):
        return of_object(detail)
    return detail if isinstance(detail, str) else ""


def _issue(issue: object, unsaid: Callable[[dict[str, Any]], str]) -> str:
    if not isinstance(issue, dict):
        return str(issue)
    place = issue.get("loc")
    words = str(issue.get("msg", "")) or unsaid(issue)
    return f"{'.'.join(map(str, place))}: {words}" if isinstance(place, list) and place else words
