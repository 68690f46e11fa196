"""Building a distribution twice gives the same wheel, byte for byte."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from .conftest import ROOT

SOURCES = {
    "generated": ["generated"],
    ".": ["facade", "openapi.json", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"],
}


def wheel(source: Path, target: Path, **environment: str) -> tuple[str, str]:
    """Build; the wheel's name and digest."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(target), str(source)]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **environment}, check=False, timeout=110
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = target.glob("*.whl")
    return built.name, sha256(built.read_bytes()).hexdigest()


@pytest.mark.parametrize("folder", SOURCES)
def test_twice_gives_the_same_wheel_wherever_and_whenever(folder: str, tmp_path: Path) -> None:
    built = []
    for number, environment in enumerate(({"TZ": "UTC", "PYTHONHASHSEED": "1"}, {"TZ": "Asia/Tokyo"})):
        copy = tmp_path / f"copy{number}"
        for name in SOURCES[folder]:
            source, place = ROOT / name, copy / name
            if source.is_dir():
                shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
                os.utime(place, (number, number))
            else:
                shutil.copyfile(source, place)
        for path in copy.rglob("*"):
            os.utime(path, (10**9 + number, 10**9 + number))
        built.append(wheel(copy / folder, tmp_path / f"dist{number}", **environment))
    assert built[0] == built[1]
