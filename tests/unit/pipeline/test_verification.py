"""The generated package is tried before it replaces anything: what does not work is found, with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from openapi_facade.comparison import document as documents
from openapi_facade.comparison.problems import Refused
from pipeline import generator, verification
from pipeline.settings import Settings

from .features import RIGHT, VERSIONS, as_document
from .sparing import verify_here
from .test_features import project_of

USED = ("dates", "names", "in_query", "in_path", "list_of_dates", "two_successes", "form", "multipart", "told_by_enum")
NAME = "tried"


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package that works."""
    root = tmp_path_factory.mktemp("works")
    project = project_of(root, as_document([each for each in RIGHT if each.name in USED], VERSIONS[1]), NAME)
    document = generator.effective(documents.load(str(project.document)), project)
    (root / "made").mkdir()
    generator.build(document, Settings.read(project.config), project, root / "made")
    return root / "made" / NAME


@pytest.fixture
def package(works: Path, tmp_path: Path) -> Path:
    """A copy that may be broken."""
    shutil.copytree(works, tmp_path / NAME)
    return tmp_path / NAME


def test_one_that_works_is_accepted_and_left_as_it_is(package: Path, works: Path) -> None:
    verification.verify(package)
    assert {path.relative_to(package) for path in package.rglob("*")} == {
        path.relative_to(works) for path in works.rglob("*")
    }


FAULTS = {
    # name: (file, what stands there, what is put there, the place that is told, and a word of the reason)
    "an import": ("api/features/dates.py", "import httpx", "import httpx, no_such_module", "/dates'].post", "no_such"),
    "a model's import": ("models/told_by_enum_a.py", "from ..model", "from ..modell", "schemas.ToldByEnumA", "modell"),
    "an inline model": ("models/form_body.py", "_member(", "member(", "/form'].post", "form_body.py"),
    "an argument": ("api/features/names.py", '"cls": cls', '"cls": clz', "/names'].post", "clz"),
    "a parameter's name": ("api/features/in_query.py", '"on": on', '"onn": on', "/in_query'].post", "the query"),
    "a parameter that is not sent": ("api/features/in_query.py", '"ids": ids,', "", "/in_query'].post", "the query"),
    "a path": ("api/features/in_path.py", "/in_path/", "/in_paths/", "/in_path/{on}", "in_paths"),
    "a segment": ("api/features/in_path.py", "{_segment(on)}", "{on!r}", "/in_path/{on}", "datetime"),
    "a method": ("api/features/dates.py", '"POST"', '"PUT"', "/dates'].post", "PUT"),
    "a body": ("api/features/list_of_dates.py", "_encode(body)", "body", "/list_of_dates'].post", "serializable"),
    "a form": ("api/features/form.py", "_form(body)", "{**body}", "/form'].post", "the form"),
    "parts": ("models/multipart_body.py", "return _parts(self)", "return []", "/multipart'].post", "the parts"),
    "a result": ("api/features/list_of_dates.py", "_many(_as_datetime)", "len", "/list_of_dates'].post", "the result"),
    "a status": ("api/features/two_successes.py", "== 201", "== 202", "/two_successes'].post", "UnexpectedStatus"),
    "an error": ("api/features/two_successes.py", "== 404", "== 405", "/two_successes'].post", "of a 404"),
    "a call": ("api/features/dates.py", "client.get_httpx_client().request", "client.get", "/dates'].post", "get"),
    "an awaited call": (
        "api/features/dates.py",
        "response=await client",
        "response=client",
        "/dates'].post",
        "coroutine",
    ),
    "facts": ("operations.py", '"/list_of_dates"', '"/list_of_date"', "/list_of_dates'].post", "operations.py has"),
    "a module": ("operations.py", '"list_of_dates", "features"', '"list_of_dates", "more"', "/list_of_dates", "more"),
    "a value": ("models/dates_response_200.py", '"day": _as_date', '"day": str', "/dates'].post", "promised"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_does_not_work_is_told_with_its_place(fault: str, package: Path) -> None:
    name, good, bad, place, reason = FAULTS[fault]
    text = (package / name).read_text("utf-8")
    assert good in text
    (package / name).write_text(text.replace(good, bad), encoding="utf-8")
    with pytest.raises(Refused, match="the generated code does not work") as refusal:
        (verification.verify if fault == "an awaited call" else verify_here)(package)  # it leaves what would warn here
    lines = str(refusal.value).splitlines()[1:]
    assert [line for line in lines if place in line and reason in line], lines


def test_all_that_does_not_work_is_told_at_once(package: Path) -> None:
    for name in ("dates", "names", "form"):
        path = package / f"api/features/{name}.py"
        path.write_text(path.read_text("utf-8").replace('"POST"', '"GET"'), encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        verification.verify(package)
    assert len(str(refusal.value).splitlines()) == 4


def test_one_thing_that_does_not_work_hides_no_other_of_the_same_operation(package: Path) -> None:
    """Each is told once, however many examples show it."""
    faults = {
        "api/features/form.py": [('"POST"', '"PUT"'), ("_form(body)", "{**body}")],
        "api/features/two_successes.py": [("== 201", "== 202"), ("== 404", "== 405")],
        "api/features/in_query.py": [('"on": on', '"onn": on'), ('"POST"', '"PUT"')],
    }
    for name, changes in faults.items():
        text = (package / name).read_text("utf-8")
        for good, bad in changes:
            text = text.replace(good, bad)
        (package / name).write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        verification.verify(package)
    lines = str(refusal.value).splitlines()[1:]
    for name, reasons in {
        "form": ["is PUT /form, not POST", "the form: "],
        "two_successes": ["UnexpectedStatus", "sync_detailed of a 404"],
        "in_query": ["is PUT /in_query, not POST", "the query: "],
    }.items():
        found = [line for line in lines if f"$.paths['/{name}'].post ({name}): " in line]
        assert [reason for reason in reasons if len([line for line in found if reason in line]) == 1] == reasons, lines


def test_a_module_that_cannot_be_imported_hides_no_other_operation(package: Path) -> None:
    path = package / "api" / "features" / "dates.py"
    path.write_text("import no_such_module\n" + path.read_text("utf-8"), encoding="utf-8")
    path = package / "api" / "features" / "form.py"
    path.write_text(path.read_text("utf-8").replace('"POST"', '"GET"'), encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        verification.verify(package)
    lines = str(refusal.value).splitlines()[1:]
    assert [line.partition(": ")[0] for line in lines] == [
        "$.paths['/dates'].post (dates)",
        "$.paths['/form'].post (form)",
    ]


def test_a_package_that_ends_the_process_is_refused(package: Path) -> None:
    with (package / "codec.py").open("a") as file:
        file.write("\nimport os\nos._exit(0)\n")
    with pytest.raises(Refused, match="could not be tried"):
        verification.verify(package)
