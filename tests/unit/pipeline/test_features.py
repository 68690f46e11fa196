"""Every feature of OpenAPI that the generator claims, in 3.0 and in 3.1: generated right, or refused with its place."""

from __future__ import annotations

import datetime
import io
import json
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

import regenerate
from openapi_facade.comparison import document as documents
from openapi_facade.comparison.problems import Refused
from openapi_facade.comparison.upgrade import upgrade
from pipeline import generator
from pipeline.examples import Examples
from pipeline.recorder import Answer
from pipeline.settings import Settings

from .conftest import OVERLAY, ROOT
from .effective import text_of
from .features import INTEGER, JSON, RIGHT, VERSIONS, Feature, as_document, query
from .refused import REFUSED

pytestmark = pytest.mark.xdist_group("features")  # what they share is generated once

TRIED = [(feature, version) for feature in RIGHT for version in feature.versions]


class Package(NamedTuple):
    """A generated package, imported."""

    name: str

    def module(self, name: str) -> Any:
        return import_module(f"{self.name}.{name}")

    def operation(self, name: str) -> Any:
        return self.module("operations").OPERATIONS[name]


def project_of(root: Path, document: Any, module: str) -> generator.Project:
    root.mkdir(parents=True, exist_ok=True)
    config = (ROOT / "generator-config.toml").read_text()
    (root / "generator-config.toml").write_text(config.replace('"cheshire_cat_openapi"', f'"{module}"'))
    (root / "openapi-overlay.yaml").write_text(OVERLAY)
    (root / "openapi.json").write_text(json.dumps(document))
    shutil.copyfile(ROOT / "LICENSE", root / "LICENSE")
    return generator.Project(root)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Package]]:
    """By version, one package with all features of it: building it tried each (`pipeline.verification`)."""
    made = {}
    for version in VERSIONS:
        name = f"features_{version[:3].replace('.', '_')}"
        root = tmp_path_factory.mktemp(name)
        project = project_of(root, as_document([each for each in RIGHT if version in each.versions], version), name)
        document = generator.effective(documents.load(str(project.document)), project)
        (root / "made").mkdir()
        generator.build(document, Settings.read(project.config), project, root / "made")
        sys.path.insert(0, str(root / "made"))
        made[version] = Package(name)
    yield made
    for package in made.values():
        for name in [name for name in sys.modules if name.partition(".")[0] == package.name]:
            del sys.modules[name]
    sys.path[:] = [each for each in sys.path if "features_3_" not in each]


def test_there_is_one_for_each_and_they_are_many() -> None:
    names = [feature.name for feature in RIGHT + REFUSED]
    assert len(names) == len(set(names)) >= 40


@pytest.mark.parametrize("feature", REFUSED, ids=str)
@pytest.mark.parametrize("version", VERSIONS)
def test_it_is_refused_with_its_place(
    feature: Feature, version: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if version not in feature.versions:
        return
    project_of(tmp_path, as_document([feature], version), "refused")
    assert regenerate.main(["--root", str(tmp_path)]) == 1
    assert feature.refused.format(name=feature.name) in capsys.readouterr().err
    assert not (tmp_path / "generated").exists()


def test_what_the_generator_and_the_trial_refuse_is_told_at_once(tmp_path: Path) -> None:
    """And what follows from the generator's complaint is not told again."""
    fine = [each for each in RIGHT if each.name in ("dates", "form", "bare_date")]
    project = project_of(tmp_path, as_document(fine, VERSIONS[1]), "refused")
    document = generator.effective(documents.load(str(project.document)), project)
    for name, schema in {"wrong_default": {**INTEGER, "default": "x"}, "mixed_enum": {"enum": [1, "a"]}}.items():
        operation = {**document["paths"]["/bare_date"]["post"], "operationId": name, "parameters": [query("a", schema)]}
        document["paths"][f"/{name}"] = {"post": operation}  # behind the guard's back
    project.templates = tmp_path / "templates"
    shutil.copytree(ROOT / "scripts" / "templates", project.templates)
    template = project.templates / "endpoint_module.py.jinja"
    template.write_text(template.read_text().replace("_form(body)", "{**body}"))
    (tmp_path / "made").mkdir()

    with pytest.raises(Refused) as refusal:
        generator.build(document, Settings.read(project.config), project, tmp_path / "made")

    told = [line.partition(": ")[0] for line in str(refusal.value).splitlines() if "$." in line]
    assert sorted(told) == [f"$.paths['/{name}'].post ({name})" for name in ("form", "mixed_enum", "wrong_default")]


@pytest.mark.parametrize(("feature", "version"), TRIED, ids=str)
def test_its_examples_go_through_it(feature: Feature, version: str, packages: dict[str, Package]) -> None:
    """Of each success the JSON that came comes back, by the reader that needs no client."""
    package = packages[version]
    operation = package.operation(feature.name)
    document = as_document([feature], version)
    upgrade(document)
    examples = Examples(document["components"]["schemas"])
    encode = package.module("codec").encode
    if feature.result is not None:
        schema = document["paths"][f"/{feature.name}{feature.path}"]["post"]["responses"]["200"]["content"][JSON][
            "schema"
        ]
        for value in examples.of(schema):
            read = operation.parse(answer(value))
            assert text_of(encode(read)) == text_of(value)


def test_what_is_generated_is_typed(packages: dict[str, Package], tmp_path: Path) -> None:
    package = packages[VERSIONS[1]]
    folder = Path(package.module("types").__file__).parents[1]
    command = ["mypy", "--strict", "--python-version", "3.10", "--cache-dir", str(tmp_path), "-p", package.name]
    done = subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, cwd=folder, check=False, timeout=110
    )
    assert done.returncode == 0, done.stdout + done.stderr


