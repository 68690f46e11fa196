"""What reads answers knows of no network, and what docstrings cite is in the contract."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import chatroutes

FACADE = Path(chatroutes.__file__).parent
CONTRACT = FACADE.parent.parent / "docs" / "contract.md"
WITHOUT_NETWORK = ("_answers", "_dialects", "_failures", "_stream", "_tree", "errors", "exceptions", "types")


def test_what_reads_answers_imports_no_network() -> None:
    modules = ", ".join(f"chatroutes.{name}" for name in WITHOUT_NETWORK)
    code = f"import sys, {modules}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert {"socket", "ssl", "asyncio", "http.client", "httpx"}.isdisjoint(done.stdout.split())


def test_every_section_that_is_cited_is_there() -> None:
    there = set(re.findall(r"^#+ (§[\d.]+) ", CONTRACT.read_text("utf-8"), re.M))
    sources = [path.read_text("utf-8") for path in FACADE.rglob("*.py")]
    cited = {
        each for text in sources for part in re.findall(r"CONTRACT ([§\d., ]+\d)", text) for each in part.split(", ")
    }
    inside = set(re.findall(r"§[\d.]*\d", CONTRACT.read_text("utf-8")))
    assert {"§4.4", "§6"} <= cited
    assert (cited | inside) - there == set()
