"""generator-config.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from openapi_facade.comparison.problems import Refused
from pipeline.settings import Settings, recorded

from .conftest import ROOT

TEXT = (ROOT / "generator-config.toml").read_text()
LINES = {line.partition(" = ")[0]: line for line in TEXT.splitlines() if " = " in line}


def test_recording_changes_three_lines_and_no_comment() -> None:
    new = recorded(TEXT, "2.0.1", 7_000, "sha256:abc")
    changed = [(a, b) for a, b in zip(TEXT.splitlines(), new.splitlines(), strict=True) if a != b]
    assert [b for _, b in changed] == ['api-version = "2.0.1"', "revision = 7000", 'digest = "sha256:abc"']


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[package]", "[package", "generator-config.toml: "),
        (LINES["api-version"], "", "the knob 'api-version' is missing"),
        (LINES["revision"], "", "the knob 'revision' is missing"),
        (LINES["revision"], "revision = 0", "package.revision is a number from 1"),
        (LINES["revision"], 'revision = "1"', "package.revision is a number from 1"),
        ("[generator]", "[x]", "the knob 'generator' is missing"),
        ("literal_enums", "literal_enum", "options.literal_enum is unknown"),
        (LINES["models"], LINES["models"].replace("models =", "model ="), "facade.model is unknown"),
        (LINES["models"], 'models = "../models"', "facade.models is a dotted name, not '../models'"),
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
        recorded(text, "1.0.0", 1, "x")
