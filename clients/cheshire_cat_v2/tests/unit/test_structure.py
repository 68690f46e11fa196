"""Which module may import which, and how long one may be."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "facade/cheshire_cat_v2"
MODULES = {path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}


def test_no_module_is_long() -> None:
    assert {name for name, text in MODULES.items() if len(text.splitlines()) > 400} == set()


def test_neither_side_imports_the_other() -> None:
    for name, text in MODULES.items():
        if name.startswith("_sync/"):
            assert not re.search(r"^\s*(?:from|import) \S*(?:_async|asyncio)", text, re.M), name
        if name.startswith("_async/"):
            assert "_sync" not in text, name


def test_only_tests_import_the_embedded_server() -> None:
    for name, text in MODULES.items():
        if not name.startswith("testing/"):
            assert "import cheshire_cat_v2.testing" not in text, name
            assert "from cheshire_cat_v2.testing" not in text, name
