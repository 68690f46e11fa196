"""The shape of the project: which layer imports which, what an import costs, and that every public name is there."""

from __future__ import annotations

import ast
import functools
import importlib
import importlib.metadata
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

import cheshire_cat_api as ccat
import cheshire_cat_openapi
import openapi_facade
from cheshire_cat_api import models

FACADE = Path(ccat.__file__).parent
GENERATED = Path(cheshire_cat_openapi.__file__).parent
RUNTIME = Path(openapi_facade.__file__).parent
GENERATED_NAME, FACADE_NAME, RUNTIME_NAME = cheshire_cat_openapi.__name__, ccat.__name__, openapi_facade.__name__

BELOW_CLIENTS = ("resources", "session", "_chat", "models")
# Which layer of the facade may import which others; the runtime, every one. Arrows point one way.
MAY_IMPORT = {
    "_advice": set[str](),
    "_compat": set[str](),
    "_api_line": {GENERATED_NAME},
    "_api": {"_api_line", "_response", "config", "errors", GENERATED_NAME},
    "_identity": {"errors"},
    "_lazy": {"errors"},
    "_line": set[str](),
    "_login": {"config", "errors"},
    "_response": {"errors"},
    "_startup": {"errors"},
    "_variables": set[str](),
    "errors": {"_advice", "_compat"},
    "config": {"_variables", "errors"},
    "models": {"_compat", GENERATED_NAME},
    "session": {"_api", "_identity", "_login", "config", "errors"},
    "_chat": {"_identity", "_startup", "errors"},
    "resources": {"_api", "_compat", "_identity", "_response", "errors", "session", "models", GENERATED_NAME},
    "http_client": {"_lazy", "_response", "config", "resources", "session"},
    "startup": {"_compat", "_startup", "errors", "config", "resources", "session", GENERATED_NAME},
    "client": {"_api", "_compat", "_identity", "errors", "config", "http_client", *BELOW_CLIENTS},
    "async_client": {"_api", "_compat", "_identity", "errors", "config", "http_client", *BELOW_CLIENTS},
    "connect": {"_compat", "_line", "errors", "config", "resources", "session", "client", "async_client"},
    "_user_pool": {"_api", "errors", "_chat"},
    "__init__": {
        *("_response", "errors", "config", "startup", "connect", "client", "async_client"),
        *("models", "_chat", "_user_pool", "resources"),
    },
    "testing": {"__init__", "errors", "config", "models", GENERATED_NAME},
    "legacy": {"__init__", "_compat", "errors", "config", "models", "client", "resources"},
    # The command, which has no more of the client than any program: its public names.
    "cli": {"__init__", "testing", GENERATED_NAME},
    "__main__": {"cli"},
}
# Each side of what is written once; a module in either belongs to the layer whose name it has there.
SIDES = ("_async", "_sync")
# Which it may name beyond that, for type checkers only.
MAY_NAME = {
    "_chat": {"models"},
    "_user_pool": {"client", "async_client"},
    "resources": {"_chat"},
    "http_client": {"_chat"},
}
# Who may make clients, and so import the modules that hold them.
PUBLIC = ("__init__", "connect", "legacy")
# The client of the server's next line, which `connect` loads where it is installed, and misses by name.
NEXT = "cheshire_cat_v2"
# And who may have an embedded Cat: `cheshire-cat serve`.
SERVING = (*PUBLIC, "cli")
# Which layers know a library.
ONLY_IN = {
    "httpx": {"session", "client", "async_client"},  # for type checkers, and to be told what it raises
    "websocket": set[str](),
    "websockets": set[str](),
    "attrs": set[str](),
    "attr": set[str](),
    "typer": {"cli"},
    "click": {"cli"},
    "rich": {"cli"},
    "jsonschema": {"cli"},
}


class Import(NamedTuple):
    """One import statement of the facade."""

    layer: str
    """The file or folder of the facade that has it."""
    target: str
    """The module, as a whole name."""
    typing: bool
    """Whether type checkers alone see it."""
    place: str


def modules(root: Path) -> Iterator[Path]:
    yield from sorted(path for path in root.rglob("*.py") if "__pycache__" not in path.parts)


