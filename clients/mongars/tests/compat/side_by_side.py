"""Run programs on the SDK that comes with monGARS and on `mongars_client.compat`, and show both side by side.

    python clients/mongars/tests/compat/side_by_side.py [name …]

The SDK is published nowhere but in the source of monGARS: MONGARS_SDK=<folder sdks/python of a clone>, or the public
repository. It gets an environment of its own, `.venvs/compat-mongars`; the server is an embedded one. The programs are
written for the SDK: only the name of the import is changed here. Those in `mended/` fail on the SDK, as they say.

Exit status: 0 all is so, or there is no SDK to be had, which is said; 1 not so; 2 MONGARS_SDK is none.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    __package__ = HERE.name

from mongars_client.testing import EmbeddedMonGARS  # noqa: E402

REVISION = "d3e160e304462f1b8787824ef69b157aba1d369b"
SOURCE = f"git+https://github.com/ales27pm/monGARS@{REVISION}#subdirectory=sdks/python"
THEIRS, OURS = "monGARS_sdk", "mongars_client.compat"
PASSWORD = "secret-pass"
LIMIT = 60.0
"""Seconds for a program."""


def programs(folder: str) -> list[Path]:
    """The programs in a folder here."""
    return sorted((HERE / folder).glob("*.py"))


def run(python: Path, program: Path, package: str) -> str:
    """Run a program on a fresh server; what went wrong, or nothing."""
    users = dict.fromkeys(("u1", "u2", "adm"), PASSWORD)
    text = program.read_text("utf-8").replace(THEIRS, package)
    with EmbeddedMonGARS(users=users, admin="adm", pace=0) as server, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / program.name
        path.write_text(text, "utf-8")
        command = [str(python), str(path), server.url, server.peer_payload({"tea": "at six"})]
        try:
            done = subprocess.run(
                command, capture_output=True, encoding="utf-8", timeout=LIMIT, env=_environment(), check=False
            )
        except subprocess.TimeoutExpired:
            return "it hangs"
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or [str(done.returncode)])[-1]


def _environment() -> dict[str, str]:
    """Ours, without what would reach into a program."""
    mine = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "netrc", "pythonpath", "pythonwarnings")
    kept = {name: value for name, value in os.environ.items() if name.lower() not in mine}
    return {**kept, "PYTHONUTF8": "1"}


def sdk(source: str) -> Path:
    """The interpreter of an environment with the SDK, which is made if need be.

    Raises:
        CalledProcessError: venv or pip failed.
    """
    folder = ROOT / ".venvs" / "compat-mongars"
    python, stamp = folder / "bin" / "python", folder / "made-of"
    parts = (sys.version.encode(), source.encode(), (ROOT / "constraints.txt").read_bytes())
    wanted = hashlib.sha256(b"\0".join(parts)).hexdigest()
    if not python.exists() or not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        print(f"setting up {folder.relative_to(ROOT)}", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        subprocess.run([*pip, "--constraint", "constraints.txt", "pip"], cwd=ROOT, check=True)
        subprocess.run([*pip, "--constraint", "constraints.txt", source], cwd=ROOT, check=True)
        stamp.write_text(wanted, encoding="ascii")
    return python


def main(chosen: list[str]) -> int:
    """Run, print the table, give the exit status."""
    given = os.environ.get("MONGARS_SDK")
    try:
        theirs = sdk(given or SOURCE)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"NOT COMPARED: the SDK is not to be had: {error}", file=sys.stderr)
        return 2 if given else 0
    fine = True
    for folder, must_fail in (("programs", False), ("mended", True)):
        for program in programs(folder):
            if chosen and program.stem not in chosen:
                continue
            old, new = run(theirs, program, THEIRS), run(Path(sys.executable), program, OURS)
            right = bool(old) == must_fail and not new
            fine = fine and right
            expected = f"as expected{f': {old}' if old else ''}"
            shown = expected if right else f"the SDK: {old or 'fine'}; here: {new or 'fine'}"
            print(f"{folder:8}  {program.stem:16} {shown}", flush=True)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
