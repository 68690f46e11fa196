"""`cheshire-cat chat`: in a pseudo-terminal, as people have it, and in a pipe, as programs do."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import stat
import subprocess
from pathlib import Path

import pytest

from cheshire_cat_api.testing import EmbeddedCat

from .command import INSTALLED, PATIENCE, Command, environment, run, terminal

ANSWER = "Curiouser and curiouser! è 😺\nDone."
END = r"Done\.[^\n]*\n"


def test_people_talk_in_a_terminal(cat: EmbeddedCat, tmp_path: Path, home: Path) -> None:
    (tmp_path / "tea.txt").write_text("The hatter drinks tea at six.")
    with terminal("--url", cat.url, "chat") as screen:
        screen.wait_for("Human: ")
        screen.type("Hello **Cat** [notify:tea is ready]\n")
        screen.wait_for(r"\[tea is ready\]")
        screen.wait_for(END)
        screen.wait_for("Human: ")
        screen.type("/why\n")
        screen.wait_for("nothing was remembered")
        screen.wait_for("Human: ")
        screen.type("/upload\n")
        screen.wait_for("application/pdf, text/plain")
        screen.wait_for("Human: ")
        screen.type(f"/upload {tmp_path / 'tea.txt'}\n")
        screen.wait_for(r"\[Finished reading tea.txt")
        screen.type("/user alice\n")
        screen.wait_for("talking as alice")
        screen.wait_for("Human: ")
        screen.type("I am Alice\n")
        screen.wait_for(END)
        screen.wait_for("Human: ")
        screen.type("/history\n")
        screen.wait_for("AI: Curiouser")
        screen.wait_for("Human: ")
        screen.type("/tea\n")
        screen.wait_for("/tea: no such word")
        screen.wait_for("Human: ")
        screen.type("\x04")
        assert screen.end() == 0
    assert cat.prompts("alice") == ["I am Alice"]
    assert cat.wait_for(lambda: cat.sockets("user") == cat.sockets("alice") == 0)
    history = home / "history"
    assert "I am Alice" in history.read_text().splitlines()
    assert stat.S_IMODE(history.stat().st_mode) == 0o600


def test_ctrl_c_ends_the_answer_and_not_the_chat(cat: EmbeddedCat) -> None:
    with terminal("--url", cat.url, "chat") as screen:
        screen.wait_for("Human: ")
        screen.type("Tell me a story [tok:3] [slow:0.2] [wait:0]\n")
        screen.wait_for("t0")
        screen.type("\x03")
        screen.wait_for("Human: ")
        screen.type("half a li")
        screen.wait_for("half a li")
        screen.interrupt("Human: ")  # ends the line that is being typed
        screen.type("Another one\n")
        screen.wait_for(END)
        screen.wait_for("Human: ")
        screen.type("/quit\n")
        assert screen.end() == 0
        assert "Traceback" not in screen.seen
    assert cat.prompts() == ["Tell me a story [tok:3] [slow:0.2] [wait:0]", "Another one"]


def test_lines_of_the_last_time_come_back(cat: EmbeddedCat) -> None:
    for typed in ("Remember me\n", "\x1b[A\n"):  # the second one: the arrow up
        with terminal("--url", cat.url, "chat") as screen:
            screen.wait_for("Human: ")
            screen.type(typed)
            screen.wait_for(END)
            screen.wait_for("Human: ")
            screen.type("\n")
            assert screen.end() == 0
    assert cat.prompts() == ["Remember me", "Remember me"]


def test_programs_talk_in_a_pipe(cat: EmbeddedCat) -> None:
    ended = run("--url", cat.url, "chat", text="Hello\nWhat else? [tok:3]\n\nnever sent\n")
    assert ended == (0, f"{ANSWER}\nt0 t1 t2 \n", "")
    assert cat.prompts() == ["Hello", "What else? [tok:3]"]


def test_what_comes_beside_the_answers(ccat: Command) -> None:
    ended = ccat("chat", text="[notify:tea is ready]\n[err:a remark]\n[dict]\n[raise:boom]\nHello\n")
    assert ended.code == 1, "one turn has failed"
    assert ended.out == f"{ANSWER}\n{ANSWER}\nfast reply output\nCuriouser and \n{ANSWER}\n"
    assert ended.err.splitlines() == ["[tea is ready]", "[a remark]", "failed: RuntimeError: boom"]


def test_json_has_whole_replies(ccat: Command) -> None:
    ended = ccat.good("chat", "--json", text="Hello\n[dict]\n")
    decoder = json.JSONDecoder()
    first, end = decoder.raw_decode(ended.out)
    second, _ = decoder.raw_decode(ended.out, end + 1)
    assert (first["text"], first["why"]["input"]) == (ANSWER, "Hello")
    assert (second["text"], second["why"]) == ("fast reply output", None)


def test_images_go_with_the_next_prompt_or_at_once(ccat: Command, cat: EmbeddedCat, tmp_path: Path) -> None:
    picture = tmp_path / "tea.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    ccat.good("chat", text=f"/image\n/image {picture}\nWhat is it?\n/image {picture} And this?\nHello\n")
    sent = [message for message in cat.history() if message["who"] == "Human"]
    assert [(each["text"], bool(each["image"])) for each in sent] == [
        ("What is it?", True),
        ("And this?", True),
        ("Hello", False),
    ]


def test_several_documents_and_pages(ccat: Command, cat: EmbeddedCat, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("tea")
    ended = ccat("chat", text=f"/upload {tmp_path}/a.txt {tmp_path}/b.txt\n/upload http://127.0.0.1:1/\n/upload 'a\n")
    assert "are being read" in ended.out
    assert "/upload: No closing quotation" in ended.out
    assert "failed: POST /rabbithole/web: 400" in ended.err
    assert {each.path for each in cat.requests} >= {"/rabbithole/batch", "/rabbithole/web"}


def test_words_that_are_no_good(ccat: Command, cat: EmbeddedCat) -> None:
    ended = ccat.good("chat", text="/why\n/user\n/help\n/etc/passwd is a file\n/quit\nnever sent\n")
    assert ended.out.startswith("nothing was answered so far\n/user NAME\n/image FILE|URL [TEXT]")
    assert cat.prompts() == ["/etc/passwd is a file"]


@pytest.mark.parametrize(("url", "code"), [("{dead}", 3), ("{cat}", 1)])
def test_no_cat_there_or_a_wrong_key(url: str, code: int, dead_url: str, ccat: Command) -> None:
    with EmbeddedCat(api_key="right", ws_key="right") as cat:
        ended = ccat("--url", url.format(dead=dead_url, cat=cat.url), "--key", "wr0ng", "chat", text="Hello\n")
    assert (ended.code, ended.out) == (code, "")
    assert ended.err.startswith("cheshire-cat: ")
    assert "wr0ng" not in ended.err


def test_the_cat_goes_away(cat: EmbeddedCat) -> None:
    with subprocess.Popen(
        [INSTALLED, "--url", cat.url, "chat", "--timeout", "3"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment(),
    ) as process:
        assert process.stdin is not None
        process.stdin.write("Hello [wait:60]\n")
        process.stdin.flush()
        assert cat.wait_for(lambda: cat.prompts() != [], timeout=PATIENCE)
        cat.stop()
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (1, "")
    assert re.fullmatch(r"cheshire-cat: [^\n]+\n", err)


def test_a_reader_goes_away(cat: EmbeddedCat) -> None:
    with subprocess.Popen(
        [INSTALLED, "--url", cat.url, "chat", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _, err = process.communicate(b"Hello\nHello\n", timeout=PATIENCE)
    assert (process.returncode, err) == (0, b"")
    assert cat.wait_for(lambda: cat.sockets("user") == 0)


def test_ctrl_c_ends_a_chat_without_a_terminal(cat: EmbeddedCat) -> None:
    with subprocess.Popen(
        [INSTALLED, "--url", cat.url, "chat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert cat.wait_for(lambda: cat.sockets("user") == 1, timeout=PATIENCE)
        for _ in range(10):  # one that comes in the moment before Python waits for a line is acted upon with the next
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
                break
        _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (130, b"")
