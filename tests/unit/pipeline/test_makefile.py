"""The environment that make keeps: of the Python that PYTHON names, and brought up to date without the network."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import test_all

from .conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")]
FILES = ("Makefile", "constraints.txt", "pyproject.toml", "generator-config.toml", "scripts/repository.py")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with the Makefile and an environment of this Python, marked as up to date."""
    (tmp_path / "scripts").mkdir()
    for name in FILES:
        shutil.copy2(ROOT / name, tmp_path / name)
    venv.create(tmp_path / ".venv", symlinks=True)
    for stamp in ("run", "test", "tools"):
        (tmp_path / ".venv" / f"{stamp}.stamp").touch()
    (tmp_path / ".venv" / "marker").touch()
    return tmp_path


def make(copy: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`make setup`, which installs nothing: `true` takes pip's place."""
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHON", "VENV", "MAKEFLAGS", "MFLAGS")}
    command = ["make", "setup", "INSTALL=true", *arguments]
    return subprocess.run(
        command, cwd=copy, env=env | environment, capture_output=True, text=True, check=False, timeout=100
    )


def is_kept(copy: Path) -> bool:
    return (copy / ".venv" / "marker").exists()


def base() -> str:
    """The Python of which the tests' own environment is."""
    return str(getattr(sys, "_base_executable", sys.executable))


@pytest.fixture
def other(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Another Python that is installed here; its environments have no pip, which would take ten seconds."""
    for python in test_all.installed():
        if python.version[:2] != sys.version_info[:2] and python.complete:
            starter = tmp_path_factory.mktemp("other") / "python"
            starter.write_text(
                f'#!/bin/sh\nif [ "$1 $2" = "-m venv" ]; then shift 2; set -- -m venv --without-pip "$@"; fi\n'
                f'exec {shlex.quote(python.executable)} "$@"\n'
            )
            starter.chmod(0o755)
            return str(starter)
    pytest.skip("no other Python is installed")


def version(copy: Path) -> str:
    command = [str(copy / ".venv/bin/python"), "-c", "import sys; print(*sys.version_info[:2])"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_same_python_leaves_it(copy: Path) -> None:
    for arguments in ([f"PYTHON={base()}"], [f"PYTHON={sys.executable}"], []):
        done = make(copy, *arguments)
        assert (done.returncode, is_kept(copy)) == (0, True), done.stdout + done.stderr
        assert "-m venv" not in done.stdout


def test_another_python_makes_it_anew(copy: Path, other: str) -> None:
    before = version(copy)
    assert f"{other} -m venv --clear" in make(copy, "--dry-run", PYTHON=other).stdout  # from the environment too
    assert is_kept(copy)
    done = make(copy, f"PYTHON={other}")
    assert (done.returncode, is_kept(copy)) == (0, False), done.stdout + done.stderr
    assert version(copy) != before
    assert all((copy / ".venv" / f"{stamp}.stamp").exists() for stamp in ("run", "test", "tools"))
    (copy / ".venv" / "marker").touch()
    assert make(copy, f"PYTHON={other}").returncode == 0  # and only once
    assert make(copy).returncode == 0  # nor does the one that make would have taken itself
    assert is_kept(copy)


@pytest.mark.parametrize("named", ["/nowhere/python3", "true-no-python"])
def test_what_is_no_python_is_refused_and_harms_nothing(named: str, copy: Path) -> None:
    done = make(copy, f"PYTHON={named}")
    assert (done.returncode, is_kept(copy)) == (2, True)
    assert f"Python 3.10 or later is needed: PYTHON={named} is none" in done.stdout


def test_a_new_version_of_the_package_keeps_the_environment(copy: Path) -> None:
    """What it was made from is younger: it is brought up to date, and not made anew."""
    os.utime(copy / "pyproject.toml", (2**31, 2**31))
    done = make(copy)
    assert (done.returncode, is_kept(copy)) == (0, True), done.stdout + done.stderr
    assert "scripts/repository.py packages) && true --no-build-isolation $packages" in done.stdout


def test_an_environment_whose_python_is_gone_is_made_anew(copy: Path) -> None:
    for python in (copy / ".venv" / "bin").glob("python*"):
        python.unlink()
    os.utime(copy / "pyproject.toml", (2**31, 2**31))
    assert "|| \\\n\tpython3 -m venv --clear .venv" in make(copy, "--dry-run").stdout
