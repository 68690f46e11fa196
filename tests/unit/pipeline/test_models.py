"""Every generated model: it gives back what it was given, reads both ways, and forgives."""

from __future__ import annotations

import copy
import json
import os
import pickle
import sys
from enum import Enum
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cheshire_cat_openapi import models
from cheshire_cat_openapi.codec import Linked
from cheshire_cat_openapi.model import Model
from cheshire_cat_openapi.types import UNSET, Unset

from .effective import ANYTHING, MODELS, SCHEMAS, text_of, values

every_model = pytest.mark.parametrize("name", sorted(MODELS))
EXAMPLES = 25 if os.environ.get("TEST_ALL") else 8
quietly = settings(
    deadline=None,
    derandomize=True,
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)


@every_model
@quietly
@given(data=st.data())
def test_what_the_document_says_comes_back_unchanged(name: str, data: st.DataObject) -> None:
    value = data.draw(values(SCHEMAS[name], damaged=False))
    assert_round_trip(MODELS[name], value)


@every_model
@quietly
@given(data=st.data())
def test_fields_missing_null_unknown_or_of_another_form_cost_nothing(name: str, data: st.DataObject) -> None:
    value = data.draw(values(SCHEMAS[name], damaged=True))
    assert_round_trip(MODELS[name], value)


def assert_round_trip(model: type[Model], value: dict[str, Any]) -> None:
    before = text_of(value)
    read = model.from_dict(value)
    assert text_of(value) == before  # what was given is not touched

    assert text_of(read.to_dict()) == before
    assert text_of(model.from_dict(read.to_dict()).to_dict()) == before
    assert text_of(model.from_dict(read).to_dict()) == before

    assert set(read) == set(read.keys()) == set(value)
    assert len(read) == len(value)
    assert read == value
    assert value == read
    assert dict(read) == value
    for name, attribute in read._names.items():
        seen = getattr(read, attribute)
        assert (name in read) == (name in value)
        if name in value:
            assert (read[name] is seen) == (name not in read._values or not decoded(seen))
            assert read.get(name, "default") is read[name]
        else:
            assert seen is (UNSET if name in read._optional else None)
            assert read.get(name, "default") == "default"
            with pytest.raises(KeyError):
                read[name]
    for name in set(value) - set(read._names):
        more = read.additional_properties[name]
        assert (read[name] is more) == (read._additional_value() is None or not decoded(more))

    for copied in (copy.copy(read), copy.deepcopy(read), pickle.loads(pickle.dumps(read))):
        assert type(copied) is model
        assert copied is not read
        assert copied == read
        assert text_of(copied.to_dict()) == before
        assert repr(copied) == repr(read)
    assert repr(read).startswith(f"{model.__name__}(")


def decoded(value: Any) -> bool:
    """Whether an attribute differs from its item: a member of an enum, or a list of them."""
    return isinstance(value, Enum | Linked)


@every_model
@pytest.mark.parametrize("value", [None, "<html>", 5, True, [], [{}], [["name", "x"]]])
def test_what_is_no_object_at_all_is_refused(name: str, value: Any) -> None:
    with pytest.raises(TypeError, match="is read from a JSON object, not from"):
        MODELS[name].from_dict(value)


@every_model
def test_an_empty_object_is_a_result_of_which_nothing_is_known(name: str) -> None:
    read = MODELS[name].from_dict({})
    assert (dict(read), len(read), list(read), read.to_dict()) == ({}, 0, [], {})
    assert read == {}
    assert repr(read) == f"{MODELS[name].__name__}()"