def layer_of(name: str) -> str:
    """A layer's name from a module's: `cheshire_cat_api._chat.protocol` belongs to `_chat`."""
    parts = [part for part in name.split(".") if part not in SIDES]
    if parts[0] == GENERATED_NAME:
        return GENERATED_NAME
    if len(parts) == 1:
        return "__init__"
    known = {path.stem for place in ("", *SIDES) for path in (FACADE / place).iterdir()}
    return parts[1] if parts[1] in known else "__init__"


@functools.cache
def imports() -> list[Import]:
    """Every import of the facade, those inside functions and under TYPE_CHECKING too."""
    return list(_imports())


def _imports() -> Iterator[Import]:
    for path in modules(FACADE):
        parts = path.relative_to(FACADE.parent).with_suffix("").parts
        layer = next(part for part in parts[1:] if part not in SIDES)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for_types = {
            node
            for block in ast.walk(tree)
            if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
            for statement in block.body
            for node in ast.walk(statement)
        }
        for node in ast.walk(tree):
            for target in targets(node, parts[:-1]):
                place = f"{path.relative_to(FACADE.parent)}:{getattr(node, 'lineno', 0)}"
                yield Import(layer, target, node in for_types, place)


def targets(node: ast.AST, package: tuple[str, ...]) -> Iterator[str]:
    """The modules that a statement of a module of this package imports, as whole names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
        name = ".".join(part for part in (base, node.module or "") if part)
        if name in (FACADE_NAME, base):  # `from cheshire_cat_api import errors` may name a module
            yield from (f"{name}.{alias.name}" for alias in node.names)
        else:
            yield name


def test_arrows_point_one_way() -> None:
    wrong = [
        f"{each.place}: {each.layer} imports {each.target}"
        for each in imports()
        if each.target.split(".")[0] in (FACADE_NAME, GENERATED_NAME)
        and layer_of(each.target) != each.layer
        and layer_of(each.target) not in MAY_IMPORT[each.layer]
        and not (each.typing and layer_of(each.target) in MAY_NAME.get(each.layer, ()))
    ]
    assert wrong == []


def test_no_lock_is_taken_in_more_than_one_step() -> None:
    """An interrupt between the steps would leave it taken: see `locks`, which is the place for what needs more."""
    of_python_code = {"Condition", "Event", "Semaphore", "BoundedSemaphore", "Barrier", "Future"}
    found = []
    for path in [*modules(FACADE), *modules(RUNTIME)]:
        place = path.relative_to(RUNTIME if path.is_relative_to(RUNTIME) else FACADE)
        if place.parts[0] in ("testing", "legacy", "locks.py") or place.stem == "tasks" or "tasks" in place.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Attribute):
                continue
            threads = isinstance(node.value, ast.Name) and node.value.id in ("threading", "concurrent")
            if (node.attr == "acquire" and "asyncio" not in ast.unparse(node)) or (
                threads and node.attr in of_python_code
            ):
                found.append(f"{place}:{node.lineno}: {ast.unparse(node)}")
    # An asyncio.Lock, in the half for tasks: nothing interrupts one between two of its awaits.
    assert [each for each in found if not (each.startswith("auth/turns.py") and "lock.acquire" in each)] == []


def test_no_module_imports_itself_by_way_of_others() -> None:
    """Not even for type checkers. The public package, which loads by name, stands outside."""
    graph: dict[str, set[str]] = {}
    for each in imports():
        module = each.place.split(":")[0].removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        graph.setdefault(module, set()).add(each.target)
    graph.pop(FACADE_NAME)
    assert list(TopologicalSorter(graph).static_order())


def test_the_arrows_name_every_layer() -> None:
    assert {each.layer for each in imports()} <= set(MAY_IMPORT)
    assert {each.layer for each in imports()} >= {"client", "resources", "session", "_chat", "models", "testing"}
    for target in ("client", "async_client", "testing"):
        makers = SERVING if target == "testing" else PUBLIC
        assert not [layer for layer, others in MAY_IMPORT.items() if target in others and layer not in makers]
    assert not [layer for layer, others in MAY_IMPORT.items() if "legacy" in others]


def test_legacy_reaches_into_nothing_private_of_the_core() -> None:
    """What it needs beyond the public face, the door hands over: `_compat.Inside`."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in modules(FACADE / "legacy")}
    named = [(path, node) for path, tree in trees.items() for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    own = {node.attr for _, node in named if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")}
    private = re.compile("_[^_]")
    found = [f"{path.name}:{node.lineno}: {ast.unparse(node)}" for path, node in named if private.match(node.attr)]
    own |= {"_ws", "_getframe"}  # a name of 1.4.9, which its programs assign; and Python's
    wrong = [each for each in found if each.rpartition(".")[2] not in own]
    assert wrong == []
    assert not [each for each in found if "._cat" in each]


def test_the_command_uses_the_public_surface_only() -> None:
    """Of the client the names in its `__all__`, and no attribute that is private."""
    for path in modules(FACADE / "cli"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            place = f"{path.name}:{getattr(node, 'lineno', 0)}"
            for target in targets(node, ("cheshire_cat_api", "cli")):
                parts = target.split(".")
                ours = parts[0] in (FACADE_NAME, GENERATED_NAME, RUNTIME_NAME) and parts[:2] != [FACADE_NAME, "cli"]
                assert not (ours and any(re.match("_[^_]", part) for part in parts)), f"{place}: {target}"
            if isinstance(node, ast.Attribute):
                if isinstance(node.value, ast.Name) and node.value.id == "ccat":
                    assert node.attr in ccat.__all__, f"{place}: ccat.{node.attr}"
                own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
                assert own or not re.match("_[^_]", node.attr), f"{place}: {ast.unparse(node)}"


def test_the_synchronous_side_imports_nothing_asynchronous() -> None:
    """Nor the other way round; `asyncio` is not even named for type checkers."""
    foreign = {"_async": "_sync", "_sync": "_async"}
    wrong = [
        f"{each.place} imports {each.target}"
        for each in imports()
        for side in SIDES
        if f"/{side}/" in each.place
        if foreign[side] in each.target.split(".") or (side == "_sync" and each.target.split(".")[0] == "asyncio")
    ]
    assert wrong == []
    assert {side for side in SIDES for each in imports() if f"/{side}/" in each.place} == set(SIDES)


def test_a_library_is_known_to_one_layer() -> None:
    wrong = [
        f"{each.place}: {each.layer} imports {each.target}"
        for each in imports()
        if each.layer not in ONLY_IN.get(each.target.split(".")[0], {each.layer}) and each.layer != "testing"
    ]
    assert wrong == []


OF_NO_EXTRA = {"pytest", "h11", "referencing"}
"""What testing and the command import, and something else brings: uvicorn h11, jsonschema referencing."""


def test_what_is_imported_is_declared() -> None:
    required = importlib.metadata.requires("cheshire-cat-api") or []
    always = {distribution(each) for each in required if "extra ==" not in each}
    on_request = {distribution(each) for each in required if "extra ==" in each}
    brings = importlib.metadata.packages_distributions()
    for each in imports():
        top = each.target.split(".")[0]
        if top in sys.stdlib_module_names or top in (FACADE_NAME, GENERATED_NAME, RUNTIME_NAME) or each.typing:
            continue
        if (each.layer, top) == ("connect", NEXT):
            continue
        optional = each.layer in ("testing", "cli") or "/_chat/tasks/" in each.place
        declared = always | on_request | OF_NO_EXTRA if optional else always
        # one that is installed to be edited has no list of what it brings: it has the name of its distribution
        names = {name.lower() for name in brings.get(top, [top.replace("_", "-")])}
        assert names & declared, f"{each.place}: {top} comes from {names}, which pyproject.toml does not ask for"


def distribution(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement)[0].lower()


def test_what_the_runtime_has_for_tests_is_for_the_testing_layer_alone() -> None:
    of_the_runtime = [each for each in imports() if each.target.split(".")[0] == RUNTIME_NAME]
    for_tests = {each.place for each in of_the_runtime if each.target.startswith(f"{RUNTIME_NAME}.testing")}
    assert for_tests
    assert for_tests == {each.place for each in of_the_runtime if each.layer == "testing"}


def test_typing_extensions_is_for_type_checkers_only() -> None:
    code = f"import sys; import {FACADE_NAME}.client, {FACADE_NAME}.config; print('typing_extensions' in sys.modules)"
    assert run(code) == "False"


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.strip()


@pytest.mark.parametrize(
    "code",
    [
        "import cheshire_cat_api as ccat",
        "import cheshire_cat_api as ccat; ccat.Config(); ccat.CatError()",
        "import cheshire_cat_api as ccat; ccat.CatClient(ccat.Config('localhost')).close()",
        "import cheshire_cat_api.models",
    ],
)
def test_an_import_alone_loads_no_library(code: str) -> None:
    loaded = json.loads(run(f"import json, sys; {code}; print(json.dumps(sorted(sys.modules)))"))
    assert {"httpx", "httpcore", "websocket", "websockets", "attr", "attrs", "asyncio", "ssl"} & set(loaded) == set()


def test_http_alone_loads_no_websocket_library() -> None:
    code = "import sys, cheshire_cat_api as ccat; ccat.CatClient().plugins; print('websocket' in sys.modules)"
    assert run(code) == "False"


def test_an_import_configures_no_logging() -> None:
    code = (
        "import logging, cheshire_cat_api as ccat; ccat.CatClient().plugins;"
        "print(logging.getLogger().handlers, logging.getLogger('cheshire_cat_api').level)"
    )
    assert run(code) == "[] 0"


def test_every_public_name_resolves() -> None:
    assert len(set(ccat.__all__)) == len(ccat.__all__)
    for name in ccat.__all__:
        assert getattr(ccat, name) is not None
        assert name in dir(ccat)
    with pytest.raises(AttributeError, match="Nonsense"):
        ccat.Nonsense  # type: ignore[attr-defined]  # noqa: B018
    namespace: dict[str, object] = {}
    exec("from cheshire_cat_api import *", namespace)
    assert set(ccat.__all__) <= set(namespace)


def test_every_public_name_is_there_without_the_extras() -> None:
    code = "import sys; sys.modules['websockets'] = None; from cheshire_cat_api import *; print(AsyncStream.__name__)"
    assert run(code) == "AsyncStream"


def test_dir_shows_what_is_for_new_programs() -> None:
    assert {"TYPE_CHECKING", "annotations", "import_module"} & set(dir(ccat)) == set()
    old = {"conn", "_ws", "_conn_settings", "_connect_api", "on_ws_open", "on_ws_message", "on_ws_error", "on_ws_close"}
    assert old & set(dir(ccat.CatClient())) == set()
    assert {"status", "reason"} & set(dir(ccat.ApiError(404, "no tea"))) == set()
    assert {"ask", "stream", "plugins", "on_open"} <= set(dir(ccat.CatClient()))


def test_type_checkers_see_the_same_public_names() -> None:
    tree = ast.parse((FACADE / "__init__.py").read_text(encoding="utf-8"))
    seen = {
        alias.asname
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == set(ccat.__all__) - {"__version__"}


def test_every_model_has_a_public_name() -> None:
    from cheshire_cat_openapi import models as generated

    assert set(models.__all__) == set(generated.__all__)
    for name in models.__all__:
        assert getattr(models, name) is getattr(generated, name)


def test_both_packages_are_typed() -> None:
    assert (FACADE / "py.typed").is_file()
    assert (GENERATED / "py.typed").is_file()


def every_module() -> Iterator[str]:
    for package in (ccat, cheshire_cat_openapi, openapi_facade):
        yield package.__name__
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith(".__main__"):
                yield found.name


def test_every_module_imports() -> None:
    names = sorted(every_module())
    assert len(names) > 300
    for name in names:
        assert importlib.import_module(name) is not None


def test_every_module_says_what_it_is_for() -> None:
    paths = [*modules(FACADE), *modules(RUNTIME)]
    assert len(paths) > 200
    for path in paths:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        if len(tree.body) > 1:
            first = tree.body[1]
            assert isinstance(first, ast.ImportFrom), path
            assert first.module == "__future__", path
