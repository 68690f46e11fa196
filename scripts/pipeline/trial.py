"""Try a generated package: `trial.py FOLDER`. Prints a JSON list of what does not work, each with its place.

Run in a process of its own, for it imports what was generated. Needs nothing but the package and what that needs.
"""

from __future__ import annotations

import asyncio
import copy
import importlib
import json
import pickle
import pkgutil
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline import places, promises
from pipeline.examples import Examples, check_same
from pipeline.places import folded


class Trial:
    """One package, and what does not work in it."""

    def __init__(self, folder: Path) -> None:
        sys.path.insert(0, str(folder.parent))
        self.name = folder.name
        self.document = json.loads((folder / "openapi.json").read_text("utf-8"))
        self.schemas: dict[str, Any] = self.document.get("components", {}).get("schemas", {})
        self.examples = Examples(self.schemas)
        self.failures: list[str] = []
        self._told: set[tuple[str, str]] = set()

    def run(self) -> list[str]:
        """Everything; the failures."""
        broken = self._import()
        if all(place.startswith("$.") for place in broken):  # else all others lean on it
            for name, schema in self.schemas.items():
                if (place := f"$.components.schemas.{name}") not in broken:
                    self.attempt(place, lambda: self._model(place, name, schema))  # noqa: B023
            asyncio.run(self._operations(broken))
        return self.failures

    def attempt(self, place: str, work: Callable[[], object]) -> bool:
        """Whether work raised nothing; else it is noted."""
        try:
            work()
        except Exception as error:
            self._fail(place, error)
            return False
        return True

    @contextmanager
    def trying(self, place: str, what: str) -> Iterator[None]:
        """Note what fails in here, once for each `what` of a place: more examples would fail in the same way."""
        try:
            yield
        except Exception as error:
            if (place, what) not in self._told:
                self._told.add((place, what))
                self._fail(place, error)

    def _fail(self, place: str, error: Exception) -> None:
        """Note an error, with the line of the generated package that it came from, if any."""
        frames = [each for each in traceback.extract_tb(error.__traceback__) if f"/{self.name}/" in each.filename]
        where = f" ({self.name}{frames[-1].filename.rpartition(self.name)[2]}:{frames[-1].lineno})" if frames else ""
        kind = type(error).__name__
        if isinstance(error, SyntaxError) and error.filename:
            kind = f"the generated {error.filename.rpartition(f'/{self.name}/')[2]} is no Python"
        text = next(iter(f"{kind}: {error}".splitlines()))
        failure = f"{place}: {text[:400]}{where}"
        if failure not in self.failures:
            self.failures.append(failure)

    def module(self, name: str) -> Any:
        return importlib.import_module(f"{self.name}.{name}" if name else self.name)

    def _import(self) -> set[str]:
        """Where what cannot be imported comes from."""
        package = self.module("")
        modules = pkgutil.walk_packages(package.__path__, f"{self.name}.", onerror=lambda _: None)  # see the next line
        names = [found.name.removeprefix(f"{self.name}.") for found in modules]
        named = {name: places.of_module(self.document, name) for name in names}
        return {place for name, place in named.items() if not self.attempt(place, lambda: self.module(name))}  # noqa: B023

    def class_of(self, schema: str) -> Any:
        """The class of a model, if the schema has one."""
        models = self.module("models")
        base = self.module("model").Model
        for name in models.__all__:
            if folded(name) == folded(schema):
                found = getattr(models, name)
                return found if issubclass(found, base) else None
        return None

    def _model(self, place: str, name: str, schema: Any) -> None:
        model = self.class_of(name)
        if model is None or self.has_files(schema):
            return
        for value in self.examples.of(schema):
            if isinstance(value, dict):
                self.attempt(place, lambda: self._read(model, value))  # noqa: B023

    def _read(self, model: Any, value: dict[str, Any]) -> None:
        read = model.from_dict(copy.deepcopy(value))
        check_same(read.to_dict(), value, "to_dict()")
        check_same(json.loads(json.dumps(read)), value, "json.dumps")
        check_same(pickle.loads(pickle.dumps(read)).to_dict(), value, "a copy")
        repr(read)
        given = {attribute: getattr(read, attribute) for attribute in read._names}
        fields = {json_name for json_name in read._names.values() if json_name in value}
        built = model(**given)
        check_same(
            {k: v for k, v in built.to_dict().items() if k in fields}, {k: value[k] for k in fields}, "constructed"
        )
        for attribute, json_name in read._names.items():
            if json_name in value:
                setattr(read, attribute, given[attribute])
        check_same(read.to_dict(), value, "attributes set again")
        promises.check(read, model, model.__name__, self.module("models"))

    def has_files(self, schema: Any) -> bool:
        return '"format": "binary"' in json.dumps(self._resolved(schema, frozenset()))

    def _resolved(self, value: Any, seen: frozenset[str]) -> Any:
        if isinstance(value, list):
            return [self._resolved(each, seen) for each in value]
        if not isinstance(value, dict):
            return value
        name = str(value.get("$ref", "")).rpartition("/")[2]
        if name in self.schemas and name not in seen:
            return self._resolved(self.schemas[name], seen | {name})
        return {key: self._resolved(each, seen) for key, each in value.items()}

    async def _operations(self, broken: set[str]) -> None:
        from pipeline.recorder import Recorder

        recorder = Recorder(self)
        for place, path, method, operation in places.operations(self.document):
            if place not in broken:
                await recorder.try_operation(place, path, method, operation)
        await recorder.close()


if __name__ == "__main__":
    print(json.dumps(Trial(Path(sys.argv[1])).run()))
