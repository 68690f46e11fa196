"""The templates that replace the generator's own: a new version of it that changes one of those must be looked at."""

from __future__ import annotations

import ast
import hashlib
from importlib.metadata import version
from pathlib import Path

import openapi_python_client
import pytest

import cheshire_cat_openapi
from pipeline import settings

from .conftest import ROOT

STOCK = Path(openapi_python_client.__file__).parent / "templates"
OURS = ROOT / "scripts" / "templates"
GENERATED = Path(cheshire_cat_openapi.__file__).parent

# The stock templates as they were when ours were written. If one changes: look at what changed, see whether ours needs
# it, then record the new digest here.
LOOKED_AT = {
    "model.py.jinja": "2ff032678e81baa2f8ef299698da7b74f2f58dd1ee2c6785d73d71d0d9d41e1f",
    "models_init.py.jinja": "4f64a3d6e1b15a561be5573c1b7702eb928c0e4fa6b67107d20e57a74c44d51a",
    "endpoint_module.py.jinja": "a19bc1ea3dd47208c5e5b74573bb71be78dfb4c273d04472b8169203160b8429",
    "package_init.py.jinja": "10c394e2aedc79aa0a248b552aee76beb4530fe07386b3418c1f156473792e06",
    # Not replaced, but ours lean on how they do it.
    "endpoint_macros.py.jinja": "38fe41b01f6a4920c3ba0391cacc9a53c9e6fdb5c7433351dfa07858cc8facdd",
    "client.py.jinja": "491536bdfed19b97cfe4802867b706ce28686495c10eb24da0d7722a30400408",
    "types.py.jinja": "93df9d75883a4eafac77dd21bc6907f3ef612e3f7841e08656618dcf6c4ce494",
}


@pytest.mark.parametrize("name", sorted(LOOKED_AT))
def test_the_stock_template_is_the_one_that_was_looked_at(name: str) -> None:
    assert hashlib.sha256((STOCK / name).read_bytes()).hexdigest() == LOOKED_AT[name]


def test_ours_replace_templates_that_there_are() -> None:
    ours = {path.relative_to(OURS).as_posix() for path in OURS.rglob("*.py.jinja")}
    assert ours <= set(LOOKED_AT)
    assert len(ours) == 4  # the fewest that do
    assert {path.name for path in OURS.rglob("*.jinja")} - ours == {"decoders.jinja"}  # they share it
    assert all((STOCK / name).exists() for name in ours)


def test_the_generator_is_the_one_that_is_pinned() -> None:
    current = settings.Settings.read(ROOT / "generator-config.toml")
    assert version("openapi-python-client") == current.generator_version
    constraints = (ROOT / "constraints.txt").read_text()
    assert f"openapi-python-client=={current.generator_version}\n" in constraints
    assert f"ruff=={current.formatter_version}\n" in constraints


def test_docstrings_begin_at_the_margin() -> None:
    """The stock template puts one stray space before a description."""
    for path in GENERATED.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module):
                lines = (ast.get_docstring(node) or "").splitlines()
                assert not [line for line in lines if line.startswith(" ") and not line.startswith("    ")], path