def answer(value: Any, status: int = 200) -> Answer:
    return Answer(status, {"content-type": JSON}, json.dumps(value).encode())


def parsed(packages: dict[str, Package], name: str, value: Any, version: str = VERSIONS[1]) -> Any:
    return packages[version].operation(name).parse(answer(value))


NOON = "2024-02-29T12:00:00Z"
NOON_READ = datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.timezone.utc)
LEAP_DAY = datetime.date(2024, 2, 29)
ID = "0b5a3c52-6f0e-4a63-9d0b-1f2e3d4c5b6a"
each_version = pytest.mark.parametrize("version", VERSIONS)


class TestForms:
    """Which form of a union a value has."""

    @pytest.mark.parametrize("given", ["a", "b"])
    def test_a_constant_that_differs_excludes_a_form(self, packages: dict[str, Package], given: str) -> None:
        """Whatever else there is: all fields of the other form, and none of its own."""
        value = {"kind": given, "source": "s", "a": "x", "b": "x", "z": "x"}
        forms = parsed(packages, "told_by_constant", {"forms": [value, {"kind": given}, {"z": "z"}]}).forms
        named = f"ToldByConstant{given.upper()}"
        assert [type(each).__name__ for each in forms] == [named, named, "ToldByConstantC"]

    @each_version
    @pytest.mark.parametrize("given", ["a", "b"])
    def test_so_does_an_enum_of_one_value(self, packages: dict[str, Package], version: str, given: str) -> None:
        other = "b" if given == "a" else "a"
        read = parsed(packages, "told_by_enum", {"kind": given, "source": "s", other: "x"}, version)
        assert type(read).__name__ == f"ToldByEnum{given.upper()}"

    @each_version
    @pytest.mark.parametrize(
        ("given", "form"), [("a1", "A"), ("b1", "B"), ("b2", "B"), ("ToldByMappingB", "B"), ("ToldByMappingA", "A")]
    )
    def test_a_discriminator_tells_two_that_look_alike(
        self, packages: dict[str, Package], version: str, given: str, form: str
    ) -> None:
        read = parsed(packages, "told_by_mapping", {"kind": given, "value": "x"}, version)
        assert type(read).__name__ == f"ToldByMapping{form}"

    @each_version
    def test_so_does_one_without_a_mapping_by_their_names(self, packages: dict[str, Package], version: str) -> None:
        read = parsed(packages, "told_by_name", [{"kind": "ToldByNameB"}, {"kind": "ToldByNameA"}], version)
        assert [type(each).__name__ for each in read] == ["ToldByNameB", "ToldByNameA"]

    @each_version
    def test_what_no_constant_tells_is_told_by_its_fields(self, packages: dict[str, Package], version: str) -> None:
        found = [
            parsed(packages, "told_by_fields", value, version) for value in ({"y": ""}, {"x": ""}, [{"y": ""}], "y")
        ]
        assert [type(each).__name__ for each in found] == ["ToldByFieldsB", "ToldByFieldsA", "list", "str"]
        assert type(found[2][0]).__name__ == "ToldByFieldsB"

    @each_version
    def test_a_new_form_stays_readable(self, packages: dict[str, Package], version: str) -> None:
        assert parsed(packages, "told_by_enum", {"kind": "new", "x": 1}, version) == {"kind": "new", "x": 1}

    @each_version
    def test_what_is_of_no_form_is_refused(self, packages: dict[str, Package], version: str) -> None:
        with pytest.raises(TypeError):
            parsed(packages, "told_by_enum", "text", version)


