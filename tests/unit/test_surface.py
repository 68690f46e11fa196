"""The public surface is what was recorded: names, kinds, signatures and bases, wherever they are defined."""

from __future__ import annotations

import difflib
import importlib
import inspect
import pickle
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api import resources

ROOT = Path(__file__).parents[2]
RECORDED = Path(__file__).with_name("surface.txt")
RECORD = ("-m", "tests.unit.surface")
RESOURCES = [found.name for found in pkgutil.iter_modules(resources.__path__) if not found.name.startswith("_")]


def test_the_public_surface_is_what_was_recorded() -> None:
    # In an interpreter of its own: asking for a name of 1.4.9 warns once in a process.
    done = subprocess.run(
        [sys.executable, *RECORD], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    recorded = RECORDED.read_text(encoding="utf-8")
    difference = "".join(
        difflib.unified_diff(recorded.splitlines(True), done.stdout.splitlines(True), "recorded", "now", n=0)
    )
    assert not difference, f"{difference}\nif that is meant: python {' '.join(RECORD)} > {RECORDED.relative_to(ROOT)}"


@pytest.mark.parametrize("name", RESOURCES)
def test_a_resource_is_known_by_its_public_module(name: str) -> None:
    module = importlib.import_module(f"{resources.__name__}.{name}")
    kinds = [kind for _, kind in inspect.getmembers(module, inspect.isclass)]
    assert len(kinds) == 2
    for client in (ccat.CatClient(), ccat.AsyncCatClient()):
        kind = type(getattr(client, name))
        assert kind in kinds
        assert repr(getattr(client, name)).startswith(f"<{module.__name__}.{kind.__name__} object at ")
        assert pickle.loads(pickle.dumps(kind)) is kind
