"""Every public name is in the package, is imported when it is used, and is what was recorded."""

from __future__ import annotations

import difflib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import thread_chat
from thread_chat import errors

from . import surface

RECORDED = Path(__file__).with_name("surface.txt")


def test_every_name_is_the_one_that_checkers_see() -> None:
    source = Path(inspect.getfile(thread_chat)).read_text("utf-8")
    seen = {
        (name, module) for module, name in re.findall(r"^    from thread_chat\.([\w.]+) import (\w+) as", source, re.M)
    }
    assert seen == set(thread_chat._MODULES.items())
    assert {*thread_chat._MODULES, "__version__"} == set(thread_chat.__all__)
    for name in thread_chat.__all__:
        assert getattr(thread_chat, name) is not None
        assert name in dir(thread_chat)


def test_every_error_is_exported() -> None:
    assert set(errors.__all__) <= set(thread_chat.__all__)


def test_there_is_no_other_name() -> None:
    with pytest.raises(AttributeError, match="module 'thread_chat' has no attribute 'tea'"):
        thread_chat.tea  # type: ignore[attr-defined]  # noqa: B018


def test_the_import_brings_next_to_nothing() -> None:
    code = "import sys; before = set(sys.modules); import thread_chat; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    brought = {name for name in done.stdout.split() if name.partition(".")[0] not in sys.stdlib_module_names}
    assert brought == {"thread_chat", "openapi_facade", "openapi_facade.lazy"}


def test_the_public_surface_is_what_was_recorded() -> None:
    recorded, now = RECORDED.read_text("utf-8").splitlines(), surface.lines()
    difference = "\n".join(difflib.unified_diff(recorded, now, "recorded", "now", n=0, lineterm=""))
    assert not difference, f"{difference}\nif that is meant: python {surface.__file__} > {RECORDED}"
