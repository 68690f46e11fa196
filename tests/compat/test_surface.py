"""Every public name and signature of 1.4.9 is there, or what has become of it is written down with its reason.

`surface-1.4.9.txt` has a line for each, as `surface.py` wrote it where 1.4.9 was installed; below those that are not
what they were stands what they are `now` and `because` of what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from .surface import rendered

LIST = Path(__file__).with_name("surface-1.4.9.txt")


class Name(NamedTuple):
    """A name of 1.4.9."""

    path: str
    was: str
    now: str
    because: str


def names() -> Iterator[Name]:
    """The list."""
    for entry in re.split(r"\n(?! )", LIST.read_text(encoding="utf-8").strip()):
        first, *rest = entry.splitlines()
        path, _, was = first.partition(" ")
        notes = dict(line.strip().split(": ", 1) for line in rest)
        yield Name(path, was, notes.pop("now", was), notes.pop("because", ""))
        assert not notes


NAMES = list(names())


def as_listed(path: str, was: str) -> str:
    """What it is now; keyword-only parameters that 1.4.9 did not have are `…`: new ones are in nobody's way."""
    now = rendered(path)
    return now if "*" in was else re.sub(r"\*, [^)]*\)$", "*, …)", now)


@pytest.mark.filterwarnings("ignore:.* is of cheshire-cat-api 1.4.9:DeprecationWarning")
@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.path)
def test_a_name_is_what_the_list_says(name: Name) -> None:
    assert as_listed(name.path, name.was) == name.now
    assert (name.now != name.was) == bool(name.because), "a difference needs a reason, and a reason a difference"


@pytest.mark.filterwarnings("ignore:.* is of cheshire-cat-api 1.4.9:DeprecationWarning")
@pytest.mark.parametrize(
    "module",
    sorted(
        {name.path.partition(":")[0] for name in NAMES}
        - {"cheshire_cat_api.models"}  # which is for new programs: its star gives the models of the API
    ),
)
def test_a_star_import_gives_what_it_gave(module: str) -> None:
    listed = [
        name.path.partition(":")[2] for name in NAMES if name.path.startswith(f"{module}:") and name.now != "absent"
    ]
    namespace: dict[str, object] = {}
    exec(f"from {module} import *", namespace)
    assert {name for name in listed if "." not in name and not name.startswith("__")} <= namespace.keys()


def test_the_list_is_whole() -> None:
    assert len({name.path for name in NAMES}) == len(NAMES) > 450
    methods = [name for name in NAMES if re.search(r"Api\.[a-z_]+$", name.path) and "api_client" not in name.path]
    methods = [name for name in methods if not re.search("_with_http_info|_without_preload_content", name.path)]
    assert len([name for name in methods if name.was.endswith("_host_index=0)")]) == 33
