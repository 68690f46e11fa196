"""The generated package: made whole in a new folder, and compared with what is there."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from openapi_facade.comparison.document import Document, dumps, without_paths
from openapi_facade.comparison.problems import Problems, Refused
from pipeline import complaints, facts, guard, overlay, readme, results, sendable, verification
from pipeline.places import folded
from pipeline.settings import Settings
from pipeline.sound import untouched

_IGNORED = {"__pycache__"}
_MODULES = ("codec.py", "dates.py", "model.py", "operation.py")  # of ours, put into the package as they are
_TOOL_TIMEOUT = 120  # seconds; they take one or two
_DEPENDENCIES = {  # what generated code may import, and the range in which it is known to work
    "attrs": "attrs>=22.2",
    "httpx": "httpx>=0.25,<1",
    "dateutil": "python-dateutil>=2.8,<4",
}


class Project:
    """The files that generation reads and writes, below one root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.document = root / "openapi.json"
        self.overlay = root / "openapi-overlay.yaml"
        self.config = root / "generator-config.toml"
        self.generated = root / "generated"
        self.facade = root / "facade"
        self.pyproject = root / "pyproject.toml"
        self.templates = Path(__file__).parent.parent / "templates"
        self.scratch = root / ".generating-new"
        self.journal = root / ".generating-journal"

    @property
    def named(self) -> str:
        """What `make` must be told to mean this one: nothing, or ` CLIENT=name`."""
        root = self.root.resolve()
        return f" CLIENT={root.name}" if root.parent.name == "clients" else ""


def without_plugin_paths(document: Document, project: Project) -> tuple[Document, list[str]]:
    """A server's document less what its plugins added, where generator-config.toml says how to tell, and those paths.

    Raises:
        Refused: the document has no paths, or the file is wrong.
    """
    prefix = Settings.read(project.config).plugin_paths if project.config.exists() else ""
    return without_paths(document, prefix)


def effective(document: Document, project: Project, *, complete: bool = False) -> Document:
    """The document with the overlay applied, checked to be fit for code.

    Args:
        complete: whether it must also have the facts of every operation, and results that can be generated.

    Raises:
        Refused: the overlay does not fit, or a name or text must not become code; with all that was found, and the line
            of the overlay where it wrote what is refused.
    """
    problems = Problems()
    with problems:
        guard.check_tags(document)
    laid = overlay.Laid(document, overlay.load(project.overlay))
    with problems:
        laid.problems.refuse()
    refused = Problems()
    with refused:
        guard.check(laid.document)
    passed = untouched(laid.document, list(refused)) if any(refused) else laid.document
    with refused:
        sendable.check(passed)
    if complete:
        with refused:
            facts.check(laid.document)
        with refused:
            results.for_generator(passed)
    problems.note(*(laid.located(problem) for problem in refused if not laid.tells(problem)))
    problems.refuse()
    return laid.document


def build(document: Document, settings: Settings, project: Project, target: Path) -> None:
    """Write the whole distribution into `target`, an empty folder.

    Args:
        document: the effective document, see `effective`.

    Raises:
        Refused: a tool of another version than pinned, a file where none belongs; or, all together, warnings of the
            generator and code that does not work.
    """
    _require("openapi-python-client", settings.generator_version)
    _require("ruff", settings.formatter_version)
    package = target / settings.module
    operations = facts.render(document)
    refused = Problems()
    with refused:
        _generate(document, settings, project, package)
    if not package.exists():
        refused.refuse()
    (package / "py.typed").write_text("")
    (package / "operations.py").write_text(operations, encoding="utf-8")
    (package / "openapi.json").write_text(dumps(document), encoding="utf-8")
    for module in _MODULES:
        shutil.copyfile(project.templates / module, package / module)
    try:
        _format(settings, target)
    except Refused:
        with refused:
            verification.verify(package, refused)  # which names the places
        refused.refuse()
        raise
    trees = parse(package)
    if "dates" not in {name for tree in trees.values() for name in _imported_from_here(tree)}:
        (package / "dates.py").unlink()  # it would ask for a library that nothing else needs
        del trees["dates.py"]
    if not list(refused):
        _check_modules(document, package, trees)
    shutil.copyfile(project.root / "LICENSE", target / "LICENSE")
    (target / "README.md").write_text(readme.render(document, settings), encoding="utf-8")
    (target / "pyproject.toml").write_text(_pyproject(document, settings, trees), encoding="utf-8")
    with refused:
        verification.verify(package, refused)
    refused.refuse()


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its relative path, caches left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not _IGNORED & set(path.relative_to(folder).parts)
    }


def content(place: Path) -> dict[str, bytes]:
    """What lies at a place: a folder's files, a file as the one named `.`, or nothing."""
    return {".": place.read_bytes()} if place.is_file() else files(place)


