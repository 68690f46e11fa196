"""Values in and out of models: what came comes back, attributes are decoded, and what callers put in is encoded."""

from __future__ import annotations

import copy
import datetime
import json
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cheshire_cat_openapi import models
from openapi_facade.comparison import document as documents
from pipeline import generator
from pipeline.settings import Settings

from .effective import text_of
from .features import VERSIONS, as_document
from .kinds import EVERY, KIND, SCHEMAS, conforms, values
from .test_features import Package, project_of

pytestmark = pytest.mark.xdist_group("codec")  # what they share is generated once


@pytest.fixture(scope="module", params=VERSIONS)
def package(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    """A model with a field of every kind of schema."""
    name = f"kinds_{request.param[:3].replace('.', '_')}"
    root: Path = tmp_path_factory.mktemp(name)
    project = project_of(root, as_document([KIND], request.param), name)
    document = generator.effective(documents.load(str(project.document)), project)
    (root / "made").mkdir()
    generator.build(document, Settings.read(project.config), project, root / "made")
    sys.path.insert(0, str(root / "made"))
    yield Package(name)
    sys.path.remove(str(root / "made"))


quietly = settings(
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


@quietly
@given(data=st.data())
def test_every_kind_of_schema(package: Package, data: st.DataObject) -> None:
    """Items are the JSON that came, attributes are decoded, and what is put back is the same again."""
    name = data.draw(st.sampled_from(sorted(EVERY)))
    schema = SCHEMAS["KindsResult"]["properties"][name]
    came = data.draw(values(schema))
    model = package.module("models").KindsResult
    read = model.from_dict({name: copy.deepcopy(came)})
    before = text_of({name: came})

    assert text_of(read.to_dict()) == text_of(read) == text_of(dict(read)) == before
    assert read == {name: came}
    attribute = getattr(read, name)
    assert conforms(attribute, schema, came)
    for again in (copy.copy(read), copy.deepcopy(read), pickle.loads(pickle.dumps(read)), model.from_dict(read)):
        assert (text_of(again.to_dict()), again, repr(again)) == (before, read, repr(read))

    setattr(read, name, attribute)
    assert json.loads(json.dumps(read)) == read.to_dict() == {name: read[name]}
    assert conforms(getattr(read, name), schema, getattr(read, name) if came is None else read[name])
    assert getattr(read, name) == attribute


class TestAttributes:
    """Of one model."""

    CAME: ClassVar[dict[str, Any]] = {
        "day": "2024-02-29",
        "at": "2024-02-29T12:00:00Z",
        "id": "0B5A3C52-6F0E-4A63-9D0B-1F2E3D4C5B6A",
        "color": "red",
        "size": 2,
        "part": {"day": "2024-02-29", "new": 1},
        "list_of_day": ["2024-02-29", "yesterday"],
        "list_of_part": [{"day": "2024-02-29"}],
        "map_of_days": {"a": "2024-02-29"},
        "text_or_at": "2024",
    }

    def read(self, package: Package, **more: Any) -> Any:
        return package.module("models").KindsResult.from_dict({**copy.deepcopy(self.CAME), **more})

    def test_they_are_decoded_and_items_are_not(self, package: Package) -> None:
        read = self.read(package)
        assert (read.day, read["day"]) == (datetime.date(2024, 2, 29), "2024-02-29")
        assert type(read.day) is datetime.date
        assert (read.at, read["at"]) == (
            datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.timezone.utc),
            "2024-02-29T12:00:00Z",
        )
        assert (read.id, read["id"]) == (UUID("0b5a3c52-6f0e-4a63-9d0b-1f2e3d4c5b6a"), self.CAME["id"])
        assert (read.color.name, read["color"], type(read["color"])) == ("RED", "red", str)
        assert (read.size.name, read["size"], type(read["size"])) == ("VALUE_2", 2, int)
        assert (read.part.day, read["part"]["day"]) == (datetime.date(2024, 2, 29), "2024-02-29")
        assert read.list_of_day == [datetime.date(2024, 2, 29), "yesterday"]
        assert read.list_of_part[0].day == datetime.date(2024, 2, 29)
        assert read.list_of_part is read["list_of_part"]
        assert read.map_of_days["a"] == "2024-02-29"
        assert read.map_of_days.additional_properties == {"a": datetime.date(2024, 2, 29)}
        assert read.text_or_at == "2024"
        assert json.loads(json.dumps(read)) == read.to_dict() == self.CAME

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            *(
                ("at", value)
                for value in ("2024", "12", "2024-02-29", "12:00:00", "2024-02-29T25:00:00Z", "2024-W01", 5)
            ),
            *(("at", value) for value in ("2024-02-30T12:00:00Z", "2024-02-29T12:00:60Z", "2024-02-29T12", "")),
            *(("day", value) for value in ("2024", "20240229", "2024-2-9", "2024-02-29T00:00:00Z", "2024-02-30", True)),
            *(
                ("id", value)
                for value in ("0b5a3c526f0e4a639d0b1f2e3d4c5b6a", "{0b5a3c52-6f0e-4a63-9d0b-1f2e3d4c5b6a}", 1)
            ),
            *(("color", value) for value in ("green", "RED", 1, None, ["red"], {})),
            *(("size", value) for value in (4, True, 1.0, "1", 2**70)),
        ],
    )
    def test_what_is_written_in_another_way_stays_as_it_came(self, package: Package, name: str, value: Any) -> None:
        read = self.read(package, **{name: value})
        assert getattr(read, name) is read[name]
        assert text_of(read.to_dict()[name]) == text_of(value)

    @pytest.mark.parametrize(
        ("written", "offset"),
        [("2024-02-29t12:00:00z", 0), ("2024-02-29 12:00:00.5-03:00", -3), ("2024-02-29T12:00:00", None)],
    )
    def test_dates_as_servers_write_them(self, package: Package, written: str, offset: int | None) -> None:
        at = self.read(package, at=written).at
        assert at.replace(tzinfo=None, microsecond=0) == datetime.datetime(2024, 2, 29, 12)
        assert at.utcoffset() == (None if offset is None else datetime.timedelta(hours=offset))

    def test_what_callers_put_in_is_encoded(self, package: Package) -> None:
        models_ = package.module("models")
        day, id_ = datetime.date(2024, 2, 29), UUID("0b5a3c52-6f0e-4a63-9d0b-1f2e3d4c5b6a")
        noon = datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.timezone.utc)
        part = models_.KindsBodyPart(day=day, ids=[id_])
        body = models_.KindsBody(
            day=day, at=noon, id=id_, color=models_.KindsBodyColor.RED, days=[day], part=part, parts=[part]
        )
        expected = {
            "day": "2024-02-29",
            "at": "2024-02-29T12:00:00+00:00",
            "id": str(id_),
            "color": "red",
            "days": ["2024-02-29"],
            "part": {"day": "2024-02-29", "ids": [str(id_)]},
            "parts": [{"day": "2024-02-29", "ids": [str(id_)]}],
        }
        assert text_of(body.to_dict()) == text_of(body) == text_of(expected)
        assert (body.day, body.at, body.id, body.days) == (day, noon, id_, [day])
        assert body.color is models_.KindsBodyColor.RED
        assert body.parts[0] is part
        part.day = datetime.date(2025, 1, 1)
        assert body.to_dict()["part"]["day"] == "2025-01-01"
        assert package.operation("kinds").build(body=body)["json"] == body.to_dict()

    def test_what_callers_put_in_as_items_is_encoded_when_sent(self, package: Package) -> None:
        read = self.read(package)
        read["new"] = {"when": [datetime.date(2024, 1, 1), {UUID(int=0): UUID(int=1)}]}
        assert read.to_dict()["new"] == {"when": ["2024-01-01", {UUID(int=0): str(UUID(int=1))}]}

    @pytest.mark.parametrize(
        "put",
        [
            lambda read, value: read.__setitem__("day", value),
            lambda read, value: setattr(read, "day", value),
            lambda read, value: read.update({"day": value}),
            lambda read, value: read.update(day=value),
            lambda read, value: read.update([("day", value)]),
            lambda read, value: read.__ior__({"day": value}),
            lambda read, value: read.pop("day") and read.setdefault("day", value),
        ],
    )
    def test_an_item_is_json_however_it_is_put_in(self, package: Package, put: Any) -> None:
        day = datetime.date(2025, 1, 1)
        read = self.read(package)
        for value, kept in (
            (day, "2025-01-01"),
            ([day, {"x": day}], ["2025-01-01", {"x": "2025-01-01"}]),
            ({"x": [day, 1]}, {"x": ["2025-01-01", 1]}),
        ):
            put(read, value)
            assert json.loads(json.dumps(read)) == read.to_dict() == {**self.CAME, "day": kept}
        put(read, day)
        assert (read.day, read["day"]) == (day, "2025-01-01")

    def test_what_is_json_already_is_kept_and_not_copied(self, package: Package) -> None:
        read = self.read(package)
        part = package.module("models").KindsPart(day="2024-02-29", note=None)
        for value in ({"x": [1, {"y": "z"}]}, ["a", ["b"]], part, [part]):
            read["anything"] = value
            assert read["anything"] is read.anything is value

    def test_what_was_given_is_not_changed_through_a_decoded_list(self, package: Package) -> None:
        came = {"list_of_day": ["2024-01-01"], "lists_of_days": [["2024-01-01"]], "list_of_text_or_at": ["a"]}
        before = copy.deepcopy(came)
        read = package.module("models").KindsResult.from_dict(came)
        read.list_of_day.append(datetime.date(2025, 1, 1))
        read.lists_of_days[0].append(datetime.date(2025, 1, 1))
        read.list_of_text_or_at[0] = datetime.datetime(2025, 1, 1)
        assert came == before
        came["list_of_day"].append("2026-01-01")
        assert read["list_of_day"] == ["2024-01-01", "2025-01-01"]


