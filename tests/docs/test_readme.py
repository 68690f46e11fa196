"""The README tells the truth: its Python runs, its commands and links are there, its table is the API's."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.resources import _ingestion
from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_openapi.operations import API_VERSION, OPERATIONS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
ADDRESS = 'base_url="localhost", port=1865'
SITE = "https://cheshirecat.ai"


def blocks(language: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


PYTHON = blocks("python")
TALKING = [block for block in PYTHON if ADDRESS in block]


class Page(BaseHTTPRequestHandler):
    """A web page for the Cat to read."""

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()

    def do_GET(self) -> None:
        self.do_HEAD()
        self.wfile.write(b"<p>The hatter drinks tea at six o'clock, every day.</p>")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _short_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a minute without a sign of a web page is what the next upload waits for (docs/uploads.md)."""
    monkeypatch.setattr(_ingestion, "SILENCE", 0.5)


def execute(block: str, url: str, site: str) -> None:
    """Run a block as it stands, save for where the Cat and the web page are."""
    code = block.replace(ADDRESS, f'base_url="{url}"').replace(SITE, site)
    exec(compile(code, "README.md", "exec"), {"__name__": "__main__"})


@pytest.mark.parametrize("number", range(len(PYTHON)))
def test_python_runs(number: int, cat: EmbeddedCat, site: str) -> None:
    execute(PYTHON[number], cat.url, site)


def test_there_is_python_that_talks_to_a_cat() -> None:
    assert len(TALKING) >= 3
    assert not [block for block in PYTHON if "CatClient(" in block and block not in TALKING and "Embedded" not in block]


def test_the_chat_says_hello(cat: EmbeddedCat, site: str, capsys: pytest.CaptureFixture[str]) -> None:
    execute(TALKING[0], cat.url, site)
    assert cat.wait_for(lambda: len(cat.history()) == 2)
    assert cat.prompts() == ["Hello Cat!"]
    assert capsys.readouterr().out.splitlines()[0] == "connected"


def test_the_cat_answers_what_is_asked(cat: EmbeddedCat, site: str, capsys: pytest.CaptureFixture[str]) -> None:
    for block in (block for block in TALKING if ".ask(" in block):
        execute(block, cat.url, site)
    assert cat.prompts() == ["How are you, Cat?", "Tell me a story."] * 2
    assert capsys.readouterr().out.count("Curiouser and curiouser!") == 4


def test_the_http_calls_answer(cat: EmbeddedCat, site: str, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = (block for block in TALKING if "upload_url(" in block)
    execute(block, cat.url, site)
    assert capsys.readouterr().out.splitlines() == [
        "Core CCat Core CCat",
        "URL is being ingested asynchronously",
        "File is being ingested asynchronously",
    ]


def test_the_error_is_the_one_that_is_told(cat: EmbeddedCat, site: str, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = (block for block in TALKING if "declaritive" in block)
    execute(block, cat.url, site)
    assert capsys.readouterr().out == "400 Collection does not exist.\n"
    assert "# 400 Collection does not exist." in block


def test_the_error_where_nobody_listens(dead_url: str, site: str, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = (block for block in TALKING if "declaritive" in block)
    execute(block, dead_url, site)
    assert f"no server answers at {dead_url}" in capsys.readouterr().out


def test_every_error_that_is_named_is_there() -> None:
    (table,) = re.findall(r"^\| error \| when \|$.*?\n\n", README, re.MULTILINE | re.DOTALL)
    named = re.findall(r"`([A-Z]\w+)`", table)
    assert len(named) > 10
    assert all(issubclass(getattr(ccat, name), ccat.CatError) for name in named)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    code = "\n".join([*re.findall(r"`([^`\n]+)`", text), *re.findall(r"^```sh\n(.*?)^```$", text, re.M | re.S)])
    for target in re.findall(r"(?:^|[ ;])make ([a-z][a-z-]*)", code, re.MULTILINE):
        assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), f"{page.name}: make {target}"


def test_every_program_that_is_named_exists() -> None:
    code = "\n".join(blocks("sh"))
    programs = re.findall(r"python ((?:examples|scripts)/\S+\.py)", code)
    assert programs
    for program in programs:
        assert (ROOT / program).is_file(), program
    done = subprocess.run(
        [sys.executable, "-m", "cheshire_cat_api.testing", "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "python -m cheshire_cat_api.testing --port 1865" in code
    assert "--port" in done.stdout


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings make."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{page.name}: {link}"
        if anchor:
            assert anchor in anchors(target), f"{page.name}: {link}"


def test_the_table_is_the_apis() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "readme_table.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = [line.split(" | ") for line in README.splitlines() if line.startswith("| `") and line.count(" | ") == 4]
    assert {(row[0].strip("|` "), row[1], row[2].strip("`"), row[3].strip("`")) for row in rows} == {
        (each.tag, each.method, each.path, each.name) for each in OPERATIONS.values()
    }


def test_the_versions_that_are_named_are_the_ones() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    assert newest
    assert newest[1] == ccat.__version__
    config = (ROOT / "generator-config.toml").read_text(encoding="utf-8")
    revision = re.search(r"^revision = (\d+)$", config, re.MULTILINE)
    assert revision
    assert set(re.findall(r"cheshire-cat-openapi==([\d.]+)", README)) == {f"{API_VERSION}.{revision[1]}"}
