"""A call goes one way, and a short one: from the method that a caller reads to its result, through few hands."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import cheshire_cat_api as ccat
import cheshire_cat_openapi
from cheshire_cat_api.testing import EmbeddedCat

OURS = tuple(f"{Path(package.__file__ or '').parent}/" for package in (ccat, cheshire_cat_openapi))
APART = ("/models/", "/model.py", "/testing/")
"""The models, whose size decides; and the embedded Cat, which is in this process as well."""


def apart(frame: FrameType | None) -> bool:
    """Whether it is a model's, or called by one."""
    while frame is not None:
        if any(map(frame.f_code.co_filename.count, APART)):
            return True
        frame = frame.f_back
    return False


def calls(work: Any) -> tuple[Counter[str], list[str]]:
    """The Python calls into our files that this thread makes, by file, and the functions in their order."""
    files: Counter[str] = Counter()
    names: list[str] = []

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(OURS) and not apart(frame):
            files[frame.f_code.co_filename] += 1
            names.append(f"{Path(frame.f_code.co_filename).name}:{frame.f_code.co_name}")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return files, names


MOST_CALLS, MOST_FILES = 30, 10


def test_a_call_passes_few_hands(cat: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(cat.url)) as client:
        details = client.plugins.get_plugin_details
        for _ in range(3):
            details("core_plugin")
        files, names = min((calls(lambda: details("core_plugin")) for _ in range(5)), key=lambda each: len(each[1]))
    assert len(names) <= MOST_CALLS, "\n".join(names)
    assert len(files) <= MOST_FILES, files


def test_the_first_frame_is_the_method_that_the_caller_reads(dead_url: str) -> None:
    with ccat.CatClient(ccat.Config(dead_url, retries=0)) as client, pytest.raises(ccat.ConnectionFailed) as caught:
        client.plugins.toggle_plugin("tea")
    assert caught.traceback[1].name == "toggle_plugin"
    assert str(caught.traceback[1].path).endswith("resources/plugins.py")

    async def run() -> None:
        async with ccat.AsyncCatClient(ccat.Config(dead_url, retries=0)) as client:
            await client.plugins.toggle_plugin("tea")

    with pytest.raises(ccat.ConnectionFailed) as awaited:
        asyncio.run(run())
    names = [entry.name for entry in awaited.traceback]
    assert names[names.index("run", 3) + 1 :][0] == "toggle_plugin"