@each_version
class TestWhole:
    """Whole results, and whole bodies."""

    @pytest.mark.parametrize(
        ("name", "value", "read"),
        [
            ("list_of_dates", [NOON, "2024", None], [NOON_READ, "2024", None]),
            ("bare_date", "2024-02-29", LEAP_DAY),
            ("bare_date", "2024", "2024"),
            ("bare_union", ID, uuid.UUID(ID)),
            ("bare_union", 7, 7),
            ("bare_truth", True, True),
            ("bare_number", 7, 7),
            ("bare_text", "x", "x"),
            ("bare_enum", "blue", "blue"),
        ],
    )
    def test_results(self, packages: dict[str, Package], version: str, name: str, value: Any, read: Any) -> None:
        assert parsed(packages, name, value, version) == read

    def test_lists(self, packages: dict[str, Package], version: str) -> None:
        colors = parsed(packages, "list_of_enums", ["red", "blue"], version)
        assert [repr(each) for each in colors] == ["<ListOfEnumsResponse200Item.RED: 'red'>", "'blue'"]
        unions = parsed(packages, "list_of_unions", [{"x": "2024-02-29"}, NOON], version)
        assert (unions[0].x, unions[1]) == (LEAP_DAY, NOON_READ)
        lists = parsed(packages, "list_of_lists", [[{"x": "y"}], []], version)
        assert lists[0][0].x == "y"

    @pytest.mark.parametrize(
        ("name", "value"),
        [("list_of_dates", {}), ("list_of_lists", "x"), ("bare_date", 5), ("bare_number", True), ("bare_truth", 1)],
    )
    def test_another_type_is_an_error(self, packages: dict[str, Package], version: str, name: str, value: Any) -> None:
        with pytest.raises(TypeError):
            parsed(packages, name, value, version)

    def test_bodies(self, packages: dict[str, Package], version: str) -> None:
        package = packages[version]
        models = package.module("models")

        def sent(name: str, body: Any) -> Any:
            return package.operation(name).build(body=body)["json"]

        assert sent("list_of_dates", [LEAP_DAY]) == ["2024-02-29"]
        assert sent("bare_date", NOON_READ) == "2024-02-29T12:00:00+00:00"
        colors = sent("list_of_enums", [models.ListOfEnumsBodyItem.RED])
        assert (colors, type(colors[0])) == (["red"], str)
        assert sent("list_of_lists", [[1], []]) == [[1], []]
        assert sent("body_of_unions", [models.BodyOfUnionsA(x=LEAP_DAY), LEAP_DAY]) == [
            {"x": "2024-02-29"},
            "2024-02-29",
        ]
        assert "json" not in package.operation("optional_list").build()

    @pytest.mark.parametrize(
        "name", ["nullable_body", "nullable_list", "nullable_date", "optional_nullable_body", "anything"]
    )
    def test_null_is_a_body_and_what_is_left_out_is_none(
        self, packages: dict[str, Package], version: str, name: str
    ) -> None:
        operation = packages[version].operation(name)
        null = operation.build(body=None)
        assert (null["content"], null["headers"], "json" in null) == (b"null", {"Content-Type": JSON}, False)
        sent = httpx.Client().build_request(**null | {"url": "http://localhost/"})
        assert (sent.read(), sent.headers["content-type"]) == (b"null", JSON)
        if name.startswith("optional"):
            assert set(operation.build()) == {"method", "url"}


@each_version
class TestFields:
    """Fields of multipart and other forms, and in queries."""

    def test_what_is_null_is_no_part(self, packages: dict[str, Package], version: str) -> None:
        package = packages[version]
        file = package.module("types").File(payload=io.BytesIO(b"x"), file_name="a.txt")
        about = package.module("models").MultipartBodyAbout(x=NOON_READ)
        body = package.module("models").MultipartBody(
            file=file, more=[file, file], size=None, on=LEAP_DAY, yes=True, about=about
        )
        parts = package.operation("multipart").build(body=body)["files"]
        assert [(name, part[1]) for name, part in parts if name not in ("file", "more")] == [
            ("on", b"2024-02-29"),
            ("yes", b"true"),
            ("about", b'{"x": "2024-02-29T12:00:00+00:00"}'),
        ]
        assert [name for name, _ in parts][:3] == ["file", "more", "more"]

    def test_what_is_null_is_no_field_of_a_form(self, packages: dict[str, Package], version: str) -> None:
        body = packages[version].module("models").FormBody(a="x", b=None, d=LEAP_DAY)
        assert packages[version].operation("form").build(body=body)["data"] == {"a": "x", "d": "2024-02-29"}

    def test_a_query(self, packages: dict[str, Package], version: str) -> None:
        build = packages[version].operation("in_query").build
        request = build(on=LEAP_DAY, ids=[uuid.UUID(ID)], yes=True, maybe=None, either=NOON_READ.date())
        assert request["params"] == {"on": "2024-02-29", "ids": [ID], "yes": "true", "either": "2024-02-29"}

    def test_a_path(self, packages: dict[str, Package], version: str) -> None:
        color = packages[version].module("models").InPathColor.DARK_BLUE
        request = packages[version].operation("in_path").build(LEAP_DAY, color, True, [1, 2])
        assert request["url"] == "/in_path/2024-02-29/dark_blue/true/1%2C2"

    def test_of_two_media_types_the_body_tells_which(self, packages: dict[str, Package], version: str) -> None:
        package, models = packages[version], packages[version].module("models")
        build = package.operation("two_media_types").build
        file = package.module("types").File(payload=io.BytesIO(b"x"))
        assert set(build(body=models.TwoMediaTypesA(a="x"))) == {"method", "url", "json", "headers"}
        assert set(build(body=models.TwoMediaTypesB(b=file))) == {"method", "url", "files"}
        assert set(package.operation("one_schema_twice").build(body=models.OneSchemaTwiceA(a="x"))) >= {"json"}
        with pytest.raises(TypeError, match="body"):
            build()
