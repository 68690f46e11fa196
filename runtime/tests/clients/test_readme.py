"""The client on the page for people is one that works: that of these tests, word for word."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from openapi_facade.errors import FacadeError

from . import notes_openapi, single
from .notes_server import EmbeddedNotes

README = Path(__file__).parents[2] / "README.md"


def test_the_smallest_client(notes: EmbeddedNotes, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _ = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    own = Path(single.__file__).read_text(encoding="utf-8")
    assert code == own.replace("from .notes_openapi ", "from notes_openapi ")
    monkeypatch.setitem(sys.modules, "notes_openapi", notes_openapi)
    module: Any = ModuleType("page")
    exec(compile(code, str(README), "exec"), vars(module))
    client = module.Client(notes.url, "k3y-of-the-notes")
    assert client.get("tea")["text"] == "at five"
    with pytest.raises(module.NotesError) as caught:
        client.get("coffee")
    client.close()
    assert (caught.value.kind, caught.value.status_code) == ("status", 404)
    assert isinstance(caught.value, FacadeError)
    assert notes.shown == ["Bearer k3y-of-the-notes"] * 2
