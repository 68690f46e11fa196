"""The facade and a generated package of another API line: a clear error on first use, whatever that package lacks."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import cheshire_cat_openapi
from cheshire_cat_openapi.operations import API_VERSION

PROGRAM = """
import cheshire_cat_api
cat = cheshire_cat_api.CatClient()  # nothing is loaded yet
print("made")
try:
    cat.{attribute}
except ImportError as error:
    print(error)
"""


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    """A damage to a copy of the generated package: a text in one of its files."""

    def damage(package: Path) -> None:
        path = package / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return damage


def of_another_line(package: Path) -> None:
    replaced("operations.py", f'API_VERSION: Final = "{API_VERSION}"', 'API_VERSION: Final = "1.10.0"')(package)


def without_an_operation(package: Path) -> None:
    of_another_line(package)
    (package / "api" / "plugins" / "toggle_plugin.py").unlink()


def without_a_model(package: Path) -> None:
    of_another_line(package)
    replaced("models/__init__.py", '"PluginList"', '"PluginListing"')(package)


@pytest.mark.parametrize(
    ("damage", "attribute"),
    [
        (of_another_line, "plugins"),
        (of_another_line, "status"),
        (of_another_line, "memory"),
        (without_an_operation, "status"),
        (without_an_operation, "plugins"),
        (without_a_model, "plugins"),
    ],
)
def test_the_error_says_what_to_install(damage: Callable[[Path], None], attribute: str, tmp_path: Path) -> None:
    package = tmp_path / "cheshire_cat_openapi"
    shutil.copytree(Path(cheshire_cat_openapi.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    damage(package)

    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r})" + PROGRAM.format(attribute=attribute)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    made, *told = done.stdout.splitlines()
    assert made == "made"
    assert "cheshire-cat-openapi is of API 1.10.0" in told[0]
    assert f"pip install 'cheshire-cat-openapi=={API_VERSION}.*'" in told[0]
