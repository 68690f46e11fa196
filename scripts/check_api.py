#!/usr/bin/env python3
"""Compare a server's API with the client. Changes nothing.

check_api.py FROM                a URL or a file of a server's OpenAPI document
check_api.py FROM --json PATH    the same for machines, besides

--root FOLDER                    where the client's openapi.json and overlay are, if not in this project

Exit status: 0 nothing by which a program that uses the client would break, 1 something, 2 misused or no verdict (no
document to compare, a report that cannot be written), 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from openapi_facade.comparison import compare
from openapi_facade.comparison import document as documents
from openapi_facade.comparison.problems import Refused
from pipeline import generator

ROOT = Path(__file__).resolve().parent.parent
_WIDTHS = {"operation": 60, "what": 50, "kind": 12, "client": 34, "server": 34}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", metavar="FROM", help="URL or file of a server's document")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the differences there as JSON")
    parser.add_argument("--root", type=Path, default=ROOT, metavar="FOLDER", help="the client's folder")
    options = parser.parse_args(arguments)
    project = generator.Project(options.root)
    try:
        report = _report(project, options.source)
        if options.json:
            options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    except (Refused, OSError) as problem:
        print("\n".join(f"refused: {line}" for line in str(problem).splitlines()), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except Exception:  # Python's own status for it would be 1, and that is a verdict
        traceback.print_exc()
        return 2
    try:
        print("\n".join(_lines(report)), flush=True)
    except BrokenPipeError:  # the reader has seen enough; the verdict stands
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1 if report["breaks"] else 0


def _report(project: generator.Project, source: str) -> dict[str, Any]:
    server, plugin_paths = generator.without_plugin_paths(documents.load(source), project)
    server = documents.normalise(server)
    published = documents.load(str(project.document))
    client = generator.effective(published, project)
    differences = compare.compare(client, published, server)
    return {
        "client": published["info"]["version"],
        "server": str(server["info"].get("version", "of no version")),
        "breaks": any(difference.breaks for difference in differences),
        "differences": [asdict(difference) for difference in differences],
        "plugin_paths": plugin_paths,
        "duplicate_operation_ids": compare.duplicate_operation_ids(server),
    }


def _lines(report: dict[str, Any]) -> list[str]:
    """The report as people read it. What the server wrote is shown in ASCII, so that it cannot steer a terminal."""
    lines = [f"Server {_cell(report['server'], 20)} against this client, API {report['client']}", ""]
    differences = report["differences"]
    lines += _table(differences)
    for name, places in report["duplicate_operation_ids"].items():
        lines.append(f"operationId {_cell(name, 60)} is given to several: {_cell(', '.join(places), 200)}")
    lines += [f"a plugin's own, not compared: {_cell(path, 200)}" for path in report["plugin_paths"]]
    breaking = sum(difference["breaks"] for difference in differences)
    lines.append(f"{len(differences)} differences, {breaking} of which break programs that use what differs")
    return lines


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


if __name__ == "__main__":
    sys.exit(main())
