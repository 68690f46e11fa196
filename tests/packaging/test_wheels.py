"""The three wheels, as a user gets them: built, installed together where nothing else is, and used for a chat."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_openapi.operations import API_VERSION

ROOT = Path(__file__).parents[2]
TIMEOUT = 300.0  # seconds for pip, which may have to fetch what the packages need

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2 * TIMEOUT)]

SAY_HELLO = """
import sys, threading
import cheshire_cat_api as ccat

replied = threading.Event()
config = ccat.Config(base_url=sys.argv[1], user_id="packaged")
with ccat.CatClient(config, on_message=lambda text: '"type":"chat"' in text.replace(" ", "") and replied.set()) as cat:
    print(cat.status.status().version)
    print(cat.plugins.get_available_plugins().installed[0].id)
    cat.connect_ws(timeout=10)
    cat.send("Hello from a wheel")
    assert replied.wait(30)
print(ccat.__file__)
"""


class Wheels(NamedTuple):
    """The three files, by the folder of their sources."""

    facade: Path
    generated: Path
    runtime: Path


def command(*words: str | Path, env: dict[str, str] | None = None) -> str:
    """What a command prints; its complaint where it fails."""
    done = subprocess.run(
        [str(word) for word in words],
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT,
        env={**os.environ, "PYTHONPATH": "", **(env or {})},
        cwd=ROOT.anchor,
        check=False,
    )
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def interpreter_of(folder: Path) -> Path:
    """The interpreter of an environment that is made here, and holds nothing."""
    command(sys.executable, "-m", "venv", "--without-pip", folder)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Wheels:
    """All, built from the sources as `make build` does."""
    out = tmp_path_factory.mktemp("wheels")
    for source in (ROOT / "generated", ROOT / "runtime", ROOT):
        command(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", out, source)
    (facade,) = out.glob("cheshire_cat_api-*.whl")
    (generated,) = out.glob("cheshire_cat_openapi-*.whl")
    (runtime,) = out.glob("openapi_facade-*.whl")
    return Wheels(facade, generated, runtime)


@pytest.fixture(scope="module")
def python(wheels: Wheels, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that holds the wheels, what they need, and nothing else."""
    interpreter = interpreter_of(tmp_path_factory.mktemp("fresh") / "venv")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", interpreter)
    command(*pip, "install", "--constraint", ROOT / "constraints.txt", *wheels)
    return interpreter


def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def metadata(wheel: Path) -> str:
    (name,) = (name for name in names(wheel) if name.endswith(".dist-info/METADATA"))
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(name).decode()


@pytest.mark.parametrize("which", Wheels._fields)
def test_an_index_can_show_them(which: str, wheels: Wheels) -> None:
    text = metadata(getattr(wheels, which))
    assert re.search(r"^Description-Content-Type: text/markdown$", text, re.M)
    urls = dict(re.findall(r"^Project-URL: (\w+), (https://\S+)$", text, re.M))
    of_the_cat = {"Homepage": "https://cheshirecat.ai", "Server": "https://github.com/cheshire-cat-ai/core"}
    assert urls == ({} if which == "runtime" else of_the_cat)
    headings = {
        re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in re.findall(r"^#+ (.*)$", text, re.M)
    }
    for address in re.findall(r"\]\(([^)]*)\)", text):
        assert address.startswith("https://") or address.removeprefix("#") in headings, (
            f"{address} is nowhere on an index"
        )


def test_the_description_is_the_readme(wheels: Wheels) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = metadata(wheels.facade).partition("\n\n")[2]
    assert (
        re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", shown).strip() == re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", readme).strip()
    )
    assert "(examples/chat.py)" in readme


