"""The code of the README runs as it stands, its address redirected to a server of ours; and so does the demo."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from cheshire_cat_v2.testing import EmbeddedCat

CLIENT = Path(__file__).parents[2]
BLOCKS = re.findall(r"```python\n(.*?)```", (CLIENT / "README.md").read_text("utf-8"), re.S)


def test_the_readme_runs(server: EmbeddedCat) -> None:
    first, second = (run("-c", block.replace("http://localhost:1865", server.url)) for block in BLOCKS)
    assert first == "Echo: Hello Cat!\nEcho: Tell me a story.Echo: What did I ask first?\n"
    assert second == "Echo: Hello Cat!\n"


def test_the_demo_runs() -> None:
    told = run(str(CLIENT / "examples/demo.py"))
    assert "Cat:   Echo: Hello Cat!\n" in told
    assert "The chat is deleted." in told


def run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
