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
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from openapi_facade.comparison import document as documents
from openapi_facade.comparison import report as reports
from openapi_facade.comparison.problems import Refused
from pipeline import generator

ROOT = Path(__file__).resolve().parent.parent


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
        print("\n".join(reports.lines(report)), flush=True)
    except BrokenPipeError:  # the reader has seen enough; the verdict stands
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1 if report["breaks"] else 0


def _report(project: generator.Project, source: str) -> dict[str, Any]:
    server, plugin_paths = generator.without_plugin_paths(documents.load(source), project)
    server = documents.normalise(server)
    published = documents.load(str(project.document))
    client = generator.effective(published, project)
    return reports.report(client, published, server, plugin_paths)


if __name__ == "__main__":
    sys.exit(main())