def digest(folder: Path) -> str:
    """One value for one set of files and bytes."""
    total = hashlib.sha256()
    for name, content in files(folder).items():
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return f"sha256:{total.hexdigest()}"


def _require(tool: str, pinned: str) -> None:
    try:
        found = version(tool)
    except PackageNotFoundError:
        found = "nothing"
    if found != pinned:
        raise Refused(f"{tool} {pinned} is pinned in generator-config.toml, {found} is installed: run `make setup`")


def _generate(document: Document, settings: Settings, project: Project, package: Path) -> None:
    scratch = package.parent.with_name(f"{package.parent.name}.input")
    scratch.mkdir()
    source, config = scratch / "openapi.json", scratch / "config.json"
    source.write_text(dumps(results.for_generator(document)), encoding="utf-8")
    config.write_text(json.dumps({**settings.options, "post_hooks": []}), encoding="utf-8")
    try:
        _run(
            "openapi-python-client",
            *("generate", "--meta", "none", "--fail-on-warning"),
            *("--path", source, "--config", config, "--output-path", package),
            *("--custom-template-path", project.templates),
        )
    except Refused as refusal:
        raise Refused(*complaints.with_places(str(refusal), document)) from None


def _format(settings: Settings, folder: Path) -> None:
    common = ("--isolated", "--no-cache", "--quiet", "--target-version", settings.target_version)
    length = ("--line-length", settings.line_length)
    _run("ruff", "check", *common, *length, "--fix-only", "--select", "F401,I,UP", "--ignore", "UP046,UP047", folder)
    _run("ruff", "format", *common, *length, folder)


def _run(tool: str, *arguments: object) -> None:
    command = [str(Path(sys.executable).parent / tool), *map(str, arguments)]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "NO_COLOR": "1", "COLUMNS": "200"}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, check=False, timeout=_TOOL_TIMEOUT
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Refused(f"{tool} failed: {error}") from None
    if done.returncode:
        raise Refused(f"{tool} failed:\n{(done.stdout + done.stderr).strip()}")


def parse(package: Path) -> dict[str, ast.Module]:
    """The syntax trees of a package's modules."""
    return {name: ast.parse(content, name) for name, content in files(package).items() if name.endswith(".py")}


def _check_modules(document: Document, package: Path, trees: dict[str, ast.Module]) -> None:
    """One operation, one module; one schema, one class: the generator overwrites or drops in silence."""
    expected = {f"{each['tags'][0]}/{each['operationId']}.py" for _, _, each in guard.operations(document)}
    made = {name for name in files(package / "api") if not name.endswith("__init__.py")}
    if made != expected:
        raise Refused(f"generated modules and operations differ: {', '.join(sorted(made ^ expected))}")
    schemas = document.get("components", {}).get("schemas", {})
    classes = {folded(name) for name in public(trees["models/__init__.py"])}
    for name, schema in schemas.items():
        is_class = {"properties", "enum", "allOf"} & set(schema) or schema.get("type") == "object"
        if is_class and folded(name) not in classes:
            raise Refused(f"$.components.schemas.{name}: the generator made no class of it")


def public(tree: ast.Module) -> list[str]:
    """The names in a module's `__all__`."""
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "__all__":
            return list(ast.literal_eval(statement.value))
    return []


def _pyproject(document: Document, settings: Settings, trees: dict[str, ast.Module]) -> str:
    third_party = {name for tree in trees.values() for name in _imported(tree)} - set(sys.stdlib_module_names)
    unknown = third_party - set(_DEPENDENCIES)
    if unknown:
        raise Refused(f"generated code imports {', '.join(sorted(unknown))}, of which no dependency is known")
    dependencies = "".join(f'    "{_DEPENDENCIES[name]}",\n' for name in sorted(third_party))
    urls = "".join(f"{json.dumps(label)} = {json.dumps(url)}\n" for label, url in settings.urls.items())
    urls = urls and f"\n[project.urls]\n{urls}"
    return f'''# Written by scripts/regenerate.py.
[build-system]
requires = ["hatchling>=1.26,<2"]
build-backend = "hatchling.build"

[project]
name = "{settings.package}"
version = "{document["info"]["version"]}.{settings.revision}"
description = "The HTTP API of {readme.api(document)}, generated from its OpenAPI document"
readme = "README.md"
license = "MIT"
license-files = ["LICENSE"]
requires-python = ">=3.10"
dependencies = [
{dependencies}]
{urls}
[tool.hatch.build.targets.wheel]
packages = ["{settings.module}"]

[tool.hatch.build.targets.sdist]
include = ["{settings.module}", "LICENSE", "README.md"]
'''


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]


def _imported_from_here(tree: ast.Module) -> Iterator[str]:
    return (node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level and node.module)
