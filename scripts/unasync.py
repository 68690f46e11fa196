"""Write the synchronous twin of what is written asynchronously: each `_sync` folder from the `_async` beside it.

    python scripts/unasync.py [PACKAGE ...]            write them
    python scripts/unasync.py --check [PACKAGE ...]    change nothing; fail with what would change

PACKAGE is a package's folder; without, those of all clients and the runtime. `async` and `await` go, and names are
translated one by one, in strings and comments too, which then read as if written for the twin. What speaks of asyncio
all the same is refused: what differs in truth stands by hand in a module that both sides import, as `AsyncX` and `X`.

Exit status: 0 done, 1 refused, failed or different, 2 misused. Nothing is written unless all of it could be.
"""

from __future__ import annotations

import argparse
import difflib
import io
import re
import subprocess
import sys
import tempfile
import tokenize
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import repository

ROOT = repository.ROOT
HEADER = "# Written by scripts/unasync.py from {}/{}; do not edit.\n"
NAMES = {
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
    "_async": "_sync",
    "AsyncExitStack": "ExitStack",
    "AsyncIterable": "Iterable",
    "AsyncIterator": "Iterator",
    "StopAsyncIteration": "StopIteration",
    "aclose": "close",
    "aclosing": "closing",
    "aiter": "iter",
    "anext": "next",
    "aread": "read",
    "asynccontextmanager": "contextmanager",
    "asyncio_detailed": "sync_detailed",
    "tasks": "threads",
}
"""Of Python, of libraries and of modules; a file may have both forms. From our own names, a prefix goes."""
PREFIX = re.compile(r"(?<![a-z0-9])(Async(?=[A-Z])|async_(?=[a-z]))")
AWAITABLE = re.compile(r"\bAwaitable\[((?:[^][]|\[[^][]*\])*)\]")
SPARE = re.compile(r"(?<![\w)\]])\(await ((?:[\w.]+\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+)\)(?=[.\[])")
"""The brackets of `(await f(x)).y`, which mean nothing without the `await`."""
IN_TEXT = re.compile(r"\b(?:async (?=(?:def|for|with)\b)|await (?=[\w.]+\())")
"""What goes from examples in strings and comments; in prose it is left, and refused."""
LEFT_IN_NAMES = re.compile("async|await|coroutine", re.IGNORECASE)
LEFT_IN_TEXT = re.compile(r"\b(async|asyncio|asynchronous|await(ed|s|ing)?|coroutines?|event loops?)\b", re.IGNORECASE)
TEXT = {tokenize.COMMENT, tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}


class Refused(Exception):
    """What cannot be translated, with its place."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing, compare")
    parser.add_argument("packages", nargs="*", type=Path, metavar="PACKAGE")
    options = parser.parse_args(arguments)
    packages = options.packages or [package for part in repository.parts() for package in part.packages]
    sources = [folder for package in packages for folder in sorted(package.rglob("_async"))]
    if not sources:
        parser.error("there is no folder _async")
    try:
        twins = {folder.with_name("_sync"): twin_of(folder) for folder in sources}
    except Refused as problem:
        print(f"refused: {problem}", file=sys.stderr)
        return 1
    if options.check:
        differences = "".join(difference(folder, files) for folder, files in twins.items())
        if differences:
            print(f"{differences}_sync is not what _async gives: run `make twins`", file=sys.stderr)
        return 1 if differences else 0
    for folder, files in twins.items():
        for path in modules(folder).keys() - files.keys():
            (folder / path).unlink()
        write(folder, files)
    return 0


def twin_of(folder: Path) -> dict[str, str]:
    """The modules of the twin of a folder, by their paths in it.

    Raises:
        Refused: see `translated`; or what is left speaks of asyncio.
    """
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        write(scratch, {path: translated(text, folder / path) for path, text in modules(folder).items()})
        for command in (("check", "--select=F401,I", "--fix-only"), ("format",)):
            ruff = (sys.executable, "-m", "ruff", *command, "--quiet", "--no-cache")
            subprocess.run([*ruff, "--config", ROOT / "pyproject.toml", scratch], cwd=ROOT, check=True)
        files = modules(scratch)
    for path, text in files.items():
        check(text, folder / path)
    return {path: HEADER.format(folder.name, path) + text for path, text in files.items()}


def translated(text: str, path: Path) -> str:
    """The text of a module as its twin has it, not formatted yet.

    Raises:
        Refused: two of its names would become one.
    """
    text = SPARE.sub(r"await \1", AWAITABLE.sub(r"\1", text))
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    names = {token.string for token in tokens if token.type == tokenize.NAME}
    for each in sorted(names - NAMES.keys()):
        if (new := name_of(each)) != each and new in names:
            raise Refused(f"{path}: {each} and {new} would be one name")
    starts = [0]
    for line in io.StringIO(text):
        starts.append(starts[-1] + len(line))
    at, pieces = 0, list[str]()
    for token, following in pairwise(tokens):
        begin, end, after = (starts[row - 1] + column for row, column in (token.start, token.end, following.start))
        goes = token.type == tokenize.NAME and token.string in ("async", "await")
        new = text_of(text[begin:end]) if token.type in TEXT else name_of(text[begin:end])
        pieces += text[at:begin], "" if goes else new
        at = after if goes else end
    return "".join(pieces) + text[at:]


def name_of(name: str) -> str:
    """A name as the twin has it."""
    return NAMES.get(name) or PREFIX.sub("", name)


def text_of(text: str) -> str:
    """A string or a comment as the twin has it."""
    return re.sub(r"\w+", lambda word: name_of(word[0]), IN_TEXT.sub("", text))


def check(text: str, path: Path) -> None:
    """Look through a twin.

    Raises:
        Refused: a name or a text speaks of asyncio.
    """
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        pattern = LEFT_IN_TEXT if token.type in TEXT else LEFT_IN_NAMES
        if found := pattern.search(token.string):
            row = token.start[0] + token.string.count("\n", 0, found.start())
            raise Refused(f"{path}: {found[0]!r} has no twin: {text.split(chr(10))[row - 1].strip()}")


def modules(folder: Path) -> dict[str, str]:
    """The modules in a folder, by their paths in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in sorted(folder.rglob("*.py"))}


def write(folder: Path, files: dict[str, str]) -> None:
    """Write modules into a folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")


def difference(folder: Path, files: dict[str, str]) -> str:
    """What would change in a folder, as a diff; nothing, if it is what it would become."""
    old, lines = modules(folder), list[str]()
    for path in sorted({*old, *files}):
        is_now, becomes = (each.get(path, "").splitlines(keepends=True) for each in (old, files))
        lines += difflib.unified_diff(is_now, becomes, f"{folder.name}/{path}", f"{folder.name}/{path}")
    return "".join(lines)


if __name__ == "__main__":
    sys.exit(main())