class TestResults:
    """On one of them."""

    def read(self) -> models.PluginList:
        plugin = {"id": "a", "name": "A", "active": True, "hooks": [{"name": "h", "priority": 1.5}], "new": {"x": [1]}}
        return models.PluginList.from_dict({"installed": [plugin, None, "text"], "registry": "down"})

    def test_both_ways(self) -> None:
        plugins = self.read()
        assert plugins.installed[0].name == plugins["installed"][0]["name"] == "A"
        assert plugins.installed[0].hooks[0].priority == 1.5
        assert plugins.installed[0]["new"]["x"] == [1]
        assert "new" in plugins.installed[0]
        assert "thumb" not in plugins.installed[0]
        assert plugins.installed[0].thumb is None
        assert plugins.filters is None

    def test_an_item_of_another_form_costs_only_itself(self) -> None:
        assert self.read()["installed"][1:] == [None, "text"]
        assert self.read()["registry"] == "down"

    def test_it_is_a_dict_for_whoever_asks(self) -> None:
        plugins = self.read()
        assert isinstance(plugins, dict)
        assert {**plugins} == dict(plugins.items()) == plugins
        assert json.dumps(plugins) == json.dumps(plugins.to_dict())
        match plugins:
            case {"installed": [{"name": name}, *_]}:
                assert name == "A"
            case _:
                pytest.fail("a mapping pattern did not match")

    def test_equal_to_what_says_the_same_and_to_nothing_else(self) -> None:
        assert self.read() == self.read()
        assert self.read() != models.PluginList.from_dict({"installed": []})
        assert self.read() != 5
        with pytest.raises(TypeError, match="unhashable"):
            hash(self.read())

    def test_null_is_a_value_and_missing_is_none(self) -> None:
        null, missing = (models.PluginFilters.from_dict(value) for value in ({"query": None}, {}))
        assert null.query is None
        assert missing.query is None
        assert null.to_dict() == {"query": None}
        assert missing.to_dict() == {}
        assert null != missing

    def test_it_can_be_changed_both_ways(self) -> None:
        plugins = self.read()
        plugins["filters"] = {"query": "x"}
        plugins.installed = []
        plugins["more"] = 1
        assert plugins.to_dict() == {"filters": {"query": "x"}, "installed": [], "registry": "down", "more": 1}
        plugins["filters"] = None
        assert plugins.to_dict()["filters"] is None

    def test_what_is_unset_is_no_key(self) -> None:
        body = models.UploadURLConfig(url="u", chunk_size=5)
        assert body == {"url": "u", "chunk_size": 5}
        body.chunk_size = UNSET
        assert body == {"url": "u"}
        assert body.chunk_size is UNSET

    def test_a_copy_is_one_of_its_own(self) -> None:
        plugins = self.read()
        shallow, deep = copy.copy(plugins), copy.deepcopy(plugins)
        shallow["more"] = 1
        shallow.registry = []
        deep.installed[0]["name"] = "B"
        assert plugins == self.read()
        assert shallow.installed is plugins.installed

    def test_unknown_names_are_no_attributes(self) -> None:
        plugins = self.read()
        with pytest.raises(AttributeError):
            plugins.nothing  # type: ignore[attr-defined]  # noqa: B018
        with pytest.raises(AttributeError):
            plugins.nothing = 1  # type: ignore[attr-defined]

    def test_a_field_named_like_the_mapping_s_own_is_readable(self) -> None:
        read = models.JsonObject.from_dict({"items": 1, "keys": 2, "additional_properties": 3, "from_dict": 4})
        assert [read[name] for name in read] == [1, 2, 3, 4]
        assert read.to_dict() == {"items": 1, "keys": 2, "additional_properties": 3, "from_dict": 4}


class TestBodies:
    """What we send."""

    def test_what_is_left_out_is_not_sent(self) -> None:
        body = models.UserCreate(username="alice", password="wandering")
        assert body.to_dict() == {"username": "alice", "password": "wandering"}
        assert isinstance(body.permissions, Unset)

    @pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda body: pickle.loads(pickle.dumps(body))])
    def test_what_is_left_out_stays_so_in_a_copy(self, again: Any) -> None:
        body = again(models.BodyRecallMemoryPoints(text="tea"))
        assert body.to_dict() == models.BodyRecallMemoryPoints(text="tea").to_dict()
        assert "metadata" not in body
        assert "Unset" not in repr(body)

    def test_enums_are_sent_as_their_values(self) -> None:
        permissions = models.GrantedPermissions.from_dict({"MEMORY": [models.AuthPermission.READ, "LIST", "NEW"]})
        assert permissions["MEMORY"] == [models.AuthPermission.READ, models.AuthPermission.LIST, "NEW"]
        assert text_of(permissions.to_dict()) == '{"MEMORY": ["READ", "LIST", "NEW"]}'
        assert {type(each) for each in permissions.to_dict()["MEMORY"]} == {str}

    def test_a_result_can_be_sent_back(self) -> None:
        setting = models.Setting.from_dict({"name": "a", "value": {"b": [1]}, "category": None, "updated_at": 1})
        body = models.SettingBody.from_dict({name: setting[name] for name in ("name", "value", "category")})
        assert body.to_dict() == {"name": "a", "value": {"b": [1]}, "category": None}


