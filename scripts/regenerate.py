#!/usr/bin/env python3
"""Generate the client package from openapi.json, openapi-overlay.yaml and generator-config.toml.

regenerate.py                  write generated/
regenerate.py --revision N     the same, and record revision and digest in generator-config.toml
regenerate.py --check          change nothing; fail if generated/ is not exactly what the three files give
regenerate.py --spec FROM      rewrite openapi.json from a server's document, a URL or a file
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from pipeline import document as documents
from pipeline import generator, settings
from pipeline.problems import Refused

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 0 is success, 1 a difference or a refusal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--check", action="store_true", help="change nothing, compare")
    action.add_argument("--spec", metavar="FROM", help="URL or file of a server's document")
    action.add_argument("--revision", type=int, metavar="N", help="record this revision and the digest of the result")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    project = generator.Project(options.root)
    try:
        if options.spec:
            return _spec(project, options.spec)
        return _check(project) if options.check else _generate(project, options.revision)
    except Refused as refusal:
        print(f"refused: {refusal}", file=sys.stderr)
        return 1


def _generate(project: generator.Project, revision: int | None) -> int:
    generator.recover(project.generated)
    before = settings.Settings.read(project.config)
    if revision is not None:
        settings.record(project.config, revision, before.digest)
    try:
        current = settings.Settings.read(project.config)
        with tempfile.TemporaryDirectory(prefix=".generating-", dir=project.root) as scratch:
            new = Path(scratch) / "generated"
            new.mkdir()
            document = generator.effective(documents.load(str(project.document)), project)
            generator.build(document, current, project, new)
            digest = generator.digest(new)
            models = generator.facade_models(current, new / current.module).encode()
            if generator.present(project) != (generator.files(new), models):
                project.facade_models.parent.mkdir(parents=True, exist_ok=True)
                project.facade_models.write_bytes(models)
                generator.swap(new, project.generated)
    except BaseException:
        settings.record(project.config, before.revision, before.digest)
        raise
    if revision is not None:
        settings.record(project.config, revision, digest)
    elif digest != current.digest:
        print(f"The bytes are not those of revision {current.revision}: {_advice(current)}")
    return 0


def _check(project: generator.Project) -> int:
    current = settings.Settings.read(project.config)
    with tempfile.TemporaryDirectory(prefix="generated-") as scratch:
        new = Path(scratch) / "generated"
        new.mkdir()
        document = generator.effective(documents.load(str(project.document)), project)
        generator.build(document, current, project, new)
        made = generator.files(new)
        models = generator.facade_models(current, new / current.module).encode()
        digest = generator.digest(new)
    present, present_models = generator.present(project)
    differences = [
        f"  {_kind(name, made, present)} generated/{name}"
        for name in sorted({*made, *present})
        if made.get(name) != present.get(name)
    ]
    if models != present_models:
        differences.append(f"  differs {project.facade_models.relative_to(project.root)}")
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
    generator.effective(document, project)
    text = documents.dumps(document)
    changed = not project.document.exists() or project.document.read_text(encoding="utf-8") != text
    if changed:
        new = project.document.with_suffix(".json.new")
        new.write_text(text, encoding="utf-8")
        new.replace(project.document)
    print(f"openapi.json {'rewritten' if changed else 'is the same already'}")
    for path in plugins:
        print(f"left out, a plugin's own: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
