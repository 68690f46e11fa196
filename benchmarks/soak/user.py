"""A user: what he does, one thing after the other, and whether each answer is his own."""

from __future__ import annotations

import base64
import contextlib
import itertools
from collections import deque
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any, NamedTuple, TypeAlias

import cheshire_cat_api as ccat
from benchmarks.soak import script
from benchmarks.soak.book import Book, Wrong
from benchmarks.soak.hands import END, Hands
from benchmarks.soak.plan import Plan

CONNECT, CALL, TURN, CLOSE = 3.0, 8.0, 8.0, 5.0  # seconds that each may take
LISTENING = 3.0
SLICE = 0.2  # seconds between looks at whether all shall rest
REMEMBERED = 16
"""Prompts whose answers may still come; few, so that each user has as many soon."""
IMAGE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
LINE = "The hatter drinks tea at six o'clock, which it always is where he lives. "

Act: TypeAlias = "Callable[[], Awaitable[None]]"


class Habit(NamedTuple):
    """Something that a user does.

    Args:
        act: does it.
        weight: how often, beside the others.
        limit: seconds that it takes at most.
    """

    act: Act
    weight: float
    limit: float


class User:
    """One, with a client of his own.

    Args:
        name: his id on the server.
        urls: `url`, the Cat's address, and `page`, that of a web page.
        hands: a thread's, or a task's.
        book: in which it is noted what comes of it.
        plan: of the soak.
    """

    def __init__(self, name: str, urls: dict[str, str], hands: Hands, book: Book, plan: Plan) -> None:
        self._name = name
        self._urls = urls
        self._hands = hands
        self._book = book
        self._thinking = plan.thinking
        self._random = Random(f"{plan.seed}/{name}")
        self._numbers = itertools.count(1)
        self._asked: deque[str] = deque(maxlen=REMEMBERED)
        self._heard: Any = None
        self._cat: Any = self._client()

    async def live(self) -> None:
        """Do things until it is over, then leave."""
        habits = self.habits()
        weights = [habit.weight for habit in habits]
        await self._hands.pause(self._random.uniform(0, self._thinking))  # not all at once
        while not self._book.over:
            (habit,) = self._random.choices(habits, weights)
            with self._book.operation(self._name, habit.act.__name__.strip("_"), habit.limit):
                await habit.act()
            await self._think(self._random.expovariate(1 / self._thinking))
            if self._book.resting:
                await self.leave()
                with self._book.asleep():
                    while self._book.resting:
                        await self._hands.pause(SLICE)
        await self.leave()

    async def _think(self, seconds: float) -> None:
        """Do nothing for so long, or until all shall rest."""
        while seconds > 0 and not self._book.resting:
            await self._hands.pause(min(seconds, SLICE))
            seconds -= SLICE

    async def leave(self) -> None:
        """Close the client, which can be used again."""
        with self._book.operation(self._name, "leave", CLOSE):
            await self._hands.do(self._cat.close)

    def habits(self) -> list[Habit]:
        """What he does. Where nothing goes wrong, none of it raises anything."""
        return [
            Habit(self._ask, 5, TURN),
            Habit(self._stream, 3, TURN),
            Habit(self._leave_early, 2, TURN),
            Habit(self._break_off, 1, TURN + CLOSE),
            Habit(self._send, 2, CONNECT + CALL),
            Habit(self._listen, 1, CONNECT + CALL + LISTENING + CLOSE),
            Habit(self._show, 1, TURN),
            Habit(self._fail, 1, TURN),
            Habit(self._be_impatient, 0.5, TURN),
            Habit(self._message, 1, CALL),
            Habit(self._upload, 1, 2 * CALL),
            Habit(self._upload_and_wait, 1, 6 * CALL),
            Habit(self._upload_page, 0.5, CALL),
            Habit(self._look_at_plugins, 1, 3 * CALL),
            Habit(self._keep_settings, 1, 3 * CALL),
            Habit(self._remember, 1, 4 * CALL),
            Habit(self._be_another, 1, TURN + CALL + CLOSE),
            Habit(self._have_options, 1, 3 * CALL),
            Habit(self._close, 1, CLOSE),
            Habit(self._begin_anew, 1, CLOSE),
        ]

    # -- the chat

    async def _ask(self) -> None:
        text = self._prompt()
        self._check(text, await self._hands.do(self._cat.ask, text, timeout=TURN))

    async def _stream(self) -> None:
        text = self._prompt(self._random.choice(("", script.SLOW)))
        stream = self._cat.stream(text, timeout=TURN)
        try:
            while await self._hands.next(stream) is not END:  # tokens tell not whose they are, the reply does
                pass
            self._check(text, stream.reply)
        finally:
            stream.close()

    async def _leave_early(self) -> None:
        stream = self._cat.stream(self._prompt(script.SLOW), timeout=TURN)
        try:
            for _ in range(self._random.randint(1, 5)):
                await self._hands.next(stream)
        finally:
            stream.close()

    async def _break_off(self) -> None:
        text = self._prompt(script.SLOW)
        with contextlib.suppress(ccat.ConnectionLost, ccat.NotConnected):
            await self._hands.break_off(self._random.uniform(0, 0.5), self._cat, text, TURN)

    async def _send(self) -> None:
        """The answer comes to a callback, or is lost with the connection."""
        if not self._cat.is_ws_connected:
            await self._hands.do(self._cat.connect_ws, timeout=CONNECT)
        heard = self._heard = self._hands.signal()
        await self._hands.do(self._cat.send, self._prompt(), colour="mauve")
        await heard.wait(CALL)

    async def _listen(self) -> None:
        """Until his own answer comes, or the chat ends, as it does soon."""
        if not self._cat.is_ws_connected:
            await self._hands.do(self._cat.connect_ws, timeout=CONNECT)
        events = self._cat.events()
        text = self._prompt()
        await self._hands.do(self._cat.send, text)
        async with self._hands.later(LISTENING, self._cat.close):
            while (event := await self._hands.next(events)) is not END:
                if isinstance(event, ccat.Reply):
                    self._hear(event)
                    if event.raw["why"]["input"] == text:
                        break

    async def _show(self) -> None:
        text = self._prompt()
        self._check(text, await self._hands.do(self._cat.ask, text, image=IMAGE, timeout=TURN))

    async def _fail(self) -> None:
        try:
            await self._hands.do(self._cat.ask, self._prompt(script.FAILING), timeout=TURN)
        except ccat.TurnFailed as error:
            if (error.name, error.description) != ("RuntimeError", "boom"):
                raise Wrong(f"another failure: {error}") from error
        else:
            raise Wrong("a turn that fails was answered")

    async def _be_impatient(self) -> None:
        with contextlib.suppress(ccat.TurnTimeout):
            await self._hands.do(self._cat.ask, self._prompt(script.LATE), timeout=1)

    # -- HTTP

    async def _message(self) -> None:
        text = self._prompt()
        answer = await self._hands.do(self._cat.status.message_with_cat, text)
        self._check_text(text, answer.text)

    async def _upload(self) -> None:
        upload = self._cat.rabbit_hole.upload_file
        answer = await self._hands.do(upload, self._document(), name="tea.txt", on_progress=lambda *_: None)
        if answer.filename != "tea.txt":
            raise Wrong(f"another file: {answer.filename!r}")
        await self._hands.do(self._cat.rabbit_hole.get_allowed_mimetypes)

    async def _upload_and_wait(self) -> None:
        upload = self._cat.rabbit_hole.upload_files
        files = [("tea.txt", self._document()), ("hats.md", self._document())]
        # Where the chat has become deaf, the memory tells, of each of them after four seconds.
        answer = await self._hands.do(upload, files, wait=True, wait_timeout=2 * CALL)
        if set(answer) != {"tea.txt", "hats.md"}:
            raise Wrong(f"other files: {list(answer)}")

    async def _upload_page(self) -> None:
        answer = await self._hands.do(self._cat.rabbit_hole.upload_url, self._urls["page"])
        if answer.url != self._urls["page"]:
            raise Wrong(f"another page: {answer.url!r}")

    async def _look_at_plugins(self) -> None:
        found = await self._hands.do(self._cat.plugins.get_available_plugins)
        details = await self._hands.do(self._cat.plugins.get_plugin_details, found.installed[0].id)
        if details.data.id != found.installed[0].id:
            raise Wrong(f"another plugin: {details.data.id!r}")
        with contextlib.suppress(ccat.NotFound):
            await self._hands.do(self._cat.plugins.get_plugin_details, self._new_name())

    async def _keep_settings(self) -> None:
        name = self._new_name()
        made = await self._hands.do(self._cat.settings.create_setting, {"name": name, "value": {"tea": name}})
        if made.setting.name != name:
            raise Wrong(f"another setting: {made.setting.name!r}")
        await self._hands.do(self._cat.settings.get_settings, name)
        await self._hands.do(self._cat.settings.delete_setting, made.setting.setting_id)

    async def _remember(self) -> None:
        text = self._new_name()
        made = await self._hands.do(self._cat.memory.create_memory_point, "declarative", text, {"tea": self._name})
        if made.content != text:
            raise Wrong(f"another memory: {made.content!r}")
        await self._hands.do(self._cat.memory.recall_memory_points_from_text, text, 3)
        await self._hands.do(self._cat.memory.get_collections)
        await self._hands.do(self._cat.memory.delete_memory_point, "declarative", made.id)

    # -- clients

    async def _be_another(self) -> None:
        """A view as another user, with a chat of its own."""
        name = f"{self._name}-as-another"
        view = self._cat.as_user(name)
        try:
            text = self._new_name()
            self._check_text(text, (await self._hands.do(view.ask, text, timeout=TURN)).text, name)
            await self._hands.do(view.memory.get_conversation_history)
        finally:
            await self._hands.do(view.close)

    async def _have_options(self) -> None:
        view = self._cat.with_options(timeout=(CONNECT, CALL), retries=1, headers={"X-Tea": self._name})
        answer = await self._hands.do(view.raw, view.status.status)
        if answer.parsed.version != "1.9.2":
            raise Wrong(f"another status: {answer.parsed}")
        await self._hands.do(view.request, "GET", "/memory/collections")
        await self._hands.do(self._cat.status.status)

    async def _close(self) -> None:
        await self._hands.do(self._cat.close)

    async def _begin_anew(self) -> None:
        old, self._cat = self._cat, self._client()
        await self._hands.do(old.close)

    # -- what he needs for it

    def _client(self) -> Any:
        config = ccat.Config(self._urls["url"], user_id=self._name, timeout=(CONNECT, CALL))
        again = ccat.Reconnect(total=20, longest=2) if self._random.random() < 0.5 else False
        return self._hands.client(
            config,
            on_open=lambda: None,
            on_close=lambda code, reason: None,
            on_message=len,
            on_event=self._hear,
            on_error=self._heed,
            reconnect=again,
        )

    def _hear(self, event: object) -> None:
        """A callback: any reply is one to a prompt of his."""
        if not isinstance(event, ccat.Reply) or event.why is None:
            return
        text = event.raw["why"]["input"]
        if text not in self._asked or script.expected(text, self._name) not in (None, event.text):
            self._book.note_wrong(f"{self._name} heard {event.text!r} to {text!r}")
        if self._heard is not None:
            self._heard.set()

    def _heed(self, error: Exception) -> None:
        if not isinstance(error, ccat.CatError):
            self._book.note_foreign(f"{self._name}: on_error", error)

    def _prompt(self, order: str = "") -> str:
        text = f"{order}{self._new_name()}"
        self._asked.append(text)
        return text

    def _new_name(self) -> str:
        return f"{self._name}-{next(self._numbers)}"

    def _document(self) -> bytes:
        return (LINE * self._random.randint(1, 200)).encode()

    def _check(self, text: str, reply: ccat.Reply) -> None:
        if reply.raw["why"]["input"] != text:
            raise Wrong(f"the answer to {reply.raw['why']['input']!r} came to {text!r}")
        self._check_text(text, reply.text)

    def _check_text(self, text: str, answer: str | None, name: str | None = None) -> None:
        if answer != script.expected(text, name or self._name):
            raise Wrong(f"{answer!r} came to {text!r}")