class TestLists:
    """A decoded list of a model is no copy: whatever is done to it is done to the model."""

    def lists(self, package: Package) -> tuple[Any, Any]:
        came = ["2024-01-01", "2024-01-02", "no date"]
        read = package.module("models").KindsResult.from_dict({"list_of_day": came})
        return read, read.list_of_day

    @pytest.mark.parametrize(
        "change",
        [
            lambda days: days.append(datetime.date(2025, 1, 1)),
            lambda days: days.extend(iter([datetime.date(2025, 1, 1), "x"])),
            lambda days: days.insert(1, datetime.date(2025, 1, 1)),
            lambda days: days.remove(datetime.date(2024, 1, 2)),
            lambda days: days.pop(),
            lambda days: days.pop(0),
            lambda days: days.clear(),
            lambda days: days.reverse(),
            lambda days: days.sort(key=str, reverse=True),
            lambda days: days.__setitem__(0, datetime.date(2025, 1, 1)),
            lambda days: days.__setitem__(slice(0, 2), [datetime.date(2025, 1, 1)]),
            lambda days: days.__delitem__(slice(None, None, 2)),
            lambda days: days.__iadd__([datetime.date(2025, 1, 1)]),
            lambda days: days.__imul__(2),
        ],
    )
    def test_changes(self, package: Package, change: Any) -> None:
        read, days = self.lists(package)
        plain = list(days)
        change(days)
        change(plain)
        assert days == plain == read.list_of_day
        assert read["list_of_day"] == [str(day) for day in plain]
        assert json.loads(json.dumps(read)) == read.to_dict() == {"list_of_day": [str(day) for day in plain]}

    def test_lists_in_lists(self, package: Package) -> None:
        read = package.module("models").KindsResult.from_dict({"lists_of_days": [["2024-01-01"], []]})
        read.lists_of_days[1].append(datetime.date(2025, 1, 1))
        assert read["lists_of_days"] == [["2024-01-01"], ["2025-01-01"]]

    def test_a_list_that_is_put_into_a_list_is_linked(self, package: Package) -> None:
        read = package.module("models").KindsResult.from_dict({"lists_of_days": []})
        lists = read.lists_of_days
        lists.append([datetime.date(2024, 1, 1)])
        lists.extend([["2024-02-01"]])
        lists.insert(0, [])
        lists[0:1] = [[], []]
        lists[1] = [datetime.date(2024, 3, 1)]
        for number, each in enumerate(lists):
            each.append(datetime.date(2025, 1, 1 + number))
        assert read["lists_of_days"] == [
            ["2025-01-01"],
            ["2024-03-01", "2025-01-02"],
            ["2024-01-01", "2025-01-03"],
            ["2024-02-01", "2025-01-04"],
        ]
        assert read.lists_of_days == lists
        assert {type(day) for each in lists for day in each} == {datetime.date}

    def test_one_list_of_two_models_is_one(self, package: Package) -> None:
        """As a list of anything else is."""
        read, days = self.lists(package)
        other = package.module("models").KindsResult.from_dict({})
        other.list_of_day = days
        other.list_of_day.append(datetime.date(2025, 1, 1))
        assert read["list_of_day"] is other["list_of_day"]
        assert type(other["list_of_day"]) is list
        assert len(read.list_of_day) == len(other.list_of_day) == 4

    def test_a_copy_is_a_list_of_its_own(self, package: Package) -> None:
        for again in (copy.copy, copy.deepcopy, list, lambda days: pickle.loads(pickle.dumps(days))):
            read, days = self.lists(package)
            copied = again(days)
            assert (type(copied), copied) == (list, days)
            copied.append("x")
            assert len(read["list_of_day"]) == 3


