"""What a line of the chat does: a prompt, or a word that begins with a slash."""

from __future__ import annotations

import shlex
from collections.abc import Callable

import cheshire_cat_api as ccat
from cheshire_cat_api.cli._chat_screen import Screen
from cheshire_cat_api.cli._output import line
from cheshire_cat_api.cli._why import lines

HELP = (
    "/image FILE|URL [TEXT]  send an image with the next prompt, or with TEXT",
    "/upload FILE|URL ...    let the Cat read documents or a page; alone: which kinds it takes",
    "/why                    what the last answer comes from",
    "/history                the latest messages",
    "/user NAME              go on as another user",
    "/quit                   leave; so does an empty line",
)


class Leave(Exception):
    """The conversation is over."""


class Talk:
    """A conversation: who talks, what goes with the next prompt, and what was said last.

    Args:
        cat: The client that it began with.
        screen: Where it is seen.
        patience: Seconds for one answer.
    """

    def __init__(self, cat: ccat.CatClient, screen: Screen, patience: float) -> None:
        self.screen = screen
        self.silent = True
        """Whether the Cat has not answered so far."""
        self._first = self._cat = cat
        self._patience = patience
        self._image: str | None = None
        self._reply: ccat.Reply | None = None
        self._words: dict[str, Callable[[str], None]] = {
            "/image": self._take_image,
            "/upload": self._upload,
            "/why": self._why,
            "/history": self._history,
            "/user": self._user,
            "/help": self._help,
            "/quit": self._quit,
        }

    def __enter__(self) -> Talk:
        return self

    def __exit__(self, *problem: object) -> None:
        self._cat.close()

    def begin(self) -> None:
        """Connect, as whoever talks now."""
        self._cat.on("notification", self.screen.notified)
        self._cat.on("server_error", self.screen.remarked)
        self._cat.connect_ws(timeout=self._cat_timeout())

    def take(self, text: str) -> None:
        """Do what a line says.

        Raises:
            Leave: it says so.
            CatError, OSError: it went wrong.
        """
        word, _, rest = text.strip().partition(" ")
        if not word:
            raise Leave
        if word in self._words:
            self._words[word](rest.strip())
        elif word.startswith("/") and word[1:].isalpha():
            self.screen.tell(f"{word}: no such word; /help lists them")
        else:
            self._ask(text)

    def _ask(self, text: str) -> None:
        image, self._image = self._image, None
        with self._cat.stream(text, image=image, timeout=self._patience) as answer:
            self._reply = self.screen.answer(answer)
        self.silent = False

    def _take_image(self, rest: str) -> None:
        image, _, text = rest.partition(" ")
        if not image:
            self.screen.tell("/image FILE|URL [TEXT]")
            return
        self._image = image
        if text.strip():
            self._ask(text.strip())
        else:
            self.screen.tell(f"{image}: goes with the next prompt")

    def _upload(self, rest: str) -> None:
        try:
            sources = shlex.split(rest)
        except ValueError as error:
            self.screen.tell(f"/upload: {error}")
            return
        hole = self._cat.rabbit_hole
        if not sources:
            self.screen.tell(", ".join(map(str, hole.get_allowed_mimetypes().allowed)))
        pages = [each for each in sources if each.startswith(("http://", "https://"))]
        documents = [each for each in sources if each not in pages]
        for page in pages:
            self.screen.tell(f"{page}: {hole.upload_url(page).info}")
        if len(documents) == 1:
            self.screen.tell(f"{documents[0]}: {hole.upload_file(documents[0]).info}")
        elif documents:
            hole.upload_files(documents)
            self.screen.tell(f"{', '.join(documents)}: are being read")

    def _why(self, rest: str) -> None:
        if self._reply is None:
            self.screen.tell("nothing was answered so far")
            return
        for each in lines(self._reply):
            self.screen.tell(each)

    def _history(self, rest: str) -> None:
        for message in self._cat.memory.get_conversation_history()["history"]:
            who = message.get("who") or message.get("role")
            self.screen.tell(f"{who}: {line(message.get('text') or message.get('message'), None)}")

    def _user(self, rest: str) -> None:
        if not rest:
            self.screen.tell("/user NAME")
            return
        before, self._cat = self._cat, self._first.as_user(rest)
        if before is not self._first:
            before.close()
        self._reply = None
        self.begin()
        self.screen.tell(f"talking as {rest}")

    def _help(self, rest: str) -> None:
        for each in HELP:
            self.screen.tell(each)

    def _quit(self, rest: str) -> None:
        raise Leave

    def _cat_timeout(self) -> float:
        return min(self._patience, 10.0)
