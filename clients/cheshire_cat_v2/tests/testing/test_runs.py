"""What tests can make an agent do, and what they see of it."""

from __future__ import annotations

import json

import httpx
import pytest

from cheshire_cat_v2.testing import EmbeddedCat, ManualClock, Reply, ToolUse

from .helpers import MESSAGE, http_of, kinds, streamed, task


def test_answers_of_a_test_come_before_the_models_own() -> None:
    with EmbeddedCat(answers={"one": "two", "three": Reply(("fo", "ur"))}) as cat, http_of(cat) as http:
        assert [one["delta"] for one in streamed(http, "three") if "delta" in one] == ["fo", "ur"]
        assert streamed(http, "one")[-1]["result"]["messages"][0]["text"] == "two"
        assert streamed(http, "five")[-1]["result"]["messages"][0]["text"] == "Echo: five"


def test_a_reply_has_events_tools_and_blocks_and_may_fail() -> None:
    def answer(text: str, agent: str) -> Reply | None:
        image = {"type": "image", "data": "aGk=", "mimeType": "image/png"}
        custom = {"type": "CUSTOM", "name": "n", "value": 1}
        return {
            "use": Reply("a b", [ToolUse("shout", {"text": "hi"})], [custom]),
            "show": Reply("look", blocks=[image]),
            "fail": Reply("a b", fails="boom"),
        }.get(text)

    tools = {"shout": lambda text: text.upper()}
    with EmbeddedCat(answers=answer, tools=tools) as cat, http_of(cat) as http:
        used = streamed(http, "use", "probe")
        assert kinds(used)[1:3] == ["CUSTOM", "TEXT_MESSAGE_START"]
        assert next(one["content"] for one in used if one["type"] == "TOOL_CALL_RESULT") == "HI"
        assert used[-1]["result"]["messages"][-1]["text"] == "Tool said: HI"
        shown = http.post(MESSAGE, json=task("show", stream=False)).json()["messages"][0]
        assert [block["type"] for block in shown["content"]] == ["text", "image"]
        failed = streamed(http, "fail")
        assert (kinds(failed)[-2:], failed[-1]["message"]) == (["TEXT_MESSAGE_CONTENT", "RUN_ERROR"], "boom")
        assert [run.state for run in cat.runs] == ["finished", "finished", "failed"]


def test_a_run_is_cancelled_when_its_client_leaves() -> None:
    clock = ManualClock()
    with EmbeddedCat(clock=clock) as cat, http_of(cat) as http:
        with http.stream("POST", MESSAGE, json=task("/slow 1 3")) as answer:
            lines = answer.iter_lines()
            while "TEXT_MESSAGE_CONTENT" not in next(lines):
                pass
        assert cat.wait_for(lambda: cat.runs[-1].state == "cancelled")
        assert cat.runs[-1].pieces == ["t0"]
        clock.advance(10)
        assert streamed(http, "hi")[-1]["type"] == "RUN_FINISHED"


def test_a_run_without_events_goes_on_when_its_client_leaves() -> None:
    clock = ManualClock()
    with EmbeddedCat(clock=clock) as cat, http_of(cat) as http:
        with pytest.raises(httpx.ReadTimeout):
            http.post(MESSAGE, json=task("/slow 1 1", stream=False), timeout=httpx.Timeout(5, read=0.1))
        assert cat.runs[-1].state == "running"
        clock.advance(1)
        assert cat.wait_for(lambda: cat.runs[-1].state == "finished")


def test_a_slow_run_goes_on_with_the_clock() -> None:
    clock = ManualClock()
    with (
        EmbeddedCat(clock=clock) as cat,
        http_of(cat) as http,
        http.stream("POST", MESSAGE, json=task("/slow 1 2")) as answer,
    ):
        lines = (line for line in answer.iter_lines() if line)
        for wanted in ("t0", " t1"):
            while f'"delta": "{wanted}"' not in next(lines):
                pass
            assert cat.runs[-1].state == "running"
            clock.advance(1)
        assert [json.loads(line[6:])["type"] for line in lines] == ["TEXT_MESSAGE_END", "RUN_FINISHED"]


def test_the_newest_libraries_write_links_and_other_names() -> None:
    with EmbeddedCat(libraries="newest") as cat, http_of(cat) as http:
        (link,) = streamed(http, "hi", "link")[-1]["result"]["messages"][0]["content"]
        assert (link["type"], link["mime_type"]) == ("resource_link", None)
        chat = http.post("/chats", json=task("hi")).json()
        assert "meta" not in chat["messages"][0]["content"][0]
    with pytest.raises(ValueError, match="no libraries 'old'"):
        EmbeddedCat(libraries="old")  # type: ignore[arg-type]


def test_each_user_has_chats_of_their_own() -> None:
    with EmbeddedCat() as cat, http_of(cat, cat.token("al")) as al, http_of(cat, cat.token("bo")) as bo:
        made = al.post("/chats", json={"name": "mine"}).json()
        assert bo.get("/chats").json()["items"] == []
        assert [chat["name"] for chat in cat.chats(al.get("/me").json()["id"])] == ["mine"]
        assert cat.chats()[0]["id"] == made["id"]
        assert [request.user for request in cat.requests] == ["al", "bo", "al"]


def test_the_registry_has_what_a_test_put_there() -> None:
    registry = {"https://example.org/a-plugin": {"name": "A plugin", "version": "2"}}
    with EmbeddedCat(registry=registry) as cat, http_of(cat) as http:
        assert "A plugin" in [one["name"] for one in http.get("/registry").json()]
        answer = http.post("/registry/install", json={"url": "https://example.org/a-plugin"})
        assert answer.json()["version"] == "2"
        assert http.get("/plugins/a_plugin").json()["active"] is True


def test_a_login_by_hand_ends_with_a_cookie() -> None:
    with EmbeddedCat() as cat, http_of(cat, "") as http:
        http.follow_redirects = True
        page = http.get("/auth/login/simple")
        assert page.url.path == "/auth/internal-idp"
        back = dict(page.url.params)["redirect_uri"]
        http.post("/auth/internal-idp/login", data={"api_key": "wrong", "redirect_uri": back})
        assert http.get("/me").status_code == 403
        http.post("/auth/internal-idp/login", data={"api_key": "meow", "redirect_uri": back})
        assert http.get("/me").json()["name"] == "admin"
        http.get("/auth/logout")
        assert http.get("/me").status_code == 403
