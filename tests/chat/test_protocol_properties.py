"""Whatever order things come in, an ask gets the answer to its own prompt or an error, and never another's answer.

A model of the server (CONTRACT §1.6, §1.7, §4.3, §4.5) says frames; rules choose what happens next. Left out is what
nothing on the wire can tell apart, and what the manual names: an error, or a reply without `why`, of a turn that is not
the current one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cheshire_cat_api._chat.events import Reply, ServerEvent
from cheshire_cat_api._chat.history import TURN_KEY
from cheshire_cat_api._chat.protocol import Look, Turn, Wait
from cheshire_cat_api.errors import ConnectionLost, TurnFailed, TurnTimeout

from .sim import Chat, Message, chat_frame, error, frame, token, why_of

TEXTS = st.sampled_from(["a", "b", "c"])
ENDS = ("reply", "changed", "fast", "error", "error, then reply")
ASIDES = st.lists(st.sampled_from(["token", "remark", "side", "wschat", "notification"]), max_size=4)


@dataclass
class ServerTurn:
    """A turn as the server runs it."""

    text: str
    number: int
    steps: list[str]
    changed: bool = False  # by a plugin
    turn: Turn | None = None  # None: another client's
    begun: bool = False
    failed: bool = False
    fast: bool = False
    socket: int = 0
    heard: list[str] = field(default_factory=list)

    @property
    def answer(self) -> str:
        return f"answer {self.number} to {self.text}"

    @property
    def input(self) -> str:
        """The prompt as a plugin left it."""
        return self.text.upper() if self.changed else self.text


class Conversation(RuleBasedStateMachine):
    """One user: our chat, and another client of his."""

    def __init__(self) -> None:
        super().__init__()
        self.chat = Chat()
        self.other_client = False
        self.count = 0
        self.socket = 0
        self.queue: list[ServerTurn] = []  # of our socket
        self.detached: list[ServerTurn] = []  # of sockets that are gone, and of another client
        self.asked: ServerTurn | None = None
        self.ours: list[ServerTurn] = []
        self.history: list[Message] = []

    @initialize(other_client=st.booleans())
    def begin(self, other_client: bool) -> None:
        """Prompts that nobody waits for, or another client: nobody looks whose a strange reply is then."""
        self.other_client = other_client

    # -- what the client does

    def _prompt(self, text: str, asides: list[str], end: str, awaited: bool) -> ServerTurn:
        self.count += 1
        said = ServerTurn(text, self.count, [*asides, end], changed=end == "changed")
        said.turn = self.chat.ask(text, timeout=60) if awaited else self.chat.send(text)
        said.fast, said.socket = end == "fast", self.socket
        self.queue.append(said)
        self.ours.append(said)
        return said

    @precondition(lambda self: self.asked is None)
    @rule(text=TEXTS, asides=ASIDES, end=st.sampled_from(ENDS))
    def ask(self, text: str, asides: list[str], end: str) -> None:
        if self.other_client and end != "changed":
            end = "reply"
        if end == "error, then reply" or self.socket:
            text = f"{text}, number {self.count}"  # the late reply to an equal prompt cannot be told apart
        self.asked = self._prompt(text, asides, end, awaited=True)

    @precondition(lambda self: not self.other_client)
    @rule(text=TEXTS, asides=ASIDES, end=st.sampled_from(["reply", "error"]))
    def send(self, text: str, asides: list[str], end: str) -> None:
        self._prompt(f"{text}, number {self.count}", asides, end, awaited=False)

    @rule(seconds=st.sampled_from([1.0, 11.0, 100.0]))
    def time_passes(self, seconds: float) -> None:
        end = self.chat.now + seconds
        while self.chat.now < end:
            self._follow()
            turn = self.asked.turn if self.asked is not None else None
            step = turn.step(self.chat.now) if turn is not None else None
            self.chat.now = min(end, step.until) if isinstance(step, Wait) else end

    @rule()
    def connection_is_lost_and_another_opens(self) -> None:
        self.chat.lose()
        self.socket += 1
        # What runs goes on, and speaks on the new socket; what waited is gone with the old one.
        running = [said for said in self.queue if said.begun]
        for said in running:
            said.steps = ["reply" if step in ("fast", "error") else step for step in said.steps]
        self.detached += running
        self.queue.clear()

    # -- what the server does

    @precondition(lambda self: self.queue)
    @rule()
    def our_turn_goes_on(self) -> None:
        if self._go_on(self.queue[0]):
            self.queue.pop(0)

    @precondition(lambda self: self.detached)
    @rule(which=st.integers(0, 20))
    def a_turn_without_socket_goes_on(self, which: int) -> None:
        said = self.detached[which % len(self.detached)]
        if self._go_on(said):
            self.detached.remove(said)

    @precondition(lambda self: self.other_client)
    @rule(asides=st.lists(st.just("token"), max_size=2))
    def another_client_asks(self, asides: list[str]) -> None:
        self.count += 1
        said = ServerTurn("theirs", self.count, [*asides, "reply"])
        self._begin(said)
        self.detached.append(said)

    def _begin(self, said: ServerTurn) -> None:
        said.begun = True
        prompt: Message = {"who": "Human", "text": said.input}
        if said.turn is not None:
            prompt[TURN_KEY] = said.turn.id
        self.history.append(prompt)

    def _go_on(self, said: ServerTurn) -> bool:
        """Say the turn's next frame; whether that was its last."""
        if not said.begun:
            self._begin(said)
        step = said.steps[0]
        if step == "error, then reply":
            said.failed = True
            said.steps[0] = "reply"
            self._hear(error("ValueError", str(said.number)))
            return False
        self._hear(self._frame(said, step))
        said.steps.pop(0)
        return not said.steps

    def _frame(self, said: ServerTurn, step: str) -> ServerEvent:
        if step == "token":
            said.heard.append(f"{said.number}.{len(said.heard)} ")
            return token(said.heard[-1])
        if step == "remark":
            return error("GenericError", "by the way")
        if step == "side":
            return frame(chat_frame("a side message", why_of(said.input, final=False)))
        if step == "wschat":
            return frame({"type": "chat", "content": "a side message"})
        if step == "notification":
            return frame({"type": "notification", "content": "x"})
        if step == "error":
            said.failed = True
            return error("ValueError", str(said.number))
        if step == "fast":
            return frame(chat_frame(said.answer, None))
        reply = chat_frame(said.answer, why_of(said.input))
        self.history.append(reply)
        return frame(reply)

    def _hear(self, event: ServerEvent) -> None:
        self.chat.hear(event)
        self._follow()

    # -- what must hold

    @invariant()
    def the_ask_gets_what_is_its_own(self) -> None:
        self._follow()

    def _follow(self) -> None:
        """Take the steps of the turn that somebody waits for."""
        while self.asked is not None:
            turn = self.asked.turn
            assert turn is not None
            step = turn.step(self.chat.now)
            if isinstance(step, Wait):
                return
            if isinstance(step, Look):
                turn.found(list(self.history), self.chat.now)
                continue
            self._check(self.asked, step)
            turn.awaited = False
            self.asked = None

    def _check(self, said: ServerTurn, outcome: Reply | Exception) -> None:
        if isinstance(outcome, Reply):
            # With another client an equal prompt may have timed out, and nothing tells its late reply apart either.
            same = [each for each in self.ours if each.text == said.text]
            answers = [each.answer for each in same] if self.other_client else [said.answer]
            assert outcome.text in answers, (outcome, said)
        elif isinstance(outcome, TurnFailed):
            assert said.failed, (outcome, said)
            assert outcome.description == str(said.number)
        else:
            assert isinstance(outcome, TurnTimeout | ConnectionLost), outcome
            assert said.steps or said.failed or said.fast, (outcome, said)

    def teardown(self) -> None:
        """What is asked last is answered, whatever came before: the chat has not lost its way."""
        while self.queue or self.detached:
            for said in [*self.detached, *self.queue[:1]]:
                if self._go_on(said):
                    (self.detached if said in self.detached else self.queue).remove(said)
        self.time_passes(1000)
        self._follow()
        assert self.asked is None
        last = self._prompt("the last", ["token"], "reply", awaited=True)
        self.asked = last
        while self.queue:
            if self._go_on(self.queue[0]):
                self.queue.pop(0)
        assert self.asked is None
        assert last.turn is not None
        outcome = last.turn.step(self.chat.now)
        assert isinstance(outcome, Reply)
        assert outcome.text == last.answer
        assert last.turn.tokens == last.heard
        assert not self.chat.turns.busy


TestConversation = Conversation.TestCase
TestConversation.settings = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=False,
    database=None,
)
