"""The generation of the API's package, by this project and by the generator alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

Job = Callable[[], float]

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("openapi.json", "openapi-overlay.yaml", "generator-config.toml", "LICENSE")


def ours(url: str) -> Job:
    """Seconds of `make generate`, in a copy of the project."""
    copy = TemporaryDirectory()
    root = Path(copy.name)
    for name in SOURCES:
        shutil.copy(ROOT / name, root)
    shutil.copytree(ROOT / "generated", root / "generated")
    models = Path("facade/cheshire_cat_api/models")
    shutil.copytree(ROOT / models, root / models)
    command = [str(ROOT / "scripts" / "regenerate.py"), "--root", copy.name]
    return lambda: _seconds([sys.executable, *command], copy)


def bare(url: str) -> Job:
    """Seconds of the generator with the same document, as it comes."""
    folder = TemporaryDirectory()
    command = ["generate", "--path", str(ROOT / "openapi.json"), "--output-path", f"{folder.name}/api", "--overwrite"]
    return lambda: _seconds([str(Path(sys.executable).with_name("openapi-python-client")), *command], folder)


def _seconds(command: list[str], folder: TemporaryDirectory[str]) -> float:
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder.name)
    took = time.perf_counter() - began
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)
    return took
