"""The environments of the contestants: made once, and again when what they hold is to change."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venvs"
SOURCES = (
    "constraints.txt",
    "pyproject.toml",
    "generated/pyproject.toml",
    "runtime/pyproject.toml",
    "clients/chatroutes/pyproject.toml",
    "clients/mongars/pyproject.toml",
    "clients/cheshire_cat_v2/pyproject.toml",
    "clients/thread_chat/pyproject.toml",
)

CLIENT, WITH_CAT, PREDECESSOR, GENERATOR = "client", "with-cat", "predecessor", "generator"
CHATROUTES, PUBLISHED = "chatroutes", "chatroutes-0.2.6"
MONGARS, THREAD_CHAT, CAT_V2 = "mongars", "thread-chat", "cheshire-cat-v2"
CLIENTS = {
    "cheshire_cat": CLIENT,
    "chatroutes": CHATROUTES,
    "mongars": MONGARS,
    "thread_chat": THREAD_CHAT,
    "cheshire_cat_v2": CAT_V2,
}
"""By what a client is called, the environment that it is measured in."""
_CONTENTS = {
    CLIENT: ["--editable", "./generated", "--editable", "./runtime", "--editable", ".[async]"],
    # With the embedded Cat, whose server brings what httpx imports too where it is there: no place to time an import.
    WITH_CAT: ["--editable", "./generated", "--editable", "./runtime", "--editable", ".[async,testing]"],
    PREDECESSOR: ["cheshire-cat-api==1.4.9"],
    CHATROUTES: [
        *("--editable", "./clients/chatroutes/generated"),
        *("--editable", "./runtime", "--editable", "./clients/chatroutes"),
    ],
    PUBLISHED: ["chatroutes==0.2.6"],
    MONGARS: [
        *("--editable", "./clients/mongars/generated"),
        *("--editable", "./runtime", "--editable", "./clients/mongars"),
    ],
    CAT_V2: [
        *("--editable", "./clients/cheshire_cat_v2/generated"),
        *("--editable", "./runtime", "--editable", "./clients/cheshire_cat_v2", "httpx-sse"),
    ],
    THREAD_CHAT: [
        *("--editable", "./clients/thread_chat/generated"),
        *("--editable", "./runtime", "--editable", "./clients/thread_chat"),
    ],
    GENERATOR: ["--editable", "./runtime", "--group", "generate"],
}


def contents(environment: str) -> list[str]:
    """Return what an environment holds, in the words of pip."""
    return _CONTENTS[environment]


def python_of(environment: str) -> Path:
    """The interpreter of an environment, which is made or brought up to date if need be.

    Raises:
        CalledProcessError: venv or pip failed.
    """
    folder = FOLDER / f"bench-{environment}"
    python = folder / "bin" / "python"
    stamp = folder / "made-of"
    if not python.exists() or not stamp.exists() or stamp.read_text(encoding="ascii") != _digest(environment):
        shutil.rmtree(folder, ignore_errors=True)
        print(f"setting up {folder.relative_to(ROOT)}", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        pip += ["--constraint", "constraints.txt"]
        subprocess.run([*pip, "pip"], cwd=ROOT, check=True)
        subprocess.run([*pip, *contents(environment)], cwd=ROOT, check=True)
        stamp.write_text(_digest(environment), encoding="ascii")
    return python


def _digest(environment: str) -> str:
    parts = [
        sys.version.encode(),
        repr(contents(environment)).encode(),
        *((ROOT / each).read_bytes() for each in SOURCES),
    ]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