class TestSecrets:
    """repr goes to logs."""

    NAMES = (
        *("password", "passwd", "PASSWORD", "user_password", "passphrase", "pwd", "secret", "client_secret"),
        *("secret_value", "token", "access_token", "accessToken", "refresh-token", "api_token"),
        *("key", "api_key", "apikey", "apiKey", "openai_api_key", "x-api-key", "private_key", "keys", "auth"),
        *("basic_auth", "authorization", "credentials", "aws_credential", "cookie", "set-cookie"),
    )

    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize(
        "wrap",
        [
            lambda value: value,
            lambda value: {"deep": value},
            lambda value: [value],
            lambda value: [{"deep": [value]}],
            lambda value: ({"deep": value},),
            models.JsonObject.from_dict,
        ],
    )
    def test_they_are_hidden_however_deep(self, name: str, wrap: Any) -> None:
        for secret in ("hunter2-xyz", 8675309123, b"hunter2-xyz", ["hunter2-xyz"], {"inner": "hunter2-xyz"}):
            shown = repr(models.JsonObject.from_dict({"value": wrap({name: secret}), "shown": "visible"}))
            assert "hunter2" not in shown
            assert "8675309" not in shown
            assert "'***'" in shown
            assert "visible" in shown

    @pytest.mark.parametrize("value", [None, "", 0, False, True, [], {}])
    def test_what_is_empty_hides_nothing(self, value: Any) -> None:
        assert repr(models.JsonObject.from_dict({"api_key": value})) == f"JsonObject(api_key={value!r})"

    def test_counts_of_tokens_are_no_secrets(self) -> None:
        assert "hunter2" not in repr(models.JsonObject.from_dict({"tokens": ["hunter2"]}))
        assert "input_tokens=70" in repr(models.LLMModelInteraction.from_dict({"input_tokens": 70}))

    def test_in_bodies_and_results(self) -> None:
        shown = [
            models.UserCredentials(username="alice", password="hunter2"),
            models.UserCreate(username="alice", password="hunter2"),
            models.UserUpdate(password="hunter2"),
            models.JWTResponse.from_dict({"access_token": "hunter2", "token_type": "bearer"}),
            models.ProviderSettingsList.from_dict({"settings": [{"value": {"openai_api_key": "hunter2"}}]}),
            models.SettingList.from_dict({"settings": [{"name": "A", "value": {"cohere_api_key": "hunter2"}}]}),
        ]
        assert all("hunter2" not in repr(each) and "***" in repr(each) for each in shown)

    @settings(deadline=None, derandomize=True)
    @given(value=ANYTHING, name=st.sampled_from(NAMES))
    def test_repr_never_fails(self, value: Any, name: str) -> None:
        repr(models.JsonObject.from_dict({name: value, "other": value}))

    def test_a_vector_is_not_shown_whole(self) -> None:
        shown = repr(models.RecallQuery.from_dict({"text": "x", "vector": [0.5] * 2369}))
        assert "2369 in all" in shown
        assert len(shown) < 150


def test_a_page_of_many_points_is_read_without_looking_at_each_number() -> None:
    """2,000 points of 2,369 numbers: the work grows with the points, and the vectors are those of the JSON."""
    vector = [0.25] * 2369
    points = [
        {"id": str(n), "payload": {"page_content": "x", "metadata": {"source": "me"}}, "vector": vector}
        for n in range(2000)
    ]
    calls = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        page = models.PointsPage.from_dict({"points": points, "next_offset": None})
    finally:
        sys.setprofile(None)

    assert page.points[1999].payload.metadata.source == "me"
    assert all(point.vector is vector for point in page.points)
    assert calls < 40 * len(points)


@pytest.mark.parametrize("kind", ["llm", "embedder"])
def test_a_constant_tells_the_models_of_a_union_apart(kind: str) -> None:
    """Also one that lacks all its fields, or has those of another."""
    every = {"source": "a", "prompt": [], "reply": "x", "ended_at": 2.0, "output_tokens": 1}
    given = [{"model_type": kind, "source": "x"}, {"model_type": kind}, {"model_type": kind, **every}]
    read = models.MessageWhy.from_dict({"model_interactions": given}).model_interactions
    expected = models.LLMModelInteraction if kind == "llm" else models.EmbedderModelInteraction
    assert [type(each) for each in read] == [expected] * 3


def test_models_of_a_union_are_told_apart_by_what_they_know() -> None:
    both = {"source": "a", "prompt": [], "input_tokens": 1, "started_at": 1.0}
    llm = {"model_type": "llm", **both, "reply": "x", "output_tokens": 1, "ended_at": 2.0}
    embedder = {"model_type": "embedder", **both, "reply": [0.5]}
    why = models.MessageWhy.from_dict({"model_interactions": [embedder, llm, "text", {"model_type": "new"}]})
    assert [type(each).__name__ for each in why.model_interactions[:3]] == [
        "EmbedderModelInteraction",
        "LLMModelInteraction",
        "str",
    ]
    assert why["model_interactions"][3]["model_type"] == "new"


def test_an_error_s_detail_is_an_object_or_a_text() -> None:
    structured = models.ErrorBody.from_dict({"detail": {"error": "Invalid Credentials"}})
    plain = models.ErrorBody.from_dict({"detail": "Not Found"})
    assert isinstance(structured.detail, models.ErrorDetail)
    assert structured.detail.error == "Invalid Credentials"
    assert plain.detail == "Not Found"
