"""Several files and folders replaced as one: all of them, or none.

What is replaced is moved into a journal folder, what is new into its place; removing the journal's name is the moment
from which the new ones count. If the process dies before, `recover` puts everything back. All moves are renames below
one root, so they need no space and cannot stop half-way through a file.
"""

from __future__ import annotations

import shutil
from pathlib import Path


def replace(journal: Path, places: list[Path], new: dict[Path, Path]) -> None:
    """Put each new file or folder in its place. If any cannot be put there, all stay as they were.

    Args:
        journal: a path on the same file system, where nothing is.
        places: every place there may ever be, always in the same order: the journal knows them by number.
        new: place -> what comes there; it is moved away from where it is.
    """
    journal.mkdir()
    try:
        for number, place in enumerate(places):
            if place in new:
                if place.exists():
                    place.rename(journal / f"{number}.old")
                else:
                    place.parent.mkdir(parents=True, exist_ok=True)
                    (journal / f"{number}.none").touch()
                new[place].rename(place)
        done = journal.with_name(f"{journal.name}.done")
        _remove(done)
        journal.rename(done)
    except BaseException:
        recover(journal, places)
        raise
    _remove(done)


def recover(journal: Path, places: list[Path]) -> bool:
    """Undo a replacement that was interrupted; whether there was one."""
    _remove(journal.with_name(f"{journal.name}.done"))
    if not journal.exists():
        return False
    for number, place in enumerate(places):
        old, none = journal / f"{number}.old", journal / f"{number}.none"
        if old.exists():
            _remove(place)
            old.rename(place)
        elif none.exists():
            _remove(place)
            none.unlink()
    _remove(journal)
    return True


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