class TestDeep:
    """JSON may nest deeper than Python recurses."""

    DEPTH = 3_000

    def nested(self, depth: int) -> dict[str, Any]:
        value: Any = "end"
        for number in range(depth):
            value = [value] if number % 2 else {"in": value}
        return {"value": value}

    def test_to_dict_has_no_limit(self) -> None:
        plain = models.JsonObject.from_dict(self.nested(self.DEPTH)).to_dict()["value"]
        depth = 0
        while plain != "end":
            plain = plain[0] if isinstance(plain, list) else plain["in"]
            depth += 1
        assert depth == self.DEPTH

    def test_what_contains_itself_is_refused(self) -> None:
        itself: dict[str, Any] = {"twice": [{}, {}]}
        shared = {"one": itself["twice"], "other": itself["twice"]}  # which is no such thing
        assert models.JsonObject.from_dict(shared).to_dict() == shared
        itself["in"] = [{"deep": itself}]
        with pytest.raises(ValueError, match="contains itself"):
            models.JsonObject.from_dict(itself).to_dict()

    def test_what_contains_itself_twice_can_be_set(self) -> None:
        """Each way in is tried once, not each of 2 ** 1000."""
        lists: list[Any] = []
        lists += [lists, lists]
        objects: dict[str, Any] = {}
        objects.update(one=objects, other=objects)
        for itself in (lists, objects):
            setting = models.SettingBody(name="a", value=itself)
            assert setting.value is itself
            with pytest.raises(ValueError, match="contains itself"):
                setting.to_dict()

    def test_repr_is_short(self) -> None:
        shown = repr(models.JsonObject.from_dict(self.nested(self.DEPTH)))
        assert "…" in shown
        assert len(shown) < 500

    def test_it_can_be_set(self) -> None:
        lists: Any = "end"
        for _ in range(self.DEPTH):
            lists = [lists]
        for deep in (self.nested(self.DEPTH)["value"], lists):
            setting = models.SettingBody(name="a", value=deep)
            assert setting.value is deep
            assert setting.to_dict()["name"] == "a"


def test_what_is_read_costs_no_more_for_its_constants() -> None:
    """Of a union one form is made, not each that might fit."""
    made = []
    given = [{"model_type": "llm", "source": str(number)} for number in range(50)]
    original = models.LLMModelInteraction.from_dict

    class Counted(models.LLMModelInteraction):
        @classmethod
        def from_dict(cls, src_dict: Any) -> Any:
            made.append(src_dict)
            return original(src_dict)

    from cheshire_cat_openapi.codec import choice
    from cheshire_cat_openapi.codec import many as many_of

    many_of(choice(models.EmbedderModelInteraction, Counted))(given)
    assert len(made) == len(given)