def test_the_versions(wheels: Wheels) -> None:
    assert wheels.facade.name == f"cheshire_cat_api-{ccat.__version__}-py3-none-any.whl"
    revision = re.search(r"^revision = (\d+)$", (ROOT / "generator-config.toml").read_text(encoding="utf-8"), re.M)
    assert revision
    assert wheels.runtime.name == f"openapi_facade-{ccat.__version__}-py3-none-any.whl"
    assert wheels.generated.name == f"cheshire_cat_openapi-{API_VERSION}.{revision[1]}-py3-none-any.whl"
    for wheel in wheels:
        assert re.search(r"^Requires-Python: >=3\.10$", metadata(wheel), re.M)
        assert re.search(r"^License-Expression: MIT$", metadata(wheel), re.M)


def test_the_facade_asks_for_this_generated_package(wheels: Wheels) -> None:
    required = re.findall(r"^Requires-Dist: ([\w-]+)([^;\n]*)$", metadata(wheels.facade), re.M)
    assert {name for name, _ in required} >= {"cheshire-cat-openapi", "openapi-facade", "httpx", "websocket-client"}
    assert ("openapi-facade", f"=={ccat.__version__}") in required, "they have one version, and move together"
    (wanted,) = (version for name, version in required if name == "cheshire-cat-openapi")
    assert f">={wheels.generated.name.split('-')[1]}" in wanted
    assert f"<{'.'.join([*API_VERSION.split('.')[:2], str(int(API_VERSION.split('.')[2]) + 1)])}" in wanted


@pytest.mark.parametrize("which", Wheels._fields)
def test_what_is_inside(which: str, wheels: Wheels) -> None:
    wheel: Path = getattr(wheels, which)
    package = wheel.name.split("-")[0]
    inside = names(wheel)
    assert f"{package}/py.typed" in inside
    assert any(re.search(r"\.dist-info/licenses/LICENSE$", name) for name in inside)
    folder = ROOT / which
    source = {path.relative_to(folder).as_posix() for path in (folder / package).rglob("*.py")}
    packed = {name for name in inside if ".dist-info/" not in name}
    assert {name for name in packed if name.endswith(".py")} == source
    assert {Path(name).suffix for name in packed} <= {".py", ".typed", ".json"}
    if which == "generated":
        assert f"{package}/openapi.json" in packed


def test_they_install_together_and_chat(python: Path, cat: EmbeddedCat) -> None:
    version, plugin, file = command(python, "-I", "-W", "error", "-c", SAY_HELLO, cat.url).splitlines()
    assert (version, plugin) == (API_VERSION, "core_plugin")
    assert Path(file).is_relative_to(python.parents[1]), "the wheel's own, not the sources'"
    assert cat.prompts("packaged") == ["Hello from a wheel"]
    assert [message["who"] for message in cat.history("packaged")] == ["Human", "AI"]


def test_an_example_runs_on_them(python: Path, cat: EmbeddedCat, tmp_path: Path) -> None:
    program = shutil.copy(ROOT / "examples" / "chat.py", tmp_path)
    assert "closed: 1000" in command(python, "-I", program, cat.url)
    assert cat.wait_for(lambda: len(cat.history()) == 2)


def test_without_the_extra_testing_names_what_is_missing(python: Path) -> None:
    code = "from cheshire_cat_api import testing\ntry: testing.EmbeddedCat\nexcept ImportError as error: print(error)"
    said = command(python, "-I", "-c", code)
    for name in ("httptools", "uvicorn", "websockets", "starlette", "python-multipart", "PyJWT"):
        assert name in said
    assert "cheshire-cat-api[testing]" in said


def test_nothing_but_what_they_need_was_installed(python: Path) -> None:
    code = "import importlib.metadata as m; print(*sorted({d.name.lower() for d in m.distributions()}))"
    installed = set(command(python, "-I", "-c", code).split())
    assert installed >= {
        "cheshire-cat-api",
        "cheshire-cat-openapi",
        "openapi-facade",
        "httpx",
        "websocket-client",
        "attrs",
    }
    assert (
        installed & {"starlette", "httptools", "uvicorn", "websockets", "pytest", "pydantic", "openapi-python-client"}
        == set()
    )
