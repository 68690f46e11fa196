"""The wheels, as a user gets them: built, those of a client installed together where nothing else is, and used.

Which clients there are, their folders tell; a wheel is known here by the folder of its sources.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_openapi.operations import API_VERSION

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import repository  # noqa: E402
from pipeline.settings import Settings  # noqa: E402

PARTS = repository.parts()
SOURCES = [source for part in PARTS for source in part.sources]
OTHERS = [client for client in repository.clients()[1:] if client.packages]
TIMEOUT = 300.0  # seconds for pip, which may have to fetch what the packages need

# What they share is built and installed once.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(2 * TIMEOUT), pytest.mark.xdist_group("wheels")]

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
    """The three files of this repository's own client, and all, by the folder of their sources."""

    facade: Path
    generated: Path
    runtime: Path
    of: dict[Path, Path]


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
    of = {}
    for source in SOURCES:
        out = tmp_path_factory.mktemp("wheel")
        command(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", out, source)
        (of[source],) = out.glob("*.whl")
    return Wheels(of[ROOT], of[ROOT / "generated"], of[ROOT / "runtime"], of)


def installed(folder: Path, *wheels: Path | str) -> Path:
    """The interpreter of an environment that holds the wheels, what they need, and nothing else."""
    interpreter = interpreter_of(folder)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", interpreter)
    command(*pip, "install", "--constraint", ROOT / "constraints.txt", *wheels)
    return interpreter


@pytest.fixture(scope="module")
def python(wheels: Wheels, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the three of this repository's own client are, and nothing else."""
    return installed(tmp_path_factory.mktemp("fresh") / "venv", *wheels[:3])


KEY = "meow"
"""Of each embedded server that wants one."""


@contextlib.contextmanager
def serving(package: str) -> Iterator[str]:
    """The address of a package's embedded server, in a process of the tests' own environment."""
    server = subprocess.Popen(
        [sys.executable, "-m", f"{package}.testing", "--port", "0"], stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert server.stdout is not None
    try:
        (url,) = re.findall(r"http://\S+", server.stdout.readline())
        yield url
    finally:
        server.terminate()
        server.communicate(timeout=30)


def name_of(path: Path) -> str:
    """A folder of sources, as a test's id names it."""
    return path.relative_to(ROOT).as_posix()


def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def metadata(wheel: Path) -> str:
    (name,) = (name for name in names(wheel) if name.endswith(".dist-info/METADATA"))
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(name).decode()


@pytest.mark.parametrize("source", SOURCES, ids=name_of)
def test_an_index_can_show_them(source: Path, wheels: Wheels) -> None:
    text = metadata(wheels.of[source])
    assert re.search(r"^Description-Content-Type: text/markdown$", text, re.M)
    urls = dict(re.findall(r"^Project-URL: (\w+), (https://\S+)$", text, re.M))
    if source in (ROOT, ROOT / "generated"):
        assert urls == {"Homepage": "https://cheshirecat.ai", "Server": "https://github.com/cheshire-cat-ai/core"}
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
    """Facades and runtime move together; a generated package has the version of its API, and a revision."""
    expected = {ROOT / "runtime": f"openapi_facade-{ccat.__version__}"}
    for client in repository.clients():
        settings = Settings.read(client.folder / repository.CONFIG)
        expected[client.folder] = f"{client.distribution.replace('-', '_')}-{ccat.__version__}"
        expected[client.folder / "generated"] = f"{client.module}-{settings.api_version}.{settings.revision}"
    for source, wheel in wheels.of.items():
        assert wheel.name == f"{expected[source]}-py3-none-any.whl"
        assert re.search(r"^Requires-Python: >=3\.10$", metadata(wheel), re.M)
        assert re.search(r"^License-Expression: MIT$", metadata(wheel), re.M)
    assert wheels.generated.name.startswith(f"cheshire_cat_openapi-{API_VERSION}.")


def test_the_facade_asks_for_this_generated_package(wheels: Wheels) -> None:
    required = re.findall(r"^Requires-Dist: ([\w-]+)([^;\n]*)$", metadata(wheels.facade), re.M)
    assert {name for name, _ in required} >= {"cheshire-cat-openapi", "openapi-facade", "httpx", "websocket-client"}
    assert ("openapi-facade", f"=={ccat.__version__}") in required, "they have one version, and move together"
    (wanted,) = (version for name, version in required if name == "cheshire-cat-openapi")
    assert f">={wheels.generated.name.split('-')[1]}" in wanted
    assert f"<{'.'.join([*API_VERSION.split('.')[:2], str(int(API_VERSION.split('.')[2]) + 1)])}" in wanted


@pytest.mark.parametrize("source", SOURCES, ids=name_of)
def test_what_is_inside(source: Path, wheels: Wheels) -> None:
    wheel = wheels.of[source]
    inside = names(wheel)
    packed = {name for name in inside if ".dist-info/" not in name}
    (package,) = {name.partition("/")[0] for name in packed}
    folder = next(folder for folder in (source, source / "facade") if (folder / package).exists())
    assert any(re.search(r"\.dist-info/licenses/LICENSE$", name) for name in inside)
    sources = {path.relative_to(folder).as_posix() for path in (folder / package).rglob("*.py")}
    assert f"{package}/py.typed" in packed
    assert {name for name in packed if name.endswith(".py")} == sources
    assert {Path(name).suffix for name in packed} <= {".py", ".typed", ".json"}
    if source.name == "generated":
        assert f"{package}/openapi.json" in packed


@pytest.mark.parametrize("client", OTHERS, ids=lambda client: str(client.name))
def test_those_of_another_client_install_together(client: repository.Client, wheels: Wheels, tmp_path: Path) -> None:
    """Beside nothing of this one; and a program of the client's own, where it has one, talks to its embedded server."""
    of = wheels.of
    python = installed(tmp_path / "venv", of[client.folder], of[client.folder / "generated"], wheels.runtime)
    package = client.packages[0].name
    say = f"import {package} as package, {client.module}.operations; print(package.__version__, package.__file__)"
    version, _, file = command(python, "-I", "-W", "error", "-c", say).strip().partition(" ")
    assert version == ccat.__version__
    assert Path(file).is_relative_to(tmp_path), "the wheel's own, not the sources'"
    code = "import importlib.metadata as m; print(*sorted({d.name.lower() for d in m.distributions()}))"
    there = set(command(python, "-I", "-c", code).split())
    assert there >= {client.distribution, client.generated, "openapi-facade", "httpx", "attrs"}
    strangers = {"starlette", "uvicorn", "pytest", "pydantic", "openapi-python-client", "cheshire-cat-api"}
    assert there & strangers == set()
    with serving(package) as url:
        program = shutil.copy(client.folder / "examples" / "demo.py", tmp_path)
        said = command(python, "-I", "-W", "error", program, env={"URL": url, "KEY": KEY})
    assert url in said
    assert len(said.splitlines()) > 5, "a conversation"


def test_they_install_together_and_chat(python: Path, cat: EmbeddedCat) -> None:
    version, plugin, file = command(python, "-I", "-W", "error", "-c", SAY_HELLO, cat.url).splitlines()
    assert (version, plugin) == (API_VERSION, "core_plugin")
    assert Path(file).is_relative_to(python.parents[1]), "the wheel's own, not the sources'"
    assert cat.prompts("packaged") == ["Hello from a wheel"]
    assert [message["who"] for message in cat.history("packaged")] == ["Human", "AI"]


@pytest.mark.whole
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


def test_the_command_without_its_extra_says_what_to_install(python: Path, wheels: Wheels) -> None:
    assert "cheshire_cat_api/cli/openapi.json" in names(wheels.facade), "what check-api compares with"
    done = subprocess.run([python.with_name("cheshire-cat")], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert 'pip install "cheshire-cat-api[cli]"' in done.stderr


def test_the_command_with_its_extra(wheels: Wheels, cat: EmbeddedCat, tmp_path: Path) -> None:
    facade, *others = wheels[:3]
    python = installed(tmp_path / "venv", *others, f"{facade}[cli]")
    program = python.with_name("cheshire-cat")
    env = {"CCAT_URL": cat.url, "CHESHIRE_CAT_HOME": str(tmp_path)}
    assert command(program, "ask", "Hello", env=env) == "Curiouser and curiouser! è 😺\nDone.\n"
    assert command(program, "check-api", env=env).splitlines()[-1].startswith("0 differences")
    assert command(python, "-m", "cheshire_cat_api", "--version").startswith("cheshire-cat ")


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
