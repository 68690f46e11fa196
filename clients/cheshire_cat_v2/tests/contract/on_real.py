"""Run the contract suite on a real Cheshire Cat 2.0.23, installed from the package index.

    python tests/contract/on_real.py [arguments of pytest]

It makes an environment of its own for the server, with Python 3.11 or later, and keeps it in `.venvs`: the Cat has a
plugin of pytest, and brings packages that the client must not have by accident (CONTRACT §6). The server runs in a
folder that is removed afterwards, on loopback. It needs the network the first time.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
ENVIRONMENT = ROOT / ".venvs/cheshire-cat-2.0.23"
CONSTRAINTS = HERE / "constraints.txt"
WANTED = ("cheshire-cat-ai==2.0.23", "fastmcp<4")
KEY, SECRET = "contract-key", "contract-secret-contract-secret-contract"
STARTED = 60.0
"""Seconds within which it answers; a second where it is compiled."""
NAMES = ("python3.11", "python3.12", "python3.13", "python3")
FITS = "import sys; sys.exit(sys.version_info < (3, 11))"


def main() -> int:
    """Return the exit status of pytest; 2 where there is no Python for the server."""
    python = environment()
    if python is None:
        print("a Cat 2.0.23 needs Python 3.11 or later: none found", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, server(python, Path(folder)) as url:
        told = {"CONTRACT_URL": url, "CONTRACT_KEY": KEY, "CONTRACT_JWT_SECRET": SECRET}
        command = [sys.executable, "-m", "pytest", str(HERE), *sys.argv[1:]]
        return subprocess.run(command, env={**os.environ, **told}, check=False).returncode


def environment() -> Path | None:
    """Return the Python of the server's environment, which is made where it is not there; None without a Python."""
    python, stamp = ENVIRONMENT / "bin/python", ENVIRONMENT / "constraints.txt"
    if stamp.exists() and stamp.read_bytes() == CONSTRAINTS.read_bytes():
        return python
    maker = next((name for name in (sys.executable, *NAMES) if fits(name)), None)
    if maker is None:
        return None
    subprocess.run([maker, "-m", "venv", "--clear", ENVIRONMENT], check=True)
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", "--constraint", CONSTRAINTS, *WANTED], env=plain(), check=True)
    shutil.copy(CONSTRAINTS, stamp)
    return python


def fits(name: str) -> bool:
    """Return whether a Python is there, and can run the server."""
    if shutil.which(name) is None:
        return False
    return subprocess.run([name, "-c", FITS], stderr=subprocess.DEVNULL, check=False).returncode == 0


@contextmanager
def server(python: Path, folder: Path) -> Iterator[str]:
    """Run a server in a folder, and give its URL."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    settings = {"URL": url, "DEBUG": False, "API_KEY": KEY, "JWT_SECRET": SECRET}
    (folder / "config.py").write_text("".join(f"{name} = {value!r}\n" for name, value in settings.items()), "utf-8")
    log = folder / "server.log"
    with log.open("wb") as out:
        command = [python, HERE / "launch.py", str(port)]
        process = subprocess.Popen(command, cwd=folder, env=plain(), stdout=out, stderr=subprocess.STDOUT)
        try:
            wait(process, url, log)
            yield url
        finally:
            process.terminate()
            process.wait(10)


def wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Return when the server answers. Raises RuntimeError, with what it wrote, if it does not."""
    deadline = time.monotonic() + STARTED
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{url}/status", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text('utf-8', 'replace')}")


def plain() -> dict[str, str]:
    """Return this environment without what is meant for another Python."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}


if __name__ == "__main__":
    sys.exit(main())
