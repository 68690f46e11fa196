"""What docstrings cite is in the contract, and what judges frames knows of no network."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import thread_chat

FACADE = Path(thread_chat.__file__).parent
CONTRACT = FACADE.parent.parent / "docs" / "contract.md"
OVERLAY = FACADE.parent.parent / "openapi-overlay.yaml"


def test_every_section_and_row_that_is_cited_is_there() -> None:
    page = CONTRACT.read_text("utf-8")
    there = set(re.findall(r"^#+ (§[\d.]+) ", page, re.M)) | set(re.findall(r"^\| (T\d+b?) \|", page, re.M))
    assert {f"T{number}" for number in range(1, 13)} <= there
    texts = [path.read_text("utf-8") for path in FACADE.rglob("*.py")]
    cited = {
        each
        for text in texts
        for part in re.findall(r"CONTRACT ((?:(?:§[\d.]*\d|T\d+b?)(?:, )?)+)", text)
        for each in part.strip(", ").split(", ")
    }
    inside = set(re.findall(r"§[\d.]*\d|\bT\d+b?\b", page + OVERLAY.read_text("utf-8")))
    assert {"§2", "§4.4", "T9"} <= cited
    assert (cited | inside) - there == set()


def test_what_judges_frames_imports_no_network() -> None:
    modules = ", ".join(f"thread_chat.{name}" for name in ("_failures", "_protocol", "_requests", "errors", "messages"))
    code = f"import sys, {modules}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert {"socket", "ssl", "asyncio", "http.client", "httpx"}.isdisjoint(done.stdout.split())
