"""generator-config.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.problems import Refused
from pipeline.settings import Settings, recorded

from .conftest import ROOT

TEXT = (ROOT / "generator-config.toml").read_text()


def test_recording_changes_two_lines_and_no_comment() -> None:
    new = recorded(TEXT, 7, "sha256:abc")
    changed = [(a, b) for a, b in zip(TEXT.splitlines(), new.splitlines(), strict=True) if a != b]
    assert [b for _, b in changed] == ["revision = 7", 'digest = "sha256:abc"']


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[package]", "[package", "generator-config.toml: "),
        ("revision = 1", "", "the knob 'revision' is missing"),
        ("revision = 1", "revision = 0", "package.revision is a number from 1"),
        ("revision = 1", 'revision = "1"', "package.revision is a number from 1"),
        ("[generator]", "[x]", "the knob 'generator' is missing"),
        ("literal_enums", "literal_enum", "options.literal_enum is unknown"),
    ],
)
def test_a_knob_that_is_wrong_is_named(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert old in TEXT
    path = tmp_path / "generator-config.toml"
    path.write_text(TEXT.replace(old, new))
    with pytest.raises(Refused, match=told):
        Settings.read(path)


@pytest.mark.parametrize("text", ["", TEXT + 'digest = "x"\n'])
def test_a_line_to_record_in_must_be_there_once(text: str) -> None:
    with pytest.raises(Refused, match="is expected once"):
        recorded(text, 1, "x")
