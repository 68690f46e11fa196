#!/usr/bin/env python3
"""Generate the client package from openapi.json, openapi-overlay.yaml and generator-config.toml.

regenerate.py                  write generated/
regenerate.py --revision N     the same, and record API version, revision and digest in generator-config.toml
regenerate.py --check          change nothing; fail if generated/ is not exactly what the three files give
regenerate.py --spec FROM      rewrite openapi.json from a server's document, a URL or a file

--root FOLDER                  where the three files are and generated/ goes, if not this project's

Exit status: 0 done, 1 refused, failed or different, 2 misused, 130 interrupted. After anything but 0, no file has
changed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from openapi_facade.comparison import document as documents
from openapi_facade.comparison.problems import Problems, Refused
from pipeline import facade, facts, generator, overlay, results, settings, transaction

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--check", action="store_true", help="change nothing, compare")
    action.add_argument("--spec", metavar="FROM", help="URL or file of a server's document")
    action.add_argument(
        "--revision", type=_revision, metavar="N", help="record this revision and the digest of the result"
    )
    parser.add_argument("--root", type=Path, default=ROOT, metavar="FOLDER", help="the client's folder")
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
    if transaction.recover(project.journal):
        print("a generation was interrupted: what it had changed is put back")
    shutil.rmtree(project.scratch, ignore_errors=True)
    try:
        current, document = _inputs(project)
        made = _make(project, current, document, revision)
        if revision is not None:
            text = project.config.read_text(encoding="utf-8")
            made.put(project.config, settings.recorded(text, made.api_version, revision, made.digest))
        changed = {place: new for place, new in made.new.items() if generator.content(place) != generator.content(new)}
        if changed:
            transaction.replace(project.journal, changed)
    finally:
        shutil.rmtree(project.scratch, ignore_errors=True)
    problem = _unrecorded(current, made)
    if problem and revision is None:
        print(f"{problem}: {_advice(project, current, made)}")
    elif problem and revision == current.revision and made.api_version == current.api_version:
        print(f"Revision {revision} had other bytes before: if those were published, {_advice(project, current, made)}")
    return 0


@dataclass
class _Made:
    """What one generation made, in the scratch folder."""

    scratch: Path
    api_version: str
    digest: str
    """Of the package."""
    new: dict[Path, Path]
    """Place -> what comes there."""

    def put(self, place: Path, text: str) -> None:
        """Add a file."""
        self.new[place] = self.scratch / f"{len(self.new)}-{place.name}"
        self.new[place].write_text(text, encoding="utf-8", newline="\n")


def _inputs(project: generator.Project) -> tuple[settings.Settings, documents.Document]:
    """The settings and the effective document.

    Raises:
        Refused: with all that is wrong in any of the three files.
    """
    problems = Problems()
    current, published, document = None, None, None
    with problems:
        current = settings.Settings.read(project.config)
    with problems:
        published = documents.load(str(project.document))
    with problems:
        if published is None:
            overlay.load(project.overlay)
        else:
            document = generator.effective(published, project, complete=True)
    problems.refuse()
    assert current is not None
    assert document is not None
    return current, document


def _make(
    project: generator.Project,
    current: settings.Settings,
    document: documents.Document,
    revision: int | None = None,
) -> _Made:
    """The new package, and what the facade says of it.

    Args:
        document: the effective one.
        revision: the one to record; None: the recorded one, or the first of another API version.

    Raises:
        Refused: see `generator.build`; or the revision is older than the recorded one.
    """
    package = project.scratch / "generated"
    package.mkdir(parents=True)
    api = document["info"]["version"]
    is_other = api != current.api_version
    if revision is not None and revision < current.revision and not is_other:
        raise Refused(
            f"revision {revision} of {api} was recorded before {current.revision}, which is the newest; the next is "
            f"{current.revision + 1}"
        )
    revision = revision or (1 if is_other else current.revision)
    generator.build(document, replace(current, revision=revision), project, package)
    made = _Made(project.scratch, api, generator.digest(package), {project.generated: package})
    for place, text in facade.texts(project, current, package / current.module, api, revision).items():
        made.put(place, text)
    return made


def _check(project: generator.Project) -> int:
    if project.journal.exists():
        raise Refused("a generation was interrupted: `make generate` puts back what was there, and generates anew")
    current, document = _inputs(project)
    with tempfile.TemporaryDirectory(prefix="generated-") as scratch:
        project.scratch = Path(scratch)
        generated = _make(project, current, document)
        differences = [
            f"  {_kind(name, made, present)} {(place / name).relative_to(project.root)}"
            for place, path in generated.new.items()
            for made, present in [(generator.content(path), generator.content(place))]
            for name in sorted({*made, *present})
            if made.get(name) != present.get(name)
        ]
    if differences:
        print(
            "generated/ is not what openapi.json, openapi-overlay.yaml and generator-config.toml give:", file=sys.stderr
        )
        print("\n".join(differences), file=sys.stderr)
        print(f"run `make generate{project.named}`", file=sys.stderr)
        return 1
    if _unrecorded(current, generated):
        print(f"generated/ changed without a new revision: {_advice(project, current, generated)}", file=sys.stderr)
        return 1
    return 0


def _kind(name: str, made: dict[str, bytes], present: dict[str, bytes]) -> str:
    return "missing" if name not in present else "extra  " if name not in made else "differs"


def _unrecorded(current: settings.Settings, made: _Made) -> str:
    """Why what was made is not what is recorded; nothing, if it is."""
    if made.api_version != current.api_version:
        return f"openapi.json is of API {made.api_version}, what is recorded of {current.api_version}"
    return "" if made.digest == current.digest else f"The bytes are not those of revision {current.revision}"


def _advice(project: generator.Project, current: settings.Settings, made: _Made) -> str:
    revision = 1 if made.api_version != current.api_version else current.revision + 1
    return f"run `make generate{project.named} REVISION={revision}`"


def _revision(text: str) -> int:
    """A revision as it is given on the command line."""
    if not text.isascii() or not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a revision is a whole number from 1, not {text!a}")
    return int(text)


def _spec(project: generator.Project, source: str) -> int:
    server, plugins = generator.without_plugin_paths(documents.load(source), project)
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
    recorded = settings.Settings.read(project.config).api_version if project.config.exists() else None
    if changed and recorded is not None and recorded != result["info"]["version"]:
        print(f"API {result['info']['version']} after {recorded}: then run `make generate{project.named} REVISION=1`")
    return 0


if __name__ == "__main__":
    sys.exit(main())
