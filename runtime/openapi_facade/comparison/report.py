"""A comparison as a report: for machines, and as people read it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from openapi_facade.comparison import compare
from openapi_facade.comparison.document import Document

_WIDTHS = {"operation": 60, "what": 50, "kind": 12, "client": 34, "server": 34}


def report(client: Document, published: Document, server: Document, plugin_paths: list[str]) -> dict[str, Any]:
    """Return what a server's API has otherwise than the client, as plain data.

    Args:
        client: the effective document.
        published: the document that it was made from.
        server: another server's document, normalised.
        plugin_paths: the paths that were left out of it, as they are that one server's own.
    """
    differences = compare.compare(client, published, server)
    return {
        "client": published["info"]["version"],
        "server": str(server["info"].get("version", "of no version")),
        "breaks": any(difference.breaks for difference in differences),
        "differences": [asdict(difference) for difference in differences],
        "plugin_paths": plugin_paths,
        "duplicate_operation_ids": compare.duplicate_operation_ids(server),
    }


def lines(report: dict[str, Any]) -> list[str]:
    """Return a report as people read it. What the server wrote is in ASCII, so that it cannot steer a terminal."""
    told = [f"Server {_cell(report['server'], 20)} against this client, API {report['client']}", ""]
    differences = report["differences"]
    told += _table(differences)
    for name, places in report["duplicate_operation_ids"].items():
        told.append(f"operationId {_cell(name, 60)} is given to several: {_cell(', '.join(places), 200)}")
    told += [f"a plugin's own, not compared: {_cell(path, 200)}" for path in report["plugin_paths"]]
    breaking = sum(difference["breaks"] for difference in differences)
    told.append(f"{len(differences)} differences, {breaking} of which break programs that use what differs")
    return told


def _table(differences: list[dict[str, Any]]) -> list[str]:
    if not differences:
        return []
    columns = ("breaks", *_WIDTHS)
    rows = [["", *_WIDTHS]]
    for each in differences:
        cells = [_cell(str(each[column]), width, end=column == "what") for column, width in _WIDTHS.items()]
        rows.append(["BREAKS" if each["breaks"] else "", *cells])
    widths = [max(len(row[number]) for row in rows) for number in range(len(columns))]
    return [*("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows), ""]


def _cell(text: str, width: int, *, end: bool = False) -> str:
    plain = ascii(text)[1:-1]
    if len(plain) <= width:
        return plain
    return f"...{plain[3 - width :]}" if end else f"{plain[: width - 3]}..."
