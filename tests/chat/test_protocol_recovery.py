"""When a lost answer is looked for, and what the history proves. The clock is ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cheshire_cat_api._chat import protocol
from cheshire_cat_api._chat.events import Reply
from cheshire_cat_api._chat.history import unreadable
from cheshire_cat_api._chat.protocol import LONGEST_LOOK_INTERVAL, QUIET, RESERVE, Turn, Wait
from cheshire_cat_api.errors import CatError, ConnectionLost, TimedOut, TurnTimeout, error_class

from .sim import BROKEN, UNREACHABLE, Chat, Message, answer, cat_says, error, fast_reply, human, refused, revive, token


@pytest.fixture
def chat() -> Chat:
    return Chat()


def stored(chat: Chat, turn: Turn, at: float, *, before: bool = True) -> None:
    """The server shows the prompt (`before` the turn's end, or with it), and `at` seconds from now the answer."""
    end = chat.now + at

    def history() -> list[Message]:
        if chat.now >= end:
            return [human("earlier"), cat_says("earlier"), human(turn.text, turn), cat_says(turn.text)]
        return [human("earlier"), cat_says("earlier"), *([human(turn.text, turn)] if before else [])]

    chat.history = history


@pytest.mark.parametrize("before", [True, False], ids=["shown at once", "shown when it ends"])
@pytest.mark.parametrize("at", [0.0, 1.0, 7.0, 50.0, 115.0])
def test_a_lost_answer_is_found_when_the_server_has_it(chat: Chat, at: float, before: bool) -> None:
    turn = chat.ask("hello", timeout=120)
    stored(chat, turn, at, before=before)
    chat.lose()
    begin = chat.now
    reply = chat.reply(turn)
    assert (reply.text, reply.recovered) == ("answer to hello", True)
    assert chat.now - begin <= at + LONGEST_LOOK_INTERVAL + 0.3


def test_looks_after_a_loss_come_soon_and_grow_rarer(chat: Chat) -> None:
    turn = chat.ask("hello", timeout=60)
    chat.lose()
    begin = chat.now
    chat.run(turn)
    gaps = [after - before for before, after in zip([begin, *chat.looks], chat.looks, strict=False)]
    assert gaps[0] == pytest.approx(protocol.FIRST_LOOK_INTERVAL)
    assert max(gaps) == pytest.approx(LONGEST_LOOK_INTERVAL)
    assert chat.looks[-1] == pytest.approx(begin + 60 - RESERVE)
    assert len(chat.looks) < 20


@pytest.mark.parametrize(
    ("history", "words"),
    [
        (lambda turn: [], "not in the history"),
        (lambda turn: [human("hello", turn)], "not ended"),
        (lambda turn: UNREACHABLE, "could not be read"),
        (lambda turn: BROKEN, "could not be read"),
    ],
    ids=["absent", "unanswered", "unreachable", "500"],
)
def test_a_loss_that_nothing_mends_is_told_at_the_deadline(chat: Chat, history: object, words: str) -> None:
    turn = chat.ask("hello", timeout=30)
    chat.hear(token("Curi"), token("ouser"))
    chat.history = lambda: history(turn)  # type: ignore[operator]
    chat.lose()
    begin = chat.now
    outcome = chat.run(turn)
    assert isinstance(outcome, ConnectionLost)
    assert (outcome.partial, outcome.code) == ("Curiouser", 1006)
    assert words in str(outcome)
    assert chat.now == pytest.approx(begin + 30)


def test_a_loss_without_the_right_to_read_the_history_is_told_at_once(chat: Chat) -> None:
    turn = chat.ask("hello")
    chat.hear(token("Curi"))
    chat.history = lambda: refused(403)
    chat.lose()
    begin = chat.now
    outcome = chat.run(turn)
    assert isinstance(outcome, ConnectionLost)
    assert outcome.partial == "Curi"
    assert chat.now - begin < 1


def test_a_history_that_is_away_for_a_minute_is_asked_again(chat: Chat) -> None:
    turn = chat.ask("hello", timeout=120)
    back = chat.now + 60
    chat.history = lambda: UNREACHABLE if chat.now < back else [human("hello", turn), cat_says("hello")]
    chat.lose()
    assert chat.reply(turn).recovered
    assert chat.now < back + LONGEST_LOOK_INTERVAL + 0.1


# -- a server that was restarted in the turn

EARLIER = [human("earlier"), cat_says("earlier")]
GATEWAY = error_class(502)(502, "Bad Gateway")


def happened(chat: Chat, turn: Turn, *shown: object) -> float:
    """Lose the connection; seconds until the turn's outcome. The history shows one after the other, then the last."""
    left = list(shown)

    def history() -> object:
        return left.pop(0) if len(left) > 1 else left[0]

    chat.history = history  # type: ignore[assignment]
    chat.lose()
    begin = chat.now
    outcome = chat.run(turn)
    assert isinstance(outcome, ConnectionLost)
    assert ("restarted" in str(outcome)) is (left[0] == [])
    return chat.now - begin


@pytest.mark.parametrize("away", [UNREACHABLE, GATEWAY], ids=["refused", "502"])
def test_no_server_and_then_an_empty_history_are_the_end_of_a_turn(chat: Chat, away: CatError) -> None:
    """The connection lived until now, and the history had something then."""
    chat.ask("earlier")
    chat.hear(answer("earlier"))
    turn = chat.ask("hello", timeout=120)
    chat.hear(token("Curi"))
    assert happened(chat, turn, away, away, away, []) == pytest.approx(0.2 + 0.4 + 0.8 + 1.6)
    assert turn.step(chat.now).partial == "Curi"  # type: ignore[union-attr]


def test_the_prompt_itself_may_have_been_seen(chat: Chat) -> None:
    """Of a first turn on this connection."""
    turn = chat.ask("hello", timeout=120)
    assert happened(chat, turn, [*EARLIER, human("hello", turn)], UNREACHABLE, []) < 5


@pytest.mark.parametrize(
    "shown",
    [
        (UNREACHABLE, EARLIER),
        ([],),
        (TimedOut("no answer"), []),
        (error_class(504)(504, "Gateway Timeout"), []),
        (BROKEN, []),
        (UNREACHABLE, EARLIER, []),
    ],
    ids=["refused only", "empty only", "slow", "504", "500", "there again, then wiped"],
)
def test_either_alone_proves_nothing(chat: Chat, shown: tuple[object, ...]) -> None:
    """A network may refuse, and somebody may wipe the history, while the turn goes on."""
    chat.ask("earlier")
    chat.hear(answer("earlier"))
    turn = chat.ask("hello", timeout=120)
    assert happened(chat, turn, *shown) == pytest.approx(120)


def test_a_first_turn_is_not_in_the_history_before_its_end(chat: Chat) -> None:
    turn = chat.ask("hello", timeout=120)
    begin = chat.now
    ended = [human("hello", turn), cat_says("hello")]
    chat.history = lambda: UNREACHABLE if chat.now < begin + 5 else [] if chat.now < begin + 60 else ended
    chat.lose()
    assert chat.reply(turn).recovered


@pytest.mark.parametrize("between", ["fast reply", "new connection"])
def test_what_the_history_may_never_have_had_is_not_missed(chat: Chat, between: str) -> None:
    """A fast reply is not stored; and a server may have been restarted between two connections."""
    chat.ask("earlier")
    chat.hear(fast_reply() if between == "fast reply" else answer("earlier"))
    if between == "new connection":
        chat.lose()
    turn = chat.ask("hello", timeout=120)
    chat.history = lambda: UNREACHABLE if not chat.looks[1:] else []
    begin = chat.now
    chat.lose()
    outcome = chat.run(turn)
    assert "which is empty" in str(outcome)
    assert chat.now == begin + 120


# -- a deaf socket


def test_quiet_makes_a_turn_look(chat: Chat) -> None:
    turn = chat.ask("hello")
    chat.history = lambda: [human("hello", turn), cat_says("hello")]
    begin = chat.now
    reply = chat.reply(turn)
    assert reply.recovered
    assert turn.recovered
    assert turn.lost is None
    assert chat.now == begin + QUIET
    assert not chat.turns.busy


def test_anything_that_comes_is_a_sign_of_hearing(chat: Chat) -> None:
    turn = chat.ask("hello", timeout=120)
    happens = [(1.9 * n, lambda: chat.hear(token("x"))) for n in range(1, 32)]
    reply = chat.reply(turn, *happens, (60, lambda: chat.hear(answer("hello"))))
    assert chat.looks == []
    assert not reply.recovered


def test_tokens_that_come_slowly_cost_a_few_looks_and_not_one_each(chat: Chat) -> None:
    """What was looked for in vain is looked for more and more rarely, whatever comes in between."""
    turn = chat.ask("hello", timeout=600)
    chat.history = lambda: [human("hello", turn)]
    happens = [(5.0 * n, lambda: chat.hear(token("x"))) for n in range(1, 110)]
    chat.reply(turn, *happens, (550, lambda: chat.hear(answer("hello"))))
    assert len(chat.looks) == 2


def test_a_connection_that_freezes_behind_a_token(chat: Chat) -> None:
    turn = chat.ask("hello", timeout=120)
    happens = [(0.5 * n, lambda: chat.hear(token("x"))) for n in range(1, 21)]
    stored(chat, turn, 10.0)
    begin = chat.now
    assert chat.reply(turn, *happens).recovered
    assert chat.now - begin == 10 + QUIET


def test_a_slow_turn_is_looked_for_more_and_more_rarely(chat: Chat) -> None:
    turn = chat.ask("hello", timeout=600)
    chat.history = lambda: [human("hello", turn)]
    begin = chat.now
    assert isinstance(chat.run(turn), TurnTimeout)
    assert [at - begin for at in chat.looks] == [2, 6, 14, 30, 62, 126, 254, 510, 600 - RESERVE]


def test_an_answer_in_the_history_may_be_on_its_way(chat: Chat) -> None:
    """The server keeps it, and then sends it."""
    turn = chat.ask("hello")
    history = [human("hello", turn)]
    assert not turn.arriving(history)
    history.append(cat_says("hello"))
    assert turn.arriving(history)
    chat.hear(answer("something else"))
    assert not turn.arriving(history), "it came, and the history tells whose it is"
    other = chat.ask("other")
    chat.lose()
    assert not other.arriving([human("other", other), cat_says("other")])


def test_the_reply_that_comes_while_we_look_counts_as_heard(chat: Chat) -> None:
    turn = chat.ask("hello")

    def history() -> list[Message]:
        chat.hear(answer("hello"))
        return [human("hello", turn), cat_says("hello")]

    chat.history = history
    assert not chat.reply(turn).recovered
    assert not turn.recovered


# -- silence that the history does not explain


def waited(chat: Chat, *happens: tuple[float, Callable[[], object]], history: object) -> TurnTimeout:
    """What comes of a turn that gets no answer in its time, and that nobody waits for any more."""
    turn = chat.ask("hello", timeout=20)
    chat.turns.ask(turn)
    chat.history = lambda: history(turn) if callable(history) else history
    outcome = chat.run(turn, *happens)
    assert isinstance(outcome, TurnTimeout)
    chat.turns.leave(turn)
    return outcome


@pytest.mark.parametrize(
    ("history", "deaf"),
    [
        (refused(403), True),
        (refused(404), True),
        (UNREACHABLE, False),
        (lambda turn: [human("hello", turn)], False),
        (lambda turn: [human("earlier"), cat_says("earlier")], True),
        ([], False),
    ],
    ids=["may not be read", "is not there", "cannot be read now", "has the turn", "has others", "is empty"],
)
def test_silence_makes_a_socket_deaf_where_the_history_cannot_tell(chat: Chat, history: object, deaf: bool) -> None:
    """A turn may just be slow; the prompt of a user's first is not shown before its end."""
    error = waited(chat, history=history)
    assert chat.turns.deaf is deaf
    assert ("deaf" in str(error)) is (deaf and isinstance(history, CatError))


def test_a_word_of_the_server_is_none(chat: Chat) -> None:
    error = waited(chat, (5, lambda: chat.hear(token("x"))), history=refused(403))
    assert not chat.turns.deaf
    assert "deaf" not in str(error)


def test_a_prompt_in_a_queue_is_silent_with_good_reason(chat: Chat) -> None:
    """It has not begun, so the history does not have it yet."""
    chat.send("slow")
    waited(chat, history=[human("slow")])
    assert not chat.turns.deaf


@pytest.mark.parametrize(
    "act",
    [lambda chat: chat.hear(token("x")), lambda chat: chat.lose(), lambda chat: chat.turns.begin()],
    ids=["something is heard", "it is lost", "it is replaced"],
)
def test_a_deaf_socket_is_forgotten(chat: Chat, act: Callable[[Chat], object]) -> None:
    waited(chat, history=refused(403))
    act(chat)
    assert not chat.turns.deaf


def test_who_leaves_early_has_no_deaf_socket(chat: Chat) -> None:
    turn = chat.ask("hello")
    chat.turns.ask(turn)
    turn.not_readable(unreadable(refused(403)), chat.now)
    chat.turns.leave(turn)
    assert not chat.turns.deaf


# -- before a timeout is reported


@pytest.mark.parametrize("timeout", [0.5, 2.0, 5.0, 9.0, 120.0])
def test_the_last_look_lies_within_the_timeout(chat: Chat, timeout: float) -> None:
    turn = chat.ask("hello", timeout=timeout)
    begin = chat.now
    outcome = chat.run(turn)
    assert isinstance(outcome, TurnTimeout)
    assert "may still end" in str(outcome)
    assert chat.now == pytest.approx(begin + timeout)
    assert chat.looks
    assert begin + timeout - RESERVE - 1e-6 <= chat.looks[-1] < chat.now
    for at, patience in zip(chat.looks, chat.patience, strict=True):
        assert at + patience <= begin + timeout + 1e-6


def test_an_answer_that_is_found_by_the_last_look(chat: Chat) -> None:
    turn = chat.ask("hello", timeout=5)
    stored(chat, turn, 3.0)
    assert chat.reply(turn).recovered


def test_a_timeout_brings_what_had_come(chat: Chat) -> None:
    turn = chat.ask("hello", timeout=5)
    chat.hear(token("Curi"))
    outcome = chat.run(turn)
    assert isinstance(outcome, TurnTimeout)
    assert outcome.partial == "Curi"


# -- what the history proves


def test_turns_over_http_stand_between(chat: Chat) -> None:
    turn = chat.ask("hello")
    chat.history = lambda: [human("hello", turn), human("other"), cat_says("other"), cat_says("hello")]
    chat.lose()
    assert chat.reply(turn).text == "answer to hello"


def test_the_reply_of_a_turn_that_began_before_ours_is_not_ours(chat: Chat) -> None:
    turn = chat.ask("hello", timeout=20)
    chat.history = lambda: [human("other"), human("hello", turn), cat_says("other")]
    chat.lose()
    assert isinstance(chat.run(turn), ConnectionLost)


def test_what_a_plugin_saved_in_the_middle_of_the_turn_is_not_the_answer(chat: Chat) -> None:
    """`send_chat_message("…", save=True)`: our `why.input`, and no `agent_output`."""
    turn = chat.ask("hello", timeout=60)
    begin = chat.now
    said = [human("hello", turn), cat_says("hello", "just a moment", final=False)]
    chat.history = lambda: said if chat.now < begin + 8 else [*said, cat_says("hello")]
    chat.lose()
    assert chat.reply(turn).text == "answer to hello"


def test_an_old_turn_of_the_same_text_is_not_ours(chat: Chat) -> None:
    turn = chat.ask("hello", timeout=20)
    chat.history = lambda: [human("hello"), cat_says("hello", "the old answer"), human("hello", turn)]
    chat.lose()
    assert isinstance(chat.run(turn), ConnectionLost)


def test_a_prompt_that_a_plugin_changed_is_found_by_its_id(chat: Chat) -> None:
    turn = chat.ask("hello")
    chat.history = lambda: [human("HELLO", turn), cat_says("HELLO")]
    chat.lose()
    assert chat.reply(turn).text == "answer to HELLO"


def test_a_history_of_strange_messages(chat: Chat) -> None:
    turn = chat.ask("hello")
    strange: list[Message] = [{}, {"who": None}, {"who": "AI"}, {"who": "AI", "why": 5}, {"who": "AI", "why": {}}]
    chat.history = lambda: [*strange, human("hello", turn), *strange, cat_says("hello")]
    chat.lose()
    assert chat.reply(turn).text == "answer to hello"


def test_a_failed_turn_is_not_looked_for(chat: Chat) -> None:
    turn = chat.ask("hello")
    chat.hear(error())
    chat.run(turn)
    assert chat.looks == []


def test_nobody_waits_for_a_turn_that_was_only_sent() -> None:
    turn = Turn("hello", revive)
    turn.sent(0.0)
    assert turn.step(1.0) == Wait(QUIET)
    assert not isinstance(turn.step(1.0), Reply)
