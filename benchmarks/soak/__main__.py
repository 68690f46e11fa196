"""Let many users live with a Cat behind a bad network, and see what the client leaves behind.

Half of them have a CatClient each, on threads, half an AsyncCatClient, as tasks. They chat, upload, call, leave early,
close and begin anew, while connections break and freeze and the Cat restarts. The table has a measure a minute. Exit
status: 0 every target was reached, 1 not every one, 2 an environment or a process could not be set up.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from benchmarks.environments import WITH_CAT, python_of
from benchmarks.processes import Failed
from benchmarks.soak.plan import Plan
from benchmarks.soak.run import soak
from benchmarks.soak.targets import Row, heading, line


def main(arguments: list[str] | None = None) -> int:
    """Run the command line."""
    defaults = Plan()
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=defaults.minutes, help="how long; %(default)g")
    parser.add_argument("--users", type=int, default=defaults.users, help="how many; %(default)d")
    parser.add_argument("--seed", type=int, default=defaults.seed, help="of all that is drawn; %(default)d")
    options = parser.parse_args(arguments)
    plan = Plan(minutes=options.minutes, users=options.users, seed=options.seed)
    try:
        python = python_of(WITH_CAT)
        print(heading(), flush=True)
        outcome = soak(plan, python, _show)
    except (OSError, Failed, subprocess.SubprocessError) as error:
        print(f"failed: {error}", file=sys.stderr)
        return 2
    print("\nrefused, as they should be:", ", ".join(f"{count} {name}" for name, count in outcome.refused.items()))
    print(*outcome.notes, *outcome.targets, sep="\n")
    return 0 if all(target.ok for target in outcome.targets) else 1


def _show(row: Row) -> None:
    print(line(row), flush=True)


if __name__ == "__main__":
    sys.exit(main())
