"""What servers before 1.9.2 answered, read by the client's models: nothing is lost, what they lack is None."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from cheshire_cat_openapi import models
from cheshire_cat_openapi.model import Model
from cheshire_cat_openapi.operations import OPERATIONS

from .conftest import DATA
from .effective import MODELS, text_of
from .test_effective import result_of

RECORDED = [json.loads(line) for line in (DATA / "older-versions-probe.jsonl").read_text("utf-8").splitlines()]
OLDER = ("1.8.0", "1.7.1", "1.5.3")
HTTP = [each for each in RECORDED if isinstance(each.get("body"), dict) and "req" in each]
REPLIES = [
    (each["case"], each["json"]) for each in RECORDED if each["dir"] == "recv" and each["json"]["type"] == "chat"
]


def operation_of(request: str) -> str:
    """The operationId of a recorded request."""
    method, url = request.split()
    path = url.partition("?")[0]
    for operation in OPERATIONS.values():
        pattern = re.sub(r"\{\w+\}", "[^/]+", operation.path)
        if operation.method == method and re.fullmatch(pattern, path):
            return operation.name
    raise LookupError(request)


@pytest.mark.parametrize("recorded", HTTP, ids=lambda each: f"{each['case']}-{each['status']}")
def test_every_recorded_body_is_read_and_kept(recorded: dict[str, Any]) -> None:
    body = recorded["body"]
    name = result_of(operation_of(recorded["req"])) if recorded["status"] == 200 else "ErrorBody"
    read = MODELS[name].from_dict(body)
    assert text_of(read.to_dict()) == text_of(body)
    assert all(getattr(read, attribute) is None for field, attribute in read._names.items() if field not in body)


@pytest.mark.parametrize(("case", "frame"), REPLIES)
def test_every_recorded_reply_is_a_message(case: str, frame: dict[str, Any]) -> None:
    read = models.CatMessage.from_dict(frame)
    assert text_of(read.to_dict()) == text_of(frame)
    assert read.type == "chat"
    assert read.content is not None
    assert read.content.startswith("AI: ")
    version = case.partition(":")[0]
    assert (read.text is None) == (version in ("1.7.1", "1.5.3"))
    assert (read.who is None) == (read.when is None) == (read.text is None)
    assert isinstance(read.why, models.MessageWhy)
    assert (read.why.agent_output is None) == (version == "1.5.3")
    assert (read.why.model_interactions is None) == (version == "1.5.3")


def test_all_three_are_among_them() -> None:
    for cases in ([each["case"] for each in HTTP], [case for case, _ in REPLIES]):
        assert {case.partition(":")[0] for case in cases} == set(OLDER)


def history(version: str) -> list[models.HistoryMessage]:
    body = next(each["body"] for each in HTTP if each["case"] == f"{version}:history")
    return models.ConversationHistory.from_dict(body).history


@pytest.mark.parametrize("version", OLDER)
def test_the_history_is_readable_by_what_it_has(version: str) -> None:
    items = history(version)
    assert {item.who for item in items} == {"Human", "AI"}
    human = items[0]
    assert human.message == "hello"
    assert (human.text is None) == (version != "1.8.0")
    assert (human.role is None) == (version != "1.7.1")
    assert (human.user_id is None) == (version != "1.8.0")
    assert all(isinstance(item.when, float) for item in items)


@pytest.mark.parametrize("version", ["1.8.0", "1.7.1"])
def test_a_prompt_of_one_string_stays_one_string(version: str) -> None:
    body = next(each["body"] for each in HTTP if each["case"] == f"{version}:message")
    why = models.CatMessage.from_dict(body).why
    assert why is not None
    kinds = (models.EmbedderModelInteraction, models.LLMModelInteraction)
    assert [type(each) for each in why.model_interactions] == list(kinds)
    assert all(isinstance(each["prompt"], str) for each in why.model_interactions)


def test_an_error_of_1_5_3_reads_like_any_other() -> None:
    refused = next(each["body"] for each in HTTP if each["case"] == "1.5.3:nokey")
    detail = models.ErrorBody.from_dict(refused).detail
    assert isinstance(detail, models.ErrorDetail)
    assert detail.error == "Invalid API Key"
    assert isinstance(detail, Model)
