"""What each command prints and refuses, in this process."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

import cheshire_cat_api
from cheshire_cat_api.testing import EmbeddedCat

from .command import Command

ID = r"[0-9a-f]{32}"


def test_memories_are_added_found_edited_and_deleted(ccat: Command, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("The hatter\ndrinks tea.\n")
    point = ccat.good("memory", "add", f"@{tmp_path / 'note.txt'}", "-m", "source=note.txt", "-m", "cups=2").out.strip()
    assert re.fullmatch(ID, point)
    assert ccat.good("memory", "list", "declarative").out == (
        f"id                                source    text\n{point}  note.txt  The hatter drinks tea.\n"
    )
    (stored,) = map(json.loads, ccat.good("memory", "list", "declarative", "--json").out.splitlines())
    assert stored["payload"]["metadata"]["cups"] == 2
    found = ccat.good("memory", "recall", "tea", "-n", "1", "-m", "source=note.txt").out
    assert re.search(rf"0\.\d+  declarative  note\.txt +The hatter drinks tea\. +{point}", found)
    assert ccat.good("memory", "recall", "tea", "--json").json["query"]["text"] == "tea"
    ccat.good("memory", "edit", point, "He drinks coffee.")
    assert "coffee" in ccat.good("memory", "list", "declarative", "-n", "1").out
    assert ccat.good("memory", "delete", "-m", "source=user").out == "declarative: 1 -> 0\n"
    assert ccat("memory", "delete").code == 2
    assert ccat("memory", "delete", point, "-m", "a=1").code == 2
    assert ccat("memory", "recall", "tea", "--get", "-m", "a=1").code == 2
    assert ccat("memory", "list", "declaritive").err == (
        "cheshire-cat: GET /memory/collections/declaritive/points: 400 Collection does not exist.\n"
    )


def test_memories_go_from_one_cat_into_another(ccat: Command, tmp_path: Path) -> None:
    place = str(tmp_path / "memories.jsonl")
    for number in range(3):
        ccat.good("memory", "add", f"cup {number}")
    assert ccat.good("memory", "export", place).out == "3 memories\n"
    assert ccat("memory", "export", place).code == 2
    ccat.good("memory", "export", place, "--overwrite")
    with EmbeddedCat() as other:
        assert ccat.good("--url", other.url, "memory", "import", place).out == "3 memories\n"
        listed = ccat.good("--url", other.url, "memory", "list").out
    assert listed.splitlines()[2].split() == ["declarative", "3"]
    streamed = ccat.good("memory", "export", "-")
    assert len(streamed.out.splitlines()) == 4
    (tmp_path / "bad.jsonl").write_text("{}\n")
    assert ccat("memory", "import", str(tmp_path / "bad.jsonl")).code == 2
    missing = ccat("memory", "import", "/nowhere")
    assert (missing.code, missing.err) == (1, "cheshire-cat: /nowhere: No such file or directory\n")


def test_a_conversation_is_shown_and_forgotten(ccat: Command, cat: EmbeddedCat) -> None:
    ccat.good("ask", "Hello", "--user", "alice")
    shown = ccat.good("memory", "history", "--user", "alice").out
    assert shown == "Human: Hello\nAI: Curiouser and curiouser! è 😺 Done.\n"
    assert len(ccat.good("memory", "history", "--user", "alice", "--json").json["history"]) == 2
    ccat.good("memory", "wipe", "--history", "--yes", "--user", "alice")
    assert cat.history("alice") == []
    assert ccat("memory", "wipe", "episodic", "--history").code == 2
    assert ccat("memory", "wipe", text="n\n").code == 1


def test_the_whole_reply(ccat: Command, tmp_path: Path) -> None:
    ccat.good("memory", "add", "The hatter drinks tea", "-m", "source=tea.txt")
    assert ccat.good("ask", "tea", "--json").json["why"]["input"] == "tea"
    told = ccat.good("ask", "The hatter drinks tea", "--why")
    assert told.out.endswith("Done.\n")
    assert re.search(r"declarative [01]\.\d{3}  The hatter drinks tea  \(tea\.txt\)\n", told.err)
    assert ccat.good("ask", "[dict]", "--why").err == "why: a plugin answered at once\n"
    assert ccat.good("ask", "--http", "Hello").out.endswith("Done.\n")
    failed = ccat("ask", "[raise:boom]")
    assert (failed.code, failed.out, failed.err) == (1, "", "cheshire-cat: RuntimeError: boom\n")
    assert ccat("ask", text="").code == 2
    assert ccat("ask", "--http", "--image", "tea.png", "What?").code == 2
    assert ccat("ask", "--image", str(tmp_path / "none.png"), "What?").code == 2
    assert ccat.good("ask", "-", text="from stdin").out
    assert ccat.good("ask", "--", "--version").out


def test_what_a_cat_lacks(ccat: Command) -> None:
    with EmbeddedCat(scripted=False) as bare:
        ended = ccat("--url", bare.url, "status")
        assert ended.code == 1
        assert "missing: no language model is chosen: `cheshire-cat llm list`" in ended.err
        assert ccat("--url", bare.url, "status", "--json").json["missing"]
    assert ccat.good("status", "--json").json["missing"] == []


def test_what_a_user_may_not_see(ccat: Command, cat: EmbeddedCat, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("user")
    ccat.good(
        *("login", "--profile", "user", "--url", cat.url, "--username", "user", "--password"), f"@{tmp_path}/password"
    )
    ended = ccat("--profile", "user", "status")
    assert ended.code == 1
    assert "llm       ?\n" in ended.out
    assert "missing: GET /llm/settings: 403" in ended.err
    assert "LLM:LIST" in ended.err


def test_plugins(ccat: Command, tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("tea_party/tea.py", "from cat.mad_hatter.decorators import tool\n")
        archive.writestr("tea_party/plugin.json", json.dumps({"name": "Tea \x1b[31mparty", "version": "1.0"}))
    (tmp_path / "tea_party.zip").write_bytes(content.getvalue())
    place = str(tmp_path / "tea_party.zip")
    assert ccat.good("plugins", "install", place).out == "tea_party: installed, on\n"
    assert "it was there before" in ccat.good("plugins", "install", place).out
    assert ccat.good("plugins", "toggle", "tea_party").out in (
        "tea_party: on -> off\n",
        "tea_party: off -> on\n",
    )
    row = ccat.good("plugins", "list").out.splitlines()[-1]
    assert row.split()[:1] == ["tea_party"]
    assert "\x1b" not in row
    shown = ccat.good("plugins", "show", "core_plugin")
    assert "tools        get_the_time" in shown.out
    assert ccat.good("plugins", "show", "core_plugin", "--json").json["id"] == "core_plugin"
    assert ccat.good("plugins", "list", "--json", "core").json
    assert ccat.good("plugins", "list", "--registry").out.startswith("name")
    ccat.good("plugins", "set", "tea_party", "cups=3", 'host={"name": "hatter"}')
    assert ccat.good("plugins", "settings", "tea_party", "--json").json["value"] == {
        "cups": 3,
        "host": {"name": "hatter"},
    }
    assert "tea_party" in ccat.good("plugins", "settings").out
    assert ccat("plugins", "remove", "tea_party", text="n\n").code == 1
    assert ccat.good("plugins", "remove", "tea_party", "--yes").out == "tea_party: removed\n"
    assert ccat("plugins", "toggle", "core_plugin").code == 1, "its state is the same as before"
    assert ccat("plugins", "remove", "core_plugin", "--yes").code == 1
    assert ccat("plugins", "show", "nobody").err == "cheshire-cat: GET /plugins/nobody: 404 Plugin not found\n"
    assert ccat("plugins", "install", "/nowhere.zip").code == 2


def test_a_model_is_chosen_by_its_schema(ccat: Command, cat: EmbeddedCat, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-secret\n")
    refused = ccat("llm", "set", "LLMOpenAIChatConfig", "temperature=hot")
    assert refused.code == 2
    told = 'refuses it: openai_api_key: missing; temperature: type "number"; nothing was sent\n'
    assert refused.err.endswith(f"Error: the server's schema {told}")
    assert "PUT" not in {each.method for each in cat.requests}
    ccat.good("llm", "set", "LLMOpenAIChatConfig", f"openai_api_key=@{tmp_path / 'key'}", "temperature=0.5")
    ccat.good("llm", "set", "LLMOpenAIChatConfig", "model_name=4")  # a text, and the rest stays
    shown = ccat.good("llm", "show", "LLMOpenAIChatConfig", "--json")
    assert shown.json["value"] == {
        "openai_api_key": "***",
        "model_name": "4",
        "temperature": 0.5,
        "streaming": True,
    }
    everything = (
        shown.out + ccat.good("llm", "show", "LLMOpenAIChatConfig").out + ccat.good("llm", "list", "--json").out
    )
    everything += ccat.good("settings", "list").out + ccat.good("settings", "list", "--json").out
    assert "sk-secret" not in everything
    with cheshire_cat_api.CatClient(cheshire_cat_api.Config(cat.url)) as client:
        assert client.llm.get_llm_settings("LLMOpenAIChatConfig").value["openai_api_key"] == "sk-secret"
    assert re.search(r"^\*  LLMOpenAIChatConfig", ccat.good("llm", "list").out, re.MULTILINE)
    values = tmp_path / "values.json"
    values.write_text('{"base_url": "http://localhost:11434", "num_ctx": 1}')
    assert "-> LLMOllamaConfig" in ccat.good("llm", "set", "LLMOllamaConfig", f"@{values}").out
    # A default that the server's own schema refuses is left out.
    line = ("llm", "set", "LLMHuggingFaceEndpointConfig", "endpoint_url=http://x", "huggingfacehub_api_token=t")
    assert "-> LLMHuggingFaceEndpointConfig" in ccat.good(*line).out
    for wrong in ("cups", "=2", "[1]", "@/nowhere", "{"):
        ended = ccat("llm", "set", "LLMOllamaConfig", wrong)
        assert ended.code == 2, wrong
    assert ccat("llm", "show", "LLMNone").code == 1
    assert ccat("embedder", "set", "EmbedderFakeConfig", text="n\n").err.endswith("nothing was changed\n")


def test_raw_settings(ccat: Command) -> None:
    identity = ccat.good(
        "settings", "create", "tea", '{"cups": 2, "api_key": "sk-1"}', "--category", "party"
    ).out.strip()
    assert ccat.good("settings", "show", identity).json["value"] == {"cups": 2, "api_key": "***"}
    changed = ccat.good("settings", "set", identity, "@-", text='["a"]').json
    assert (changed["name"], changed["value"], changed["category"]) == ("tea", ["a"], "party")
    assert ccat.good("settings", "list", "--search", "tea").out.splitlines()[1].split() == [
        identity,
        "party",
        "tea",
        "['a']",
    ]
    ccat.good("settings", "delete", identity)
    assert ccat("settings", "show", identity).code == 1
    assert ccat("settings", "create", "tea", "2").code == 2
    assert ccat("settings", "create", "tea", "{").code == 2


def test_users(ccat: Command, tmp_path: Path) -> None:
    line = ("users", "create", "alice", "--password", "@-", "-p", "memory:read", "-p", "MEMORY:LIST")
    identity = ccat.good(*line, text="wonderland\n").out.strip()
    assert ccat.good("users", "show", "alice").json["permissions"] == {"MEMORY": ["READ", "LIST"]}
    assert ccat.good("users", "set", identity, "--name", "alicia").json["username"] == "alicia"
    assert f"{identity}  alicia  MEMORY:READ+LIST\n" in ccat.good("users", "list").out
    assert len(ccat.good("users", "list", "--json").json) == 3
    assert "MEMORY" in ccat.good("users", "permissions", "--json").json
    assert ccat("users", "delete", "alicia", text="\n").code == 1
    assert ccat.good("users", "delete", "alicia", "--yes").out == "alicia: deleted\n"
    assert ccat("users", "show", "alicia").err == "Error: alicia: there is no such account\n"
    assert ccat("users", "set", "user").code == 2
    assert ccat("users", "create", "bob").code == 2, "nobody could be asked"
    assert ccat("users", "create", "bob", "--password", "open").code == 2
    assert ccat("users", "create", "bob", "--password", "@-", "-p", "MEMORY", text="secret\n").code == 2


def test_any_endpoint(ccat: Command, tmp_path: Path) -> None:
    assert ccat.good("api", "get", "/").json["version"] == "1.9.2"
    recalled = ccat.good("api", "GET", "/memory/recall", "-q", "text=tea", "-q", "k=1").json
    assert recalled["query"]["text"] == "tea"
    assert ccat.good("api", "POST", "/message", "-f", "text=Hello").json["text"].endswith("Done.")
    body = '{"name": "tea", "value": {"cups": 2}}'
    created = ccat.good("api", "POST", "/settings/", "--json", "@-", "-i", text=body)
    assert created.json["setting"]["value"] == {"cups": 2}
    assert created.err.startswith("200\n")
    (tmp_path / "tea.txt").write_text("tea")
    ccat.good("api", "POST", "/rabbithole/", "--upload", f"file={tmp_path / 'tea.txt'}")
    refused = ccat("api", "DELETE", "/settings/none")
    assert (refused.code, refused.out) == (1, "")
    assert "404" in refused.err
    assert ccat("api", "POST", "/message", "-f", "text=Hello", "--json", "{}").code == 2
    assert ccat("api", "GET", "plugins").code == 2
    assert ccat("api", "GET", "/memory/../settings/").code == 2


def test_what_the_server_has_and_the_client_lacks(ccat: Command, tmp_path: Path) -> None:
    assert ccat.good("check-api").out.endswith("0 differences, 0 of which break programs that use what differs\n")
    document = ccat.good("api", "GET", "/openapi.json").json
    document["paths"]["/custom/tea"] = {"get": {"responses": {"200": {"description": "OK"}}}}
    document["paths"]["/tea"] = {"get": {"operationId": "tea", "responses": {"200": {"description": "OK"}}}}
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document))
    more = ccat.good("check-api", str(path))
    assert "a plugin's own, not compared: /custom/tea" in more.out
    assert re.search(r"GET /tea +operation +client lacks", more.out)
    del document["paths"]["/message"]
    path.write_text(json.dumps(document))
    less = ccat("check-api", str(path), "--json")
    assert (less.code, less.json["breaks"]) == (1, True)
    path.write_text("[")
    assert ccat("check-api", str(path)).code == 1


@pytest.mark.parametrize("name", ["--help", "-h"])
def test_every_command_has_help_with_examples(name: str, ccat: Command) -> None:
    from cheshire_cat_api.cli._app import COMMANDS

    groups = 0
    for row in COMMANDS:
        shown = ccat.good(row, name).out
        below = re.findall(r"^  ([a-z-]+)  ", shown.partition("\nCommands:\n")[2], re.MULTILINE)
        groups += bool(below)
        for line in [[row, each] for each in below] or [[row]]:
            told = ccat.good(*line, name).out
            assert f"  cheshire-cat {' '.join(line)}" in told.partition("Examples:")[2], line
    assert groups == 7
