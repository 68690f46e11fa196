"""Generating: what must stop it does, and whatever stops it leaves everything as it was."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import regenerate
from pipeline import generator, transaction
from pipeline.settings import Settings

from . import sparing
from .conftest import ROOT, tree

pytestmark = [pytest.mark.usefixtures("once"), pytest.mark.xdist_group("generated")]
MODELS = "facade/cheshire_cat_api/models/__init__.py"


def generate(root: Path, *arguments: str) -> int:
    return regenerate.main(["--root", str(root), *arguments])


def change(root: Path, edit: Callable[[Any], object]) -> None:
    """Edit openapi.json."""
    path = root / "openapi.json"
    document = json.loads(path.read_text())
    edit(document)
    path.write_text(json.dumps(document))


def add_schema(document: Any) -> None:
    document["components"]["schemas"]["Another"] = {"type": "object", "properties": {"a": {"type": "string"}}}


def test_it_writes_the_package_the_models_and_with_a_revision_the_digest(project: Path) -> None:
    assert generate(project, "--revision", "4") == 0

    settings = Settings.read(project / "generator-config.toml")
    assert settings.revision == 4
    assert settings.digest == generator.digest(project / "generated")
    assert 'version = "1.0.0.4"' in (project / "generated/pyproject.toml").read_text()
    assert '"NewThing",' in (project / MODELS).read_text()
    assert generate(project, "--check") == 0
    assert {path.name for path in project.iterdir()} == {
        *("facade", "generated", "generator-config.toml", "LICENSE", "openapi-overlay.yaml", "openapi.json")
    }


def test_twice_gives_the_same_bytes_wherever_the_project_lies(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generator, "_run", sparing.run)  # each time anew
    assert generate(project) == 0
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name, content in tree(project).items():
        if not name.startswith(("generated/", MODELS)):
            (elsewhere / name).parent.mkdir(parents=True, exist_ok=True)
            (elsewhere / name).write_bytes(content)
    (elsewhere / "pyproject.toml").write_text("[tool.ruff.format]\nquote-style = 'single'\n")

    assert generate(elsewhere) == 0
    assert tree(elsewhere / "generated") == tree(project / "generated")


def test_generating_again_touches_nothing(project: Path) -> None:
    assert generate(project, "--revision", "1") == 0
    times = {path: path.stat().st_mtime_ns for path in project.rglob("*")}

    assert generate(project) == 0
    assert {path: path.stat().st_mtime_ns for path in project.rglob("*") if path != project} == {
        path: time for path, time in times.items() if path != project
    }


class TestCheck:
    """make check-generated"""

    @pytest.fixture
    def project(self, generated: Path) -> Path:
        return generated

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("generated/cheshire_cat_openapi/client.py", "differs generated/cheshire_cat_openapi/client.py"),
            ("generated/cheshire_cat_openapi/new.py", "extra   generated/cheshire_cat_openapi/new.py"),
            (MODELS, f"differs {MODELS}"),
        ],
    )
    def test_a_hand_edit_is_named(
        self, project: Path, capsys: pytest.CaptureFixture[str], name: str, told: str
    ) -> None:
        with (project / name).open("a") as file:
            file.write("# by hand\n")
        before = tree(project)

        assert generate(project, "--check") == 1
        assert told in capsys.readouterr().err
        assert tree(project) == before

    def test_a_missing_file_is_named(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (project / "generated/cheshire_cat_openapi/py.typed").unlink()

        assert generate(project, "--check") == 1
        assert "missing generated/cheshire_cat_openapi/py.typed" in capsys.readouterr().err

    def test_python_s_caches_are_no_part_of_it(self, project: Path) -> None:
        cache = project / "generated/cheshire_cat_openapi/__pycache__/x.pyc"
        cache.parent.mkdir()
        cache.touch()

        assert generate(project, "--check") == 0

    def test_other_bytes_need_another_revision(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        change(project, add_schema)
        assert generate(project) == 0
        assert "make generate REVISION=2" in capsys.readouterr().out

        assert generate(project, "--check") == 1
        assert "changed without a new revision: run `make generate REVISION=2`" in capsys.readouterr().err

        assert generate(project, "--revision", "2") == 0
        assert generate(project, "--check") == 0


class TestRefused:
    """Whatever is refused, no file has changed."""

    @pytest.fixture
    def project(self, generated: Path) -> Path:
        return generated

    @pytest.fixture(autouse=True)
    def _nothing_changes(self, project: Path) -> Any:
        generated, config, models = (tree(project)[name] for name in self.WATCHED)
        yield
        assert [generated, config, models] == [tree(project)[name] for name in self.WATCHED]
        assert not list(project.glob(".generating*"))

    WATCHED = ("generated/cheshire_cat_openapi/openapi.json", "generator-config.toml", MODELS)

    def test_a_warning_of_the_generator(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Two classes of one name pass the guard, for only the generator knows what it makes of inline schemas."""

        def edit(document: Any) -> None:
            inline = {"type": "object", "title": "Part", "properties": {"a": {"type": "string"}}}
            document["components"]["schemas"]["NewThing"]["properties"]["part"] = inline
            document["components"]["schemas"]["NewThingPart"] = {"type": "object", "properties": {}}

        change(project, edit)
        assert generate(project, "--revision", "2") == 1
        error = capsys.readouterr().err
        assert "openapi-python-client failed" in error
        assert "NewThingPart" in error

    def test_a_default_of_another_type(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        change(project, lambda document: document["components"]["schemas"]["Color"].update(default="green"))
        change(
            project,
            lambda document: document["components"]["schemas"]["NewThing"]["properties"]["note"].update(
                type="integer", default="many"
            ),
        )
        assert generate(project) == 1
        error = capsys.readouterr().err
        assert "$.components.schemas.Color.default: 'green' is none of the values" in error
        assert "$.components.schemas.NewThing.properties.note.default: 'many' is not of type integer" in error

    def test_an_operation_without_a_fact(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        overlay = project / "openapi-overlay.yaml"
        overlay.write_text(overlay.read_text().replace("x-repeatable: true, ", ""))
        assert generate(project) == 1
        assert "$.paths['/things'].post: x-repeatable is needed" in capsys.readouterr().err

    def test_a_schema_that_is_sent_and_received(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        def edit(document: Any) -> None:
            body = document["paths"]["/things"]["post"]["requestBody"]["content"]["application/json"]
            body["schema"]["$ref"] = "#/components/schemas/Thing"

        change(project, edit)
        assert generate(project) == 1
        assert "$.components.schemas.Thing: sent and received" in capsys.readouterr().err

    def test_another_version_of_a_tool(
        self, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(generator, "version", lambda tool: "0.0.1")
        assert generate(project) == 1
        assert "openapi-python-client 0.28.4 is pinned in generator-config.toml, 0.0.1 is installed" in (
            capsys.readouterr().err
        )

    def test_a_failing_formatter(
        self, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = generator._run

        def fail(tool: str, *arguments: object) -> None:
            run(tool, *arguments, *(("--no-such-option",) if tool == "ruff" else ()))

        monkeypatch.setattr(generator, "_run", fail)
        change(project, add_schema)
        assert generate(project, "--revision", "2") == 1
        assert "ruff failed" in capsys.readouterr().err

    def test_a_missing_tool(
        self, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(generator, "_run", sparing.run)
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
        change(project, add_schema)
        assert generate(project) == 1
        assert "openapi-python-client failed" in capsys.readouterr().err

    def test_code_that_is_no_python(
        self, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("pipeline.facts.render", lambda document: "def f(a, a): pass\n")
        monkeypatch.setattr(generator, "_format", lambda *arguments: None)
        assert generate(project) == 1
        assert "the generated operations.py is no Python: duplicate argument" in capsys.readouterr().err

    def test_a_module_too_many(
        self, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(generator, "_format", lambda settings, folder: _write(folder, "api/things/extra.py"))
        assert generate(project) == 1
        assert "generated modules and operations differ: things/extra.py" in capsys.readouterr().err

    def test_an_import_of_which_no_dependency_is_known(
        self, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            generator, "_format", lambda settings, folder: _write(folder, "extra.py", "import requests\n")
        )
        assert generate(project) == 1
        assert "generated code imports requests" in capsys.readouterr().err

    def test_a_full_disk(
        self, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(document: Any) -> str:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("pipeline.facts.render", full)
        assert generate(project) == 1
        assert "failed: [Errno 28] No space left on device" in capsys.readouterr().err

    def test_ctrl_c(self, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(*arguments: Any) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(generator, "_format", interrupt)
        change(project, add_schema)
        assert generate(project, "--revision", "2") == 130


def _write(folder: Path, name: str, text: str = "") -> None:
    (folder / "cheshire_cat_openapi" / name).write_text(text)


class TestInterrupted:
    """Between two renames, by an exception or by the death of the process."""

    STEPS = range(1, 8)
    """Three places, two renames each, and the one that ends it."""

    @pytest.fixture
    def project(self, generated: Path) -> Path:
        return generated

    @pytest.fixture
    def before(self, project: Path) -> dict[str, bytes]:
        """The project generated once, and changed so that all three places will change."""
        change(project, add_schema)
        return tree(project)

    @pytest.mark.parametrize("error", [KeyboardInterrupt, PermissionError(13, "Permission denied")])
    @pytest.mark.parametrize("step", STEPS)
    def test_an_exception_at_any_rename(
        self, step: int, error: BaseException, project: Path, before: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rename, calls = Path.rename, []

        def failing(path: Path, target: Path) -> Path:
            if ".generating" in str(path) or ".generating" in str(target):
                calls.append(path)
                if len(calls) == step:
                    raise error
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", failing)
        monkeypatch.setattr(generator, "build", fake_build)
        assert generate(project, "--revision", "2") != 0
        assert len(calls) >= step
        assert tree(project) == before

    @pytest.mark.parametrize("step", STEPS)
    def test_death_at_any_rename(self, step: int, project: Path, before: dict[str, bytes]) -> None:
        assert die(project, step=step) == -signal.SIGKILL
        assert tree(project) != before  # it left its journal
        assert generate(project, "--check") == 1

        assert transaction.recover(project / ".generating-journal")
        assert {name: content for name, content in tree(project).items() if ".generating" not in name} == before

    def test_the_next_run_puts_back_what_was_and_goes_on(
        self, project: Path, before: dict[str, bytes], capfd: pytest.CaptureFixture[str]
    ) -> None:
        assert die(project, step=4) == -signal.SIGKILL

        assert generate(project, "--revision", "2") == 0
        assert "a generation was interrupted: what it had changed is put back" in capfd.readouterr().out
        assert generate(project, "--check") == 0
        assert not list(project.glob(".generating*"))

    def test_the_next_run_puts_back_what_was_even_if_it_fails(self, project: Path, before: dict[str, bytes]) -> None:
        assert die(project, step=2) == -signal.SIGKILL
        assert not (project / "generated").exists()
        (project / "openapi.json").write_text("{")

        assert generate(project) == 1
        assert tree(project) == {**before, "openapi.json": b"{"}

    def test_death_after_the_end_leaves_the_new_ones(self, project: Path, before: dict[str, bytes]) -> None:
        more = "transaction._remove = lambda path: die() if path.name.endswith('.done') and path.exists() else None"
        assert die(project, more=more) == -signal.SIGKILL

        assert not transaction.recover(project / ".generating-journal")
        assert not (project / ".generating-journal.done").exists()
        assert "revision = 2" in (project / "generator-config.toml").read_text()
        assert (project / "generated/new.py").exists()
        assert generate(project) == 0
        assert not list(project.glob(".generating*"))

    def test_death_in_the_formatter(self, project: Path, before: dict[str, bytes]) -> None:
        more = "generator._format = lambda *arguments: die()"
        assert die(project, more=more, fake=False) == -signal.SIGKILL
        assert {name: content for name, content in tree(project).items() if ".generating" not in name} == before

        assert generate(project, "--revision", "2") == 0
        assert not list(project.glob(".generating*"))


def test_what_was_not_there_before_is_not_there_after(tmp_path: Path) -> None:
    """Of three places, one is new, one is replaced, and for the third there is nothing to put."""
    new, old, third = tmp_path / "deep" / "new", tmp_path / "old", tmp_path / "third"
    old.mkdir()
    (old / "file").write_text("old")
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "file").write_text("new")
    journal = tmp_path / "journal"

    with pytest.raises(FileNotFoundError):
        transaction.replace(journal, {new: tmp_path / "made", old: tmp_path / "also", third: tmp_path / "missing"})

    assert not new.exists()
    assert (old / "file").read_text() == "old"
    assert not third.exists()
    assert not journal.exists()


def fake_build(document: Any, settings: Settings, project: Any, target: Path) -> None:
    scope: dict[str, Any] = {}
    exec(FAKE_BUILD, scope)
    scope["build"](document, settings, project, target)


FAKE_BUILD = """
def build(document, settings, project, target):
    models = target / settings.module / "models"
    models.mkdir(parents=True)
    (models / "__init__.py").write_text('__all__ = ("Another",)')
    (target / "new.py").touch()
"""

DEATH = """
import os, signal, sys
from pathlib import Path

sys.path.insert(0, {scripts!r})
import regenerate
from pipeline import generator, transaction

rename, calls = Path.rename, []


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def dying(path, target):
    if ".generating" in str(path) or ".generating" in str(target):
        calls.append(path)
        if len(calls) == {step}:
            die()
    return rename(path, target)


Path.rename = dying
{fake}
{more}
regenerate.main(["--root", {root!r}, "--revision", "2"])
"""


def die(project: Path, *, step: int = 0, more: str = "", fake: bool = True) -> int:
    """A generation in a process of its own, which is killed; its exit status."""
    fake_ = f"{FAKE_BUILD}\ngenerator.build = build" if fake else ""
    code = DEATH.format(scripts=str(ROOT / "scripts"), root=str(project), step=step, more=more, fake=fake_)
    return subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode


def test_the_readme_and_the_metadata_are_in_the_words_of_the_document(project: Path) -> None:
    """Not in those of another API: title, server, client and example are this project's own."""
    config = project / "generator-config.toml"
    lines = [line for line in config.read_text().splitlines() if not line.startswith(("client = ", "server = "))]
    config.write_text("\n".join(lines) + "\n")
    change(project, lambda document: document["info"].update(title="Tea & Things"))
    assert generate(project) == 0
    readme = (project / "generated" / "README.md").read_text()
    metadata = (project / "generated" / "pyproject.toml").read_text()
    assert "The HTTP API of the Tea & Things, server 1.0.0" in readme
    assert 'description = "The HTTP API of the Tea & Things, generated from its OpenAPI document"' in metadata
    for word in ("Cheshire", "cheshire-cat-api", "1865", "api.status"):
        assert word not in readme + metadata
    code = readme.partition("```python\n")[2].partition("```")[0].rpartition("print(")[0]
    program = f"import sys; sys.path.insert(0, {str(project / 'generated')!r})\n{code}"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
