"""Run the programs on 1.4.9 and on this client, and show both side by side.

    python tests/compat/side_by_side.py [name …]

1.4.9 gets an environment of its own, `.venvs/compat-1.4.9`; the Cat is an embedded one, a fresh one for each run.
Exit status: 0 all programs pass here, and what fails on 1.4.9 fails by a defect that it names; 1 not so; 2 there is no
1.4.9 to be had.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from tests.compat.programs_run import Outcome, names, run  # noqa: E402

PREDECESSOR = "cheshire-cat-api==1.4.9"


def predecessor() -> Path:
    """The interpreter of an environment with 1.4.9, which is made if need be.

    Raises:
        CalledProcessError: venv or pip failed.
    """
    folder = ROOT / ".venvs" / "compat-1.4.9"
    python, stamp = folder / "bin" / "python", folder / "made-of"
    wanted = hashlib.sha256(sys.version.encode() + (ROOT / "constraints.txt").read_bytes()).hexdigest()
    if not python.exists() or not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        print(f"setting up {folder.relative_to(ROOT)}", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        pip += ["--constraint", "constraints.txt"]
        subprocess.run([*pip, "pip"], cwd=ROOT, check=True)
        subprocess.run([*pip, PREDECESSOR], cwd=ROOT, check=True)
        stamp.write_text(wanted, encoding="ascii")
    return python


def shown(outcome: Outcome) -> str:
    """An outcome in a few words."""
    return f"{'passes' if outcome.passed else outcome.how} in {outcome.seconds:.0f} s"


def main(chosen: list[str]) -> int:
    """Run, print the table, give the exit status."""
    try:
        old = predecessor()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"1.4.9 cannot be set up: {error}", file=sys.stderr)
        return 2
    fine = True
    width = max(map(len, names()))
    print(f"{'program':{width}}  {'1.4.9':24}  {'this client':20}  defects of 1.4.9")
    for name in chosen or names():
        theirs, ours = run(old, name), run(Path(sys.executable), name)
        defects = ", ".join(map(str, sorted(theirs.defects))) or "-"
        print(f"{name:{width}}  {shown(theirs):24}  {shown(ours):20}  {defects}", flush=True)
        for line in [*(f"1.4.9: {each}" for each in theirs.unexplained), *ours.failures]:
            fine = False
            print(f"{'':{width}}  {line}", flush=True)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
