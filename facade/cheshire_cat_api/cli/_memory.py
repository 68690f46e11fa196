"""`cheshire-cat memory`."""

from __future__ import annotations

import sys
from itertools import islice
from typing import Annotated, Any

import click
import typer

import cheshire_cat_api as ccat
from cheshire_cat_api.cli._options import command, group, text_of, where
from cheshire_cat_api.cli._output import AsJson, line, put_json, put_line, remark, say, table
from cheshire_cat_api.cli._progress import bar
from cheshire_cat_api.cli._values import pairs
from cheshire_cat_api.cli._where import connected

app = group("List, search, write, save and wipe the memories.")

Collection = Annotated[str, typer.Option("--collection", "-c", metavar="NAME", help="declarative or episodic.")]
Metadata = Annotated[list[str] | None, typer.Option("--metadata", "-m", metavar="NAME=VALUE", help="May be repeated.")]


@command(app, "list", "memory list", "memory list declarative", "memory list episodic --json")
def list_(
    collection: Annotated[str | None, typer.Argument(help="Whose memories to list; without: the collections.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="How many at most; 0: all.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON; of memories, one a line, with vectors.")] = False,
) -> None:
    """List the collections, or the memories of one."""
    with connected(where()) as cat:
        if collection is None:
            found = cat.memory.get_collections()
            if as_json:
                put_json(found)
            else:
                table(["collection", "memories"], ([each.name, each.vectors_count] for each in found.collections or ()))
            return
        points = islice(cat.memory.iter_points(collection), limit or None)
        if as_json:
            for point in points:
                put_line(point)
            return
        table(["id", "source", "text"], ([point.id, *_source_and_text(point.payload)] for point in points))


@command(app, "recall", 'memory recall "What does the hatter drink?"', "memory recall tea -n 3 -m source=tea.txt")
def recall(
    text: Annotated[str, typer.Argument(help="What memories shall be near to.")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many at most, of each collection.")] = 10,
    metadata: Metadata = None,
    get: Annotated[bool, typer.Option("--get", help="As servers before 1.8 want it; without metadata.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find the memories that are nearest to a text."""
    if get and metadata:
        raise click.UsageError("--get knows no --metadata")
    with connected(where()) as cat:
        if get:
            found = cat.memory.recall_memory_points_from_text(text, limit)
        else:
            found = cat.memory.recall_memory_points(text, limit, pairs(metadata or []) or None)
    if as_json:
        put_json(found)
        return
    collections: dict[str, Any] = dict((found.get("vectors") or {}).get("collections") or {})
    rows = [
        (point.get("score") or 0.0, name, *_source_and_text(point), point.get("id"))
        for name, points in collections.items()
        for point in points
    ]
    rows.sort(key=lambda row: -row[0])
    table(
        ["score", "collection", "source", "text", "id"],
        ([f"{score:.3f}", *others] for score, *others in rows),
    )


@command(app, "add", 'memory add "The hatter drinks tea."', "memory add @note.txt -m source=note.txt")
def add(
    text: Annotated[str, typer.Argument(help="The text, @FILE, or @- for stdin.")],
    collection: Collection = "declarative",
    metadata: Metadata = None,
) -> None:
    """Store a text as a memory, and print its id."""
    with connected(where()) as cat:
        point = cat.memory.create_memory_point(collection, text_of(text, "the text"), pairs(metadata or []))
    say(point.id)


@command(app, "edit", 'memory edit 962fa4e6bcd240c5ae0b6b9d950e2130 "He drinks coffee."')
def edit(
    point: Annotated[str, typer.Argument(help="Its id.")],
    text: Annotated[str, typer.Argument(help="The new text, @FILE, or @- for stdin.")],
    collection: Collection = "declarative",
    metadata: Metadata = None,
) -> None:
    """Replace the text and the metadata of a memory; metadata that are not given again are gone."""
    with connected(where()) as cat:
        cat.memory.edit_memory_point(collection, point, text_of(text, "the text"), pairs(metadata or []))
    say(f"{point}: replaced")


@command(app, "delete", "memory delete 962fa4e6bcd240c5ae0b6b9d950e2130", "memory delete -m source=tea.txt")
def delete(
    points: Annotated[list[str] | None, typer.Argument(help="Ids of memories.")] = None,
    collection: Collection = "declarative",
    metadata: Metadata = None,
) -> None:
    """Delete memories: by their ids, or all that have the metadata."""
    if bool(points) == bool(metadata):
        raise click.UsageError("give either ids, or --metadata")
    with connected(where()) as cat:
        for each in points or []:
            cat.memory.delete_memory_point(collection, each)
            say(f"{each}: deleted")
        if metadata:
            before = _count(cat, collection)
            cat.memory.delete_memory_points_by_metadata(collection, pairs(metadata))
            after = _count(cat, collection)
            say(f"{collection}: {before} -> {after}")


@command(app, "export", "memory export memories.jsonl", "memory export - | gzip > memories.jsonl.gz")
def export(
    to: Annotated[str, typer.Argument(metavar="FILE", help="Where to; `-` is stdout.")],
    collection: Collection = "declarative",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")] = False,
) -> None:
    """Write the memories of a collection to a file, one a line, from which `import` brings them into another Cat."""
    with connected(where()) as cat, bar("memories") as tell:
        target: Any = sys.stdout.buffer if to == "-" else to
        try:
            count = cat.memory.export(target, collection, overwrite=overwrite, on_progress=tell)
        except FileExistsError:
            raise click.UsageError(f"{to} is there already; --overwrite replaces it") from None
    (remark if to == "-" else say)(f"{count} memories")


@command(app, "import", "memory import memories.jsonl")
def import_(
    source: Annotated[str, typer.Argument(metavar="FILE", help="As `export` has written it.")],
) -> None:
    """Bring the memories of a file into this Cat, which must have the same embedder."""
    with connected(where()) as cat, bar("memories") as tell:
        count = cat.memory.import_(source, on_progress=tell)
    say(f"{count} memories")


@command(app, "wipe", "memory wipe --yes", "memory wipe episodic", "memory wipe --history")
def wipe(
    collections: Annotated[list[str] | None, typer.Argument(help="Which; without: all.")] = None,
    history: Annotated[bool, typer.Option("--history", help="The conversation with this user instead.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
) -> None:
    """Forget all memories, of all users, for ever; asks before it does."""
    if history and collections:
        raise click.UsageError("give either collections, or --history")
    what = "the conversation of this user" if history else f"{', '.join(collections or ['all memories'])}, of all users"
    if not yes and not typer.confirm(f"Wipe {what}?", err=True):
        remark("nothing was wiped")
        raise typer.Exit(1)
    with connected(where()) as cat:
        if history:
            cat.memory.wipe_conversation_history()
        for each in collections or []:
            cat.memory.wipe_single_collection(each)
        if not history and not collections:
            cat.memory.wipe_collections()
    say(f"wiped: {what}")


@command(app, "history", "memory history", "memory history --user alice --json")
def history(as_json: AsJson = False) -> None:
    """Show the latest messages between the user and the Cat, oldest first."""
    with connected(where()) as cat:
        found = cat.memory.get_conversation_history()
    if as_json:
        put_json(found)
        return
    for message in found.get("history") or []:
        say(f"{message.get('who') or message.get('role')}: {line(message.get('text') or message.get('message'), None)}")


def _count(cat: ccat.CatClient, collection: str) -> int:
    """How many memories a collection has."""
    found = cat.memory.get_collections().collections or ()
    return sum(each.vectors_count or 0 for each in found if each.name == collection)


def _source_and_text(point: Any) -> list[str]:
    metadata = point.get("metadata") or {}
    return [line(metadata.get("source", "")), line(point.get("page_content", ""))]
