#!/usr/bin/env python3
"""Generate the client package from openapi.json, openapi-overlay.yaml and generator-config.toml.

regenerate.py                  write generated/
regenerate.py --revision N     the same, and record revision and digest in generator-config.toml
regenerate.py --check          change nothing; fail if generated/ is not exactly what the three files give
regenerate.py --spec FROM      rewrite openapi.json from a server's document, a URL or a file

Exit status: 0 done, 1 refused or different, 130 interrupted. After anything but 0, no file has changed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from pipeline import document as documents
from pipeline import facts, generator, results, settings, transaction
from pipeline.problems import Refused

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--check", action="store_true", help="change nothing, compare")
    action.add_argument("--spec", metavar="FROM", help="URL or file of a server's document")
    action.add_argument("--revision", type=int, metavar="N", help="record this revision and the digest of the result")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    project = generator.Project(options.root)
    try:
        if options.spec is not None:
            return _spec(project, options.spec)
        return _check(project) if options.check else _generate(project, options.revision)
    except Refused as refusal:
        print("\n".join(f"refused: {problem}" for problem in str(refusal).splitlines()), file=sys.stderr)
    except OSError as error:
        print(f"failed: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("interrupted: nothing has changed", file=sys.stderr)
        return 130
    return 1


def _generate(project: generator.Project, revision: int | None) -> int:
    if transaction.recover(project.journal, project.places):
        print("a generation was interrupted: what it had changed is put back")
    shutil.rmtree(project.scratch, ignore_errors=True)
    current = settings.Settings.read(project.config)
    if revision is not None:
        current = replace(current, revision=revision)
    try:
        new, digest = _make(project, current)
        if revision is not None:
            text = settings.recorded(project.config.read_text(encoding="utf-8"), revision, digest)
            new[project.config] = project.scratch / "config"
            new[project.config].write_text(text, encoding="utf-8")
        changed = {place: made for place, made in new.items() if generator.content(place) != generator.content(made)}
        if changed:
            transaction.replace(project.journal, project.places, changed)
    finally:
        shutil.rmtree(project.scratch, ignore_errors=True)
    if revision is None and digest != current.digest:
        print(f"The bytes are not those of revision {current.revision}: {_advice(current)}")
    return 0


def _make(project: generator.Project, current: settings.Settings) -> tuple[dict[Path, Path], str]:
    """The new package and the facade's models, in the scratch folder, by their places; and the package's digest."""
    package, models = project.scratch / "generated", project.scratch / "models"
    package.mkdir(parents=True)
    document = generator.effective(
        documents.load(str(project.document)), project, also=(facts.check, results.for_generator)
    )
    generator.build(document, current, project, package)
    models.write_text(generator.facade_models(current, package / current.module), encoding="utf-8")
    return {project.generated: package, project.facade_models: models}, generator.digest(package)


def _check(project: generator.Project) -> int:
    if project.journal.exists():
        raise Refused("a generation was interrupted: `make generate` puts back what was there, and generates anew")
    current = settings.Settings.read(project.config)
    with tempfile.TemporaryDirectory(prefix="generated-") as scratch:
        project.scratch = Path(scratch)
        new, digest = _make(project, current)
        differences = [
            f"  {_kind(name, made, present)} {(place / name).relative_to(project.root)}"
            for place, path in new.items()
            for made, present in [(generator.content(path), generator.content(place))]
            for name in sorted({*made, *present})
            if made.get(name) != present.get(name)
        ]
    if differences:
        print(
            "generated/ is not what openapi.json, openapi-overlay.yaml and generator-config.toml give:", file=sys.stderr
        )
        print("\n".join(differences), file=sys.stderr)
        print("run `make generate`", file=sys.stderr)
        return 1
    if digest != current.digest:
        print(f"generated/ changed without a new revision: {_advice(current)}", file=sys.stderr)
        return 1
    return 0


def _kind(name: str, made: dict[str, bytes], present: dict[str, bytes]) -> str:
    return "missing" if name not in present else "extra  " if name not in made else "differs"


def _advice(current: settings.Settings) -> str:
    return f"run `make generate REVISION={current.revision + 1}`"


def _spec(project: generator.Project, source: str) -> int:
    server, plugins = documents.without_plugin_paths(documents.load(source))
    document = documents.normalise(server)
    result = generator.effective(document, project)
    text = documents.dumps(document)
    changed = not project.document.exists() or project.document.read_text(encoding="utf-8") != text
    if changed:
        new = project.document.with_suffix(".json.new")
        try:
            new.write_text(text, encoding="utf-8")
            new.replace(project.document)
        finally:
            new.unlink(missing_ok=True)
    print(f"openapi.json {'rewritten' if changed else 'is the same already'}")
    for path in plugins:
        print(f"left out, a plugin's own: {path!a}")
    problems = facts.lacking(result)
    try:
        results.for_generator(result)
    except Refused as refusal:
        problems += refusal.problems
    for problem in problems:
        print(f"before `make generate`: {problem}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
