"""Each script exits as its head says: in a process of its own, as make and people run it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from socket import create_server

import pytest

from .conftest import DATA, HOSTILE, ROOT, VERSIONS

SCRIPTS = ("check_api", "readme_table", "regenerate", "test_all")
NEW = DATA / "openapi" / f"{VERSIONS[-1]}.json"
OLD = DATA / "openapi" / f"{VERSIONS[0]}.json"


def run(script: str, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / f"{script}.py"), *map(str, arguments)]
    env = {**os.environ, **environment}
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False, timeout=100)


@pytest.mark.parametrize("script", SCRIPTS)
def test_help(script: str) -> None:
    done = run(script, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert script == "readme_table" or "Exit status: 0 " in done.stdout


@pytest.mark.parametrize(
    ("script", "arguments"),
    [
        ("check_api", []),
        ("check_api", [NEW, "--nonsense"]),
        ("readme_table", ["--nonsense"]),
        ("regenerate", ["--nonsense"]),
        ("regenerate", ["--revision", "0"]),
        ("regenerate", ["--revision", "x"]),
        ("regenerate", ["--check", "--spec", "x"]),
    ],
)
def test_misuse_is_2(script: str, arguments: list[object]) -> None:
    done = run(script, *arguments)
    assert done.returncode == 2
    assert "usage: " in done.stderr


class TestCheckApi:
    """0, 1 where a caller would break, 2 where there is no verdict."""

    def test_the_same_is_0_and_an_old_one_is_1(self) -> None:
        assert run("check_api", NEW).returncode == 0
        assert run("check_api", OLD).returncode == 1

    @pytest.mark.parametrize(
        "source", ["/no/such/file", HOSTILE / "not_json.json", HOSTILE / "paths_missing.json", ROOT]
    )
    def test_without_a_document_it_is_2(self, source: object) -> None:
        done = run("check_api", source)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("refused: ")
        assert "Traceback" not in done.stderr

    def test_where_the_client_itself_does_not_fit_it_is_2(self, project: Path) -> None:
        (project / "openapi-overlay.yaml").write_text("overlay: 1.0.0\nactions: [{target: $.x, remove: true}]")
        done = run("check_api", NEW, "--root", project)
        assert done.returncode == 2
        assert "refused: overlay action 1, $.x: matches nothing" in done.stderr

    def test_of_another_client_s_folder(self, project: Path) -> None:
        assert run("check_api", project / "openapi.json", "--root", project).returncode == 0
        assert run("check_api", NEW, "--root", project).returncode == 1

    def test_an_unwritable_report_is_2(self) -> None:
        assert run("check_api", NEW, "--json", "/no/such/folder/x").returncode == 2

    def test_a_fault_of_its_own_is_no_verdict(self, tmp_path: Path) -> None:
        """A broken installation would otherwise say that a caller breaks."""
        (tmp_path / "sitecustomize.py").write_text(
            "import json\n\ndef broken(*_, **__):\n    raise RuntimeError('broken')\n\njson.loads = broken\n"
        )
        done = run("check_api", NEW, PYTHONPATH=str(tmp_path))
        assert done.returncode == 2
        assert "RuntimeError: broken" in done.stderr

    def test_a_reader_that_has_seen_enough_changes_no_verdict(self) -> None:
        command = [sys.executable, str(ROOT / "scripts/check_api.py"), str(OLD)]
        read, write = os.pipe()
        os.close(read)
        try:
            done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False, timeout=100)
        finally:
            os.close(write)
        assert (done.returncode, done.stderr) == (1, "")

    def test_interrupted_it_is_130(self) -> None:
        """While it waits for a server that accepts and says nothing."""
        with create_server(("127.0.0.1", 0)) as server:
            url = f"http://127.0.0.1:{server.getsockname()[1]}/openapi.json"
            command = [sys.executable, str(ROOT / "scripts/check_api.py"), url]
            with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
                connection, _ = server.accept()
                connection.recv(1)
                process.send_signal(signal.SIGINT)
                _, error = process.communicate(timeout=60)
                connection.close()
        assert (process.returncode, error) == (130, "interrupted\n")


class TestRegenerate:
    """0, 1 refused or different."""

    def test_done_different_and_refused(self, project: Path) -> None:
        assert run("regenerate", "--root", project, "--check").returncode == 1
        assert run("regenerate", "--root", project, "--revision", "1").returncode == 0
        assert run("regenerate", "--root", project, "--check").returncode == 0
        assert run("regenerate", "--root", project, "--spec", NEW / "x").returncode == 1
        (project / "openapi-overlay.yaml").write_text("? [a]\n: 1")
        done = run("regenerate", "--root", project)
        assert (done.returncode, done.stderr) == (
            1,
            "refused: openapi-overlay.yaml:1: key [...] is no string: quote it\n",
        )

    @pytest.mark.parametrize("name", ["openapi.json", "openapi-overlay.yaml", "generator-config.toml", "LICENSE"])
    def test_a_missing_file(self, name: str, project: Path) -> None:
        (project / name).unlink()
        done = run("regenerate", "--root", project)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert name in done.stderr


def test_the_table_of_the_readme_is_up_to_date() -> None:
    assert run("readme_table", "--check").returncode == 0


def test_without_any_python_test_all_exits_with_2(tmp_path: Path) -> None:
    """With nothing on PATH, and a starter that is none that it would take."""
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'scripts')!r}); import test_all; "
        "sys.executable = '/nowhere'; sys.exit(test_all.main([]))"
    )
    env = {**os.environ, "PATH": str(tmp_path), "PYENV_ROOT": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (2, "")
