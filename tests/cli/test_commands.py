"""Each row of the commands, as the installed command and as a process: one good end, and the ends that go wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat

from .command import INSTALLED, PATIENCE, environment, run, terminal

ANSWER = "Curiouser and curiouser! è 😺\nDone.\n"


def test_ask_prints_the_answer_and_nothing_else(cat: EmbeddedCat) -> None:
    ended = run("ask", "How", "are", "you? [notify:tea]", env={"CCAT_URL": cat.url})
    assert ended == (0, ANSWER, "")
    assert cat.prompts() == ["How are you? [notify:tea]"]


def test_ask_reads_what_is_piped(cat: EmbeddedCat) -> None:
    assert run("ask", text="What is this?\n", env={"CCAT_URL": cat.url}) == (0, ANSWER, "")
    assert cat.prompts() == ["What is this?"]


def test_status(cat: EmbeddedCat) -> None:
    ended = run("status", "--url", cat.url)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        f"url       {cat.url}\nversion   1.9.2\nclient    2.0.0\nllm       LLMScriptedConfig\n"
        "embedder  EmbedderDumbConfig\nplugins   core_plugin, scripted_llm\n"
        "memories  episodic 0, declarative 0, procedural 5\n"
    )


def test_nobody_is_there(dead_url: str) -> None:
    ended = run("--url", dead_url, "status")
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith("cheshire-cat: ")
    assert len(ended.err.splitlines()) == 1


def test_what_the_cat_refuses() -> None:
    with EmbeddedCat(api_key="right") as cat:
        ended = run("memory", "list", env={"CCAT_URL": cat.url, "CCAT_API_KEY": "wr0ng"})
    assert (ended.code, ended.out) == (1, "")
    assert "403" in ended.err
    assert "wr0ng" not in ended.err


def test_a_wrong_line(cat: EmbeddedCat) -> None:
    ended = run("memory", "lits", env={"CCAT_URL": cat.url})
    assert (ended.code, ended.out) == (2, "")
    assert "No such command 'lits'" in ended.err
    assert cat.requests == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("memory", "list"),
        ("plugins", "list"),
        ("settings", "list"),
        ("llm", "list"),
        ("embedder", "list"),
        ("auth-handler", "list"),
        ("users", "list"),
        ("api", "GET", "/plugins/"),
        ("check-api",),
    ],
    ids=lambda arguments: arguments[0],
)
def test_each_row_is_a_process_that_ends_well(arguments: tuple[str, ...], cat: EmbeddedCat) -> None:
    ended = run(*arguments, env={"CCAT_URL": cat.url})
    assert (ended.code, ended.err) == (0, "")
    assert ended.out
    assert "\033" not in ended.out


def test_colours_are_for_terminals(cat: EmbeddedCat) -> None:
    with terminal("--url", cat.url, "plugins", "list") as screen:
        assert screen.end() == 0
        assert "\033[1mid" in screen.seen
    with terminal("--url", cat.url, "plugins", "list", env={"NO_COLOR": "1"}) as screen:
        assert screen.end() == 0
        assert "core_plugin" in screen.seen
        assert "\033[3" not in screen.seen


def test_an_answer_appears_as_it_comes(cat: EmbeddedCat) -> None:
    with terminal("--url", cat.url, "ask", "Hello [tok:3] [slow:0.1]") as screen:
        screen.wait_for("t0 ")
        assert "t2" not in screen.seen
        screen.wait_for("t1 t2 ")
        assert screen.end() == 0


def test_ctrl_c_ends_a_command(cat: EmbeddedCat) -> None:
    with terminal("--url", cat.url, "ask", "Hello [tok:2] [slow:0.1] [wait:60]") as screen:
        assert cat.wait_for(lambda: cat.prompts() != [], timeout=PATIENCE)
        screen.type("\x03")
        assert screen.end() == 130
        assert "Traceback" not in screen.seen


def test_a_bar_is_drawn_on_stderr(cat: EmbeddedCat, tmp_path: Path) -> None:
    run("memory", "add", "tea", env={"CCAT_URL": cat.url})
    with terminal("--url", cat.url, "memory", "export", str(tmp_path / "memories.jsonl")) as screen:
        assert screen.end() == 0
        assert "memories" in screen.seen
        assert "100%" in screen.seen
    assert len((tmp_path / "memories.jsonl").read_text().splitlines()) == 2
    assert run("memory", "export", "-", env={"CCAT_URL": cat.url}).err == "1 memories\n"


def test_it_asks_before_it_wipes(cat: EmbeddedCat) -> None:
    run("memory", "add", "tea", env={"CCAT_URL": cat.url})
    with terminal("--url", cat.url, "memory", "wipe", "declarative") as screen:
        screen.wait_for(r"Wipe declarative, of all users\? \[y/N\]: ")
        screen.type("n\n")
        assert screen.end() == 1
    assert "DELETE" not in {each.method for each in cat.requests}
    with terminal("--url", cat.url, "memory", "wipe", "declarative") as screen:
        screen.wait_for(r"\[y/N\]: ")
        screen.type("y\n")
        assert screen.end() == 0
    assert run("memory", "wipe", env={"CCAT_URL": cat.url}).code == 130, "nobody answers"


def test_a_key_that_is_missing_is_asked_for_without_an_echo(cat: EmbeddedCat) -> None:
    with terminal("--url", cat.url, "llm", "set", "LLMOpenAIChatConfig") as screen:
        screen.wait_for("openai_api_key: ")
        screen.type("sk-hidden\n")
        assert screen.end() == 0
        assert "sk-hidden" not in screen.seen
        assert "LLMScriptedConfig -> LLMOpenAIChatConfig" in screen.seen
    with ccat.CatClient(ccat.Config(cat.url)) as client:
        stored = client.llm.get_llm_settings("LLMOpenAIChatConfig").value
    assert stored["openai_api_key"] == "sk-hidden"
    assert stored["streaming"] is True, "a default of the schema, which a server does not apply"


def test_the_reader_of_a_table_goes_away(cat: EmbeddedCat) -> None:
    with subprocess.Popen(
        [INSTALLED, "--url", cat.url, "settings", "list", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, b"")


def test_serve_is_a_cat_of_its_own() -> None:
    with subprocess.Popen(
        [INSTALLED, "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment({"CCAT_API_KEY": "k"}),
    ) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert run("--url", url, "status", env={"CCAT_API_KEY": "k"}).code == 0
            assert run("--url", url, "status").code == 1
        finally:
            process.terminate()
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (0, "", "")


def test_the_module_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cheshire_cat_api", "--version"],
        capture_output=True,
        text=True,
        env=environment(),
        check=True,
    )
    assert (done.stdout, done.stderr) == ("cheshire-cat 2.0.0\n", "")


def test_without_the_extra_it_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules.update(typer=None, rich=None); from cheshire_cat_api.cli import main; sys.exit(main())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ('cheshire-cat needs typer, rich, not installed here: pip install "cheshire-cat-api[cli]"\n')


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str) -> None:
    variables = {
        "_CHESHIRE_CAT_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": "cheshire-cat mem",
        "COMP_CWORD": "1",
        "_TYPER_COMPLETE_ARGS": "cheshire-cat mem",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    ended = run(env=variables)
    assert "memory" in ended.out
    assert "plugins" not in ended.out


def test_only_what_a_command_needs_is_loaded(cat: EmbeddedCat) -> None:
    code = (
        "import sys; from cheshire_cat_api.cli import main; main(sys.argv[1:]);"
        "print(sorted({'rich', 'httpx', 'websocket', 'websockets', 'jsonschema', 'asyncio'} & set(sys.modules)))"
    )

    def loaded(*arguments: str) -> str:
        command = [sys.executable, "-c", code, *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment({"CCAT_URL": cat.url}), check=True
        )
        return done.stdout.splitlines()[-1]

    assert loaded("--help") == "[]"
    assert loaded("ask", "--help") == "[]"
    # httpx has a command of its own, which loads rich where there is one.
    assert loaded("ask", "Hello") == "['httpx', 'rich', 'websocket']"
    assert loaded("memory", "list") == "['httpx', 'rich']"
    assert os.environ.get("CCAT_URL") is None
