"""Which clients there are, what each is called, and what of the repository is theirs.

A client is a folder with a generator-config.toml: the repository's own, and those in clients/. One in clients/ is
called by its folder, the repository's own by its generated module, less `_openapi`. Beside them stands runtime/, on
which all of them live, and which is a part of the repository as they are.

    python scripts/repository.py WHAT [NAME]

prints, in one line, of the part of that name, or without of all:

    names       what the parts are called
    folders     the folders of clients
    packages    what pip installs, without the word `install`
    wheels      the folders of which wheels are built
    code        what is formatted and linted
    typed       what type checkers look through
    bases       where they find the packages, as MYPYPATH
    tests       where the tests are

Exit status: 0 done, 2 misused, or there is no part of that name.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONFIG = "generator-config.toml"
CODE = ("facade", "scripts", "examples", "benchmarks", "tests")
TYPED = ("facade", "scripts", "examples", "tests/typing")


class Part:
    """A folder of the repository with packages of its own: the runtime, and, as a `Client`, each client."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.folder = folder

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    @property
    def name(self) -> str:
        """What CLIENT calls it."""
        return self.folder.name

    @property
    def distribution(self) -> str:
        """What pip calls it."""
        return _said(self.folder / "pyproject.toml", "name")

    @property
    def packages(self) -> list[Path]:
        """Its package, by its folder; none, where it is not written yet."""
        return [path.parent for path in sorted(self.folder.glob("*/__init__.py")) if path.parent.name != "tests"]

    @property
    def sources(self) -> list[Path]:
        """The folders of its distributions."""
        return [self.folder]

    @property
    def code(self) -> list[Path]:
        """What is formatted and linted."""
        return [self.folder]

    @property
    def typed(self) -> list[Path]:
        """What type checkers look through: the clients of its tests are written as others are."""
        return [*self.packages, *self.folder.glob("tests/clients")]

    @property
    def bases(self) -> list[Path]:
        """In which folders its packages are."""
        return [self.folder]

    def relative(self, path: Path) -> str:
        """A path below the root, as a command in the root names it: `.`, `./runtime`; pip needs the dot."""
        return "." if path == self.root else f"./{path.relative_to(self.root).as_posix()}"


class Client(Part):
    """A client: its files, and what they say it is called."""

    @property
    def name(self) -> str:
        return self.module.removesuffix("_openapi") if self.folder == self.root else self.folder.name

    @property
    def generated(self) -> str:
        """The distribution of its generated package."""
        return _said(self.folder / CONFIG, "name")

    @property
    def module(self) -> str:
        """Its generated module."""
        return _said(self.folder / CONFIG, "module")

    @property
    def readme(self) -> Path:
        """Its page for people."""
        return self.folder / "README.md"

    @property
    def packages(self) -> list[Path]:
        return [path.parent for path in sorted(self.folder.glob("facade/*/__init__.py"))]

    @property
    def sources(self) -> list[Path]:
        generated = self.folder / "generated"
        return [generated] * generated.exists() + [self.folder] * bool(self.packages)

    @property
    def code(self) -> list[Path]:
        return [self.folder / name for name in CODE if (self.folder / name).exists()]

    @property
    def typed(self) -> list[Path]:
        return [self.folder / name for name in TYPED if (self.folder / name).exists()]

    @property
    def bases(self) -> list[Path]:
        return [self.folder / "facade", self.folder / "generated"]


def clients(root: Path = ROOT) -> list[Client]:
    """Return the clients of a repository, its own first."""
    folders = [root, *(path.parent for path in sorted(root.glob(f"clients/*/{CONFIG}")))]
    return [Client(root, folder) for folder in folders]


def runtime(root: Path = ROOT) -> Part:
    """Return what all clients live on."""
    return Part(root, root / "runtime")


def parts(root: Path = ROOT) -> list[Part]:
    """Return all: the clients, then the runtime."""
    return [*clients(root), runtime(root)]


def find(name: str, root: Path = ROOT) -> Part:
    """Return the client of a name, or the runtime.

    Raises:
        LookupError: there is none of that name; it tells which there are.
    """
    named = {part.name: part for part in parts(root)}
    if name not in named:
        raise LookupError(f"there is no client {name!r}: CLIENT is one of {', '.join(named)}")
    return named[name]


def _said(path: Path, key: str) -> str:
    """The text that a TOML file gives a key, in the first line that begins with it.

    Not by a parser: `make` asks before anything is installed, and Python 3.10 has none.

    Raises:
        LookupError: there is no such line.
    """
    found = re.search(rf'^{key} = "([^"\n]*)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise LookupError(f"{path}: a line `{key} = ...` is expected")
    return found[1]


def _installed(parts: list[Part]) -> str:
    """The words of pip: generated packages as they are, the runtime and the clients with what tests need.

    What is needed stands before what needs it, for older versions of pip would look for it in an index.
    """
    base = runtime(parts[0].root)
    sources = dict.fromkeys(source for part in parts for source in part.sources)
    generated = [f"--editable {base.relative(source)}" for source in sources if source.name == "generated"]
    others = [source for source in sources if source.name != "generated" and source != base.folder]
    return " ".join(
        (*generated, *(f"--editable {base.relative(source)}[testing]" for source in (base.folder, *others)))
    )


def _paths(what: Callable[[Part], list[Path]]) -> Callable[[list[Part]], str]:
    return lambda parts: " ".join(dict.fromkeys(part.relative(path) for part in parts for path in what(part)))


WHAT: dict[str, Callable[[list[Part]], str]] = {
    "names": lambda parts: " ".join(part.name for part in parts),
    "folders": lambda parts: " ".join(part.relative(part.folder) for part in parts if isinstance(part, Client)),
    "packages": _installed,
    "wheels": _paths(lambda part: part.sources),
    "code": _paths(lambda part: part.code),
    "typed": _paths(lambda part: part.typed),
    "bases": lambda parts: os.pathsep.join(part.relative(path) for part in parts for path in part.bases),
    "tests": _paths(lambda part: [part.folder / "tests"]),
}


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Run the command line."""
    if len(arguments) not in (1, 2) or arguments[0] not in WHAT:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        print(WHAT[arguments[0]]([find(arguments[1], root)] if arguments[1:] else parts(root)))
    except LookupError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
