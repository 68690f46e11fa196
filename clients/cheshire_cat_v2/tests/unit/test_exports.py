"""Every public name is in the package, is imported when it is used, and is what was recorded."""

from __future__ import annotations

import difflib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cheshire_cat_v2
from cheshire_cat_v2 import errors, models

from . import surface

RECORDED = Path(__file__).with_name("surface.txt")


def test_every_name_is_the_one_that_checkers_see() -> None:
    source = Path(inspect.getfile(cheshire_cat_v2)).read_text("utf-8")
    seen = {
        (name, module)
        for module, name in re.findall(r"^    from cheshire_cat_v2\.([\w.]+) import (\w+) as", source, re.M)
    }
    assert seen == set(cheshire_cat_v2._MODULES.items())
    assert {*cheshire_cat_v2._MODULES, "__version__"} == set(cheshire_cat_v2.__all__)
    for name in cheshire_cat_v2.__all__:
        assert getattr(cheshire_cat_v2, name) is not None
        assert name in dir(cheshire_cat_v2)


def test_every_error_is_exported() -> None:
    assert set(errors.__all__) <= set(cheshire_cat_v2.__all__)


def test_every_model_is_exported() -> None:
    assert {"Task", "TaskResult", "MessageInput", "MessageOutput", "ChatSelect"} <= set(models.__all__)
    for name in models.__all__:
        assert inspect.isclass(getattr(models, name))
    token = models.UploadedFileResponse.from_dict({"url": "t", "mime_type": "m", "new": 1})
    assert (token.url, token["url"], token["new"]) == ("t", "t", 1)


def test_there_is_no_other_name() -> None:
    with pytest.raises(AttributeError, match="module 'cheshire_cat_v2' has no attribute 'tea'"):
        cheshire_cat_v2.tea  # type: ignore[attr-defined]  # noqa: B018


def test_the_import_brings_next_to_nothing() -> None:
    code = "import sys; before = set(sys.modules); import cheshire_cat_v2; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    brought = {name for name in done.stdout.split() if name.partition(".")[0] not in sys.stdlib_module_names}
    assert brought == {"cheshire_cat_v2", "openapi_facade", "openapi_facade.lazy"}


def test_the_public_surface_is_what_was_recorded() -> None:
    recorded, now = RECORDED.read_text("utf-8").splitlines(), surface.lines()
    difference = "\n".join(difflib.unified_diff(recorded, now, "recorded", "now", n=0, lineterm=""))
    assert not difference, f"{difference}\nif that is meant: python {surface.__file__} > {RECORDED}"
