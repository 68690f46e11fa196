"""docs/regenerating.md walks a whole change of the API: each of its steps is taken, as it stands there, in a copy.

The commands are real, and so is what they make; what the manual lets people write, the test writes. The package index
and the proxy of that walk are dead: nothing but the server's document comes over the network.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "docs" / "regenerating.md"
COPIED = (
    *("Makefile", "README.md", "CHANGELOG.md", "LICENSE", "constraints.txt", "pyproject.toml"),
    *("openapi.json", "openapi-overlay.yaml", "generator-config.toml", "facade", "generated", "runtime", "scripts"),
)
TOOLS = ("openapi-python-client", "ruff")
DEAD = "http://127.0.0.1:9/"
OFFLINE = {
    **dict.fromkeys(("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), DEAD),
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_FIND_LINKS": "",
    "PIP_RETRIES": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
}

USE = """
import asyncio, json, sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer
import cheshire_cat_api as ccat
from cheshire_cat_openapi.models import JWTResponse

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        asked.append(self.path)
        body = json.dumps({"count": 3} if self.path == "/notes/count" else []).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments): pass

async def awaited(url):
    async with ccat.AsyncCatClient(ccat.Config(url)) as client:
        return (await client.notes.count_notes()).count

asked = []
server = HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_address[1]}"
with ccat.CatClient(ccat.Config(url)) as client:
    assert client.notes.count_notes().count == 3
    assert client.users.read_users(offset=1) == []
assert asyncio.run(awaited(url)) == 3
assert asked == ["/notes/count", "/users/?offset=1&limit=100", "/notes/count"], asked
assert "token_type" not in JWTResponse(access_token="x").to_dict()
print("used", ccat.__file__)
"""


class Block(NamedTuple):
    """A block of the manual, between two fences."""

    kind: str
    text: str


def blocks() -> list[Block]:
    """Those of the walk."""
    walk = MANUAL.read_text("utf-8").partition("## A whole change, step by step")[2].partition("\n## ")[0]
    return [Block(*found) for found in re.findall(r"(?ms)^```(\w+)\n(.*?)^```$", walk)]


def next_document() -> dict[str, Any]:
    """The document of the server that the manual speaks of: its version is the one after ours."""
    document: dict[str, Any] = json.loads((ROOT / "openapi.json").read_text("utf-8"))
    *before, last = document["info"]["version"].split(".")
    document["info"]["version"] = ".".join((*before, str(int(last) + 1)))
    content = {"application/json": {"schema": {}}}
    document["paths"]["/notes/count"] = {
        "get": {"operationId": "count_notes", "tags": ["Notes"], "responses": {"200": {"content": content}}}
    }
    del document["components"]["schemas"]["JWTResponse"]["properties"]["token_type"]
    for parameter in document["paths"]["/users/"]["get"]["parameters"]:
        if parameter["name"] == "skip":
            parameter["name"] = "offset"
    return document


def environment(folder: Path) -> None:
    """The copy's .venv, with what the tests' own environment holds, and marked as up to date."""
    venv.create(folder, symlinks=True)
    paths = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv" if "venv" in sysconfig.get_scheme_names() else None, paths))
    (packages / "outer.pth").write_text(f"{folder.parent / 'runtime'}\n{sysconfig.get_path('purelib')}\n")
    for tool in TOOLS:
        (folder / "bin" / tool).symlink_to(Path(sys.executable).parent / tool)
    for stamp in ("run", "test", "tools"):
        (folder / f"{stamp}.stamp").touch()


def run(command: str, copy: Path) -> subprocess.CompletedProcess[str]:
    """A command of the manual, from a shell in the copy."""
    hidden = ("PYTHON", "VENV", "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PYTHONPATH", "VIRTUAL_ENV")
    env = {name: value for name, value in os.environ.items() if name not in hidden} | OFFLINE
    return subprocess.run(
        ["sh", "-c", command], cwd=copy, env=env, capture_output=True, text=True, check=False, timeout=400
    )


def edit(block: Block, copy: Path) -> None:
    """Make the change that a block shows: it stands in one place."""
    first, *lines = block.text.splitlines()
    assert first.startswith("--- ")
    path = copy / first.removeprefix("--- ")
    old, new = ("".join(f"\n{line[1:]}" for line in lines if line[0] in f" {sign}") + "\n" for sign in "-+")
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{first}: {text.count(old)} times: {old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.whole
@pytest.mark.timeout(900)
@pytest.mark.skipif(sys.platform == "win32" or shutil.which("make") is None, reason="the manual is for make and sh")
def test_the_walk(tmp_path: Path) -> None:
    copy = tmp_path / "project"
    copy.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy2(source, copy / name)
    environment(copy / ".venv")
    (copy / "next.json").write_text(json.dumps(next_document()))

    told = ""
    for block in blocks():
        if block.kind == "diff":
            edit(block, copy)
        elif block.kind == "python":
            name = block.text.splitlines()[0].removeprefix("# ")
            (copy / name).write_text(block.text.partition("\n")[2], encoding="utf-8")
        elif block.kind == "text":
            for line in block.text.splitlines():
                assert re.sub(r"action \d+", "action N", line) in re.sub(r"action \d+", "action N", told)
        else:
            assert block.kind == "sh"
            for line in block.text.splitlines():
                command, _, remark = line.partition(" # ")
                done = run(command, copy)
                told = done.stdout + done.stderr
                assert done.returncode == (2 if remark.startswith("ends with 2") else 0), f"{command}\n{told}"
                assert remark.partition("says: ")[2] in told

    version = next_document()["info"]["version"]
    assert f'"cheshire-cat-openapi>={version}.1,<' in (copy / "pyproject.toml").read_text()
    assert f'API_LINE = "{version}"' in (copy / "facade/cheshire_cat_api/_api_line.py").read_text()
    assert "| `notes` | GET | `/notes/count` | `count_notes` | Count the notes |" in (copy / "README.md").read_text()
    (copy / "use.py").write_text(USE)
    used = run(".venv/bin/python -W error use.py", copy)
    assert used.stdout == f"used {copy / 'facade' / 'cheshire_cat_api' / '__init__.py'}\n", used.stderr
