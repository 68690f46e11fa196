"""Several files and folders replaced as one: all of them, or none.

What is replaced is moved into a journal folder, what is new into its place; removing the journal's name is the moment
from which the new ones count. If the process dies before, `recover` puts everything back. All moves are renames below
the folder that holds the journal, so they need no space and cannot stop half-way through a file.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

_PLACES = "places.json"


def replace(journal: Path, new: dict[Path, Path]) -> None:
    """Put each new file or folder in its place. If any cannot be put there, all stay as they were.

    Args:
        journal: a path where nothing is; the places are below the folder that it is in.
        new: place -> what comes there; it is moved away from where it is.
    """
    journal.mkdir()
    try:
        # Before anything moves: the journal alone tells what to put back.
        places = [place.relative_to(journal.parent).as_posix() for place in new]
        (journal / _PLACES).write_text(json.dumps(places), encoding="utf-8")
        for number, (place, source) in enumerate(new.items()):
            if place.exists():
                place.rename(journal / f"{number}.old")
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                (journal / f"{number}.none").touch()
            source.rename(place)
        done = journal.with_name(f"{journal.name}.done")
        _remove(done)
        journal.rename(done)
    except BaseException:
        recover(journal)
        raise
    _remove(done)


def recover(journal: Path) -> bool:
    """Undo a replacement that was interrupted; whether there was one."""
    _remove(journal.with_name(f"{journal.name}.done"))
    if not journal.exists():
        return False
    for number, name in enumerate(_places(journal)):
        place = journal.parent / name
        old, none = journal / f"{number}.old", journal / f"{number}.none"
        if old.exists():
            _remove(place)
            old.rename(place)
        elif none.exists():
            _remove(place)
            none.unlink()
    _remove(journal)
    return True


def _places(journal: Path) -> list[str]:
    """The places by their numbers; none where the list was not written to its end, before which nothing moves."""
    try:
        places: list[str] = json.loads((journal / _PLACES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return places


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
