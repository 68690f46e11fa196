"""Run the tests on every CPython from 3.10 on that is installed here, each in an environment of its own.

    python scripts/test_all.py [arguments of pytest]

Looks on PATH and among pyenv's versions. The environments are .venvs/X.Y; they are made once, and again when what they
hold is to change.

Exit status: 0 all passed, 1 the tests failed on one Python or it could not be set up, 2 there is none, 130 interrupted.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

import repository

ROOT = repository.ROOT
ENVIRONMENTS = ROOT / ".venvs"
OLDEST = (3, 10)
SOURCES = [ROOT / "constraints.txt", Path(__file__)]
SOURCES += [source / "pyproject.toml" for part in repository.parts() for source in part.sources]
"""An environment older than one of these is made anew."""
GROUPS = ("test", "build", "generate", "check")  # the tests build the wheels, generate, and run the type checkers

PROBE = """
import importlib.util, sys
complete = all(map(importlib.util.find_spec, ("venv", "ensurepip")))
if sys.implementation.name == "cpython":
    print(*sys.version_info[:3], int(complete), getattr(sys, "_base_executable", sys.executable), sep="|")
"""


class Python(NamedTuple):
    """An interpreter that runs."""

    version: tuple[int, int, int]
    complete: bool
    """Whether it can make environments; Debian packs that apart."""
    executable: str

    @property
    def minor(self) -> str:
        """Such as `3.10`."""
        return f"{self.version[0]}.{self.version[1]}"

    def __str__(self) -> str:
        return ".".join(map(str, self.version))


class Outcome(NamedTuple):
    """How the tests went on one Python."""

    python: Python
    passed: bool
    what: str


def candidates() -> Iterator[str]:
    """Files that may be a Python: this one, those on PATH, pyenv's."""
    yield sys.executable
    for folder in os.get_exec_path():
        yield from (str(path) for path in sorted(Path(folder).glob("python3*")) if is_python(path.name))
    root = pyenv_root()
    if root is not None:
        for version in sorted((root / "versions").glob("*")):
            yield str(version / "bin" / "python")


def is_python(name: str) -> bool:
    return re.fullmatch(r"python3(\.\d+)?(\.exe)?", name) is not None


def pyenv_root() -> Path | None:
    """Where pyenv keeps its versions, if there is one."""
    if os.environ.get("PYENV_ROOT"):
        return Path(os.environ["PYENV_ROOT"])
    pyenv = shutil.which("pyenv")
    said = output(pyenv, "root") if pyenv else None
    return Path(said) if said else None


def output(*command: str) -> str | None:
    """What a command prints; None if it does not run. A shim of pyenv may be there and fail."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def probed(executable: str) -> Python | None:
    """The Python that a file is, if it is one."""
    said = output(executable, "-I", "-c", PROBE)
    if not said:
        return None
    major, minor, micro, complete, base = said.split("|", 4)
    return Python((int(major), int(minor), int(micro)), complete == "1", base)


def installed() -> list[Python]:
    """One Python of each minor version from 3.10 on: the newest, but a complete one before others."""
    best: dict[str, Python] = {}
    seen: set[str] = set()
    for candidate in candidates():
        real = os.path.realpath(candidate)
        if real in seen:
            continue
        python = probed(candidate)
        if python is None:
            continue  # not marked as seen: all shims of pyenv are one file, and some of them run
        seen.add(real)
        if python.version[:2] < OLDEST:
            continue
        rival = best.get(python.minor)
        if rival is None or (python.complete, python.version) > (rival.complete, rival.version):
            best[python.minor] = python
    return sorted(best.values())


def environment(python: Python) -> Path:
    """The interpreter of this Python's environment, which is made or brought up to date if need be.

    Raises:
        CalledProcessError: venv or pip failed.
    """
    folder = ENVIRONMENTS / python.minor
    own = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "test.stamp"
    there = probed(str(own))
    is_same = there is not None and there.version == python.version
    if not is_same or not is_fresh(stamp):
        if not is_same:  # else what is there already is not fetched again
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run([python.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(own), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        pip += ["--constraint", "constraints.txt"]
        groups = [word for group in GROUPS for word in ("--group", group)]
        subprocess.run([*pip, "pip", "hatchling", "hatch-fancy-pypi-readme", "editables"], cwd=ROOT, check=True)
        packages = repository.WHAT["packages"](repository.parts())
        subprocess.run([*pip, "--no-build-isolation", *packages.split(), *groups], cwd=ROOT, check=True)
        stamp.touch()
    return own


def is_fresh(stamp: Path) -> bool:
    """Whether it is there and younger than all that it was made from."""
    return stamp.exists() and all(stamp.stat().st_mtime_ns >= source.stat().st_mtime_ns for source in SOURCES)


def tested(python: Python, arguments: list[str]) -> Outcome:
    """Set up an environment and run the tests in it."""
    print(f"\n=== Python {python} ({python.executable})", flush=True)
    if not python.complete:
        return Outcome(python, False, "not set up: it has no venv or no ensurepip (on Debian, install python3-venv)")
    try:
        own = environment(python)
    except (OSError, subprocess.CalledProcessError) as error:
        return Outcome(python, False, f"not set up: {error}")
    begin = time.monotonic()
    code = subprocess.run([str(own), "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode
    seconds = time.monotonic() - begin
    return Outcome(python, code == 0, f"{'passed' if code == 0 else f'failed with {code}'} in {seconds:.0f} s")


def main(arguments: list[str]) -> int:
    """Run all, print the summary, give the exit status."""
    if not {"-h", "--help"}.isdisjoint(arguments):
        print(__doc__)
        return 0
    pythons = installed()
    if not pythons:
        print("no Python from 3.10 on was found, neither on PATH nor in pyenv", file=sys.stderr)
        return 2
    try:
        outcomes = [tested(python, arguments) for python in pythons]
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    print("\n=== summary")
    for outcome in outcomes:
        print(f"Python {outcome.python!s:8} {outcome.what}")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
