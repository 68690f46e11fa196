"""Lines of code are counted without what explains them."""

from __future__ import annotations

from pathlib import Path

import pytest

import code_lines

TEXT = '''"""A module's docstring,
of two lines."""

from __future__ import annotations

# a comment
LIMIT = 3  # with a comment behind it
"""What it is for."""


class Tea:
    """A class's docstring."""

    def pour(
        self,
    ) -> str:
        """A method's docstring."""
        return """a text
        that is
        # code"""
'''


def test_docstrings_comments_and_blanks_are_no_code() -> None:
    # The import, LIMIT, class, three of the def, three of the return.
    assert code_lines.code_lines(TEXT) == 9


def test_what_a_script_wrote_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "hand.py").write_text(TEXT, encoding="utf-8")
    written = f"# Written by scripts/unasync.py from tea.py; do not edit.\n{TEXT}"
    (tmp_path / "script.py").write_text(written, encoding="utf-8")
    assert code_lines.main([str(tmp_path / "hand.py"), str(tmp_path / "script.py")]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split() == ["9", "in", "1", "files"]
