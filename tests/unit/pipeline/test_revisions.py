"""`make generate` says which revision to record, and what the facade says of the package follows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import regenerate
from openapi_facade.comparison.problems import Refused
from pipeline import facade
from pipeline.settings import Settings

from .conftest import ROOT, tree
from .test_generation import add_schema, change, generate

pytestmark = [pytest.mark.usefixtures("once"), pytest.mark.xdist_group("generated")]
API_LINE = "facade/cheshire_cat_api/_api_line.py"


@pytest.fixture
def project(project: Path) -> Path:
    """The small project with a facade: what of it follows the generated package."""
    (project / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    (project / API_LINE).parent.mkdir(parents=True, exist_ok=True)
    (project / API_LINE).write_bytes((ROOT / API_LINE).read_bytes())
    return project


def changed_lines(project: Path, name: str) -> list[str]:
    old, new = ((root / name).read_text("utf-8").splitlines() for root in (ROOT, project))
    return [b.strip() for a, b in zip(old, new, strict=True) if a != b]


def version(project: Path, number: str) -> None:
    change(project, lambda document: document["info"].update(version=number))


def package_version(project: Path) -> str:
    line = next(line for line in (project / "generated/pyproject.toml").read_text().splitlines() if "version =" in line)
    return line.partition(" = ")[2].strip('"')


def test_a_new_api_version_begins_with_revision_1(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever revision the one before had."""
    assert generate(project, "--revision", "4") == 0
    version(project, "1.0.1")
    assert generate(project) == 0
    told = capsys.readouterr().out
    assert told == "openapi.json is of API 1.0.1, what is recorded of 1.0.0: run `make generate REVISION=1`\n"
    assert package_version(project) == "1.0.1.1"
    assert generate(project) == 0
    assert capsys.readouterr().out == told  # also when generated/ is the new one already

    assert generate(project, "--check") == 1
    assert "run `make generate REVISION=1`" in capsys.readouterr().err
    assert generate(project, "--revision", "1") == 0
    assert capsys.readouterr().out == ""
    assert generate(project, "--check") == 0
    settings = Settings.read(project / "generator-config.toml")
    assert (settings.api_version, settings.revision) == ("1.0.1", 1)


def test_other_bytes_take_the_next_revision(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate(project, "--revision", "4") == 0
    change(project, add_schema)
    assert generate(project) == 0
    assert capsys.readouterr().out == "The bytes are not those of revision 4: run `make generate REVISION=5`\n"
    assert generate(project, "--revision", "4") == 0
    assert capsys.readouterr().out == (
        "Revision 4 had other bytes before: if those were published, run `make generate REVISION=5`\n"
    )
    assert generate(project, "--revision", "5") == 0
    assert capsys.readouterr().out == ""


def test_an_older_revision_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate(project, "--revision", "4") == 0
    before = tree(project)
    assert generate(project, "--revision", "3") == 1
    assert "the next is 5" in capsys.readouterr().err
    assert tree(project) == before


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", ""])
def test_what_is_no_revision_is_misuse(number: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(project)
    with pytest.raises(SystemExit, match="2"):
        generate(project, f"--revision={number}")
    assert f"a revision is a whole number from 1, not '{number}'" in capsys.readouterr().err
    assert tree(project) == before


def test_the_range_and_the_api_line_follow(project: Path) -> None:
    version(project, "2.10.99")
    assert generate(project) == 0
    assert changed_lines(project, "pyproject.toml") == ['"cheshire-cat-openapi>=2.10.99.1,<2.10.100",']
    assert changed_lines(project, API_LINE) == ['API_LINE = "2.10.99"']
    assert generate(project, "--revision", "7") == 0
    assert changed_lines(project, "pyproject.toml") == ['"cheshire-cat-openapi>=2.10.99.7,<2.10.100",']


@pytest.mark.parametrize("name", ["pyproject.toml", API_LINE])
def test_they_are_checked(name: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate(project, "--revision", "1") == 0
    text = (project / name).read_text()
    (project / name).write_text(text.replace("1.0.0", "1.0.2"))
    assert generate(project, "--check") == 1
    assert f"differs {name}" in capsys.readouterr().err
    assert generate(project) == 0
    assert (project / name).read_text() == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", 'dependencies have cat 0 times; give it once, as "cat>=1.9.2.3,<1.9.3"'),
        ('"cat>=1"\n"cat<2"', "2 times"),
        ('"cats>=1"\n"a-cat>=1"', "0 times"),
    ],
)
def test_a_range_that_cannot_follow_is_refused_with_the_line(text: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        facade.with_range(f"[project]\n{text}", "cat", "1.9.2", 3)


def test_settings_of_tools_have_no_range() -> None:
    assert facade.with_range("[tool.x]\n", "cat", "1.9.2", 3) == "[tool.x]\n"


def test_an_api_line_that_cannot_follow_is_refused_with_the_line() -> None:
    with pytest.raises(Refused, match=r'`API_LINE = "1.9.2"` is expected once'):
        facade.with_api_line("", "1.9.2")


def test_those_of_the_project_itself_are_what_its_document_and_revision_give() -> None:
    settings = Settings.read(ROOT / "generator-config.toml")
    api = json.loads((ROOT / "openapi.json").read_text("utf-8"))["info"]["version"]
    assert settings.api_version == api
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert facade.with_range(text, settings.package, api, settings.revision) == text


def test_make_spec_says_which_revision_comes(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate(project, "--revision", "4") == 0
    version(project, "1.0.1")
    served = project / "served.json"
    (project / "openapi.json").rename(served)
    assert regenerate.main(["--root", str(project), "--spec", str(served)]) == 0
    assert "then run `make generate REVISION=1`" in capsys.readouterr().out
