"""A user's chats start a second apart, whoever sends them, and a failed generation is known of for a minute."""

from __future__ import annotations

import gc
import os
import random
import signal
import threading
from itertools import pairwise

import pytest

from mongars_client._pacing import Circuit, Pace, Shared, circuits, paces


def test_starts_are_a_second_apart_from_start_to_start() -> None:
    pace = Pace()
    assert [pace.reserve(100.0) for _ in range(3)] == [100.0, 101.0, 102.0]
    assert pace.reserve(102.5) == 103.0
    assert pace.reserve(110.0) == 110.0


def test_a_start_that_was_given_back_is_taken_next() -> None:
    pace = Pace()
    booked = [pace.reserve(100.0) for _ in range(4)]
    pace.give_back(booked[1])
    pace.give_back(booked[1])  # once is enough
    pace.give_back(101.5)  # nobody's
    assert [pace.reserve(100.2) for _ in range(2)] == [101.0, 104.0]
    pace.give_back(booked[2])
    assert pace.reserve(101.9) == 102.0
    pace.give_back(104.0)
    assert pace.reserve(102.0) == 104.0


def test_a_gap_that_is_too_late_to_start_in_is_left() -> None:
    pace = Pace()
    booked = [pace.reserve(100.0) for _ in range(3)]
    pace.give_back(booked[1])
    assert pace.reserve(101.5) == 103.0  # half a second before the next


def test_what_was_booked_before_a_refusal_is_booked_anew() -> None:
    pace = Pace()
    first, second, third = (pace.reserve(10.0) for _ in range(3))
    pace.refused(10.5)
    assert pace.renew(second, 11.0) == 13.0  # not 11.5, for the third has 12.0
    assert pace.renew(third, 12.0) == 12.0
    assert pace.reserve(12.0) == 14.0
    assert first == 10.0


def test_what_is_booked_anew_leaves_its_place() -> None:
    pace = Pace()
    second = [pace.reserve(10.0) for _ in range(2)][1]
    pace.refused(10.25)
    assert pace.renew(second, second) == 11.25
    assert pace.renew(11.25, 11.25) == 11.25


def test_a_refused_chat_waits_a_second_from_then() -> None:
    pace = Pace()
    pace.reserve(10.0)
    pace.refused(10.25)
    assert pace.reserve(10.25) == 11.25
    pace.refused(9.0)  # an older one changes nothing
    assert pace.reserve(10.5) == 12.25


def test_what_is_past_is_forgotten() -> None:
    pace = Pace()
    for now in range(100):
        pace.reserve(float(now))
    assert len(pace._booked) == 2


def test_no_two_starts_are_closer_than_a_second_whatever_happens() -> None:
    rng = random.Random(18)
    pace, now, booked, sent = Pace(), 0.0, list[float](), list[float]()
    for _ in range(3000):
        now += rng.choice((0.0, 0.1, 0.7))
        for start in [each for each in booked if each <= now]:
            booked.remove(start)
            later = pace.renew(start, now)
            assert later == start or later >= now
            (sent if later <= now else booked).append(later)
        action = rng.random()
        if action < 0.3:
            booked.append(pace.reserve(now))
        elif action < 0.4 and booked:
            pace.give_back(booked.pop(rng.randrange(len(booked))))
        elif action < 0.43:
            pace.refused(now)
    assert len(sent) > 500
    together = sorted(sent + booked)
    assert min(later - start for start, later in pairwise(together)) > 0.999999


def test_threads_share_the_starts() -> None:
    pace, taken = Pace(), list[float]()
    threads = [threading.Thread(target=lambda: taken.extend(pace.reserve(5.0) for _ in range(50))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken) == [5.0 + each for each in range(200)]


def test_the_clients_of_one_user_share_a_pace_and_those_of_a_server_a_circuit() -> None:
    mine = paces.of("https://a", "u1")
    assert mine is paces.of("https://a", "u1")
    assert mine is not paces.of("https://a", "u2")
    assert mine is not paces.of("https://b", "u1")
    assert circuits.of("https://a") is circuits.of("https://a") is not circuits.of("https://b")


def test_what_nobody_has_is_kept_a_while_and_what_somebody_has_always() -> None:
    shared = Shared(Pace, kept=2)
    held, lone = shared.of("held"), shared.of("lone")
    lone.reserve(7.0)
    del lone
    assert shared.of("lone").reserve(7.0) == 8.0  # a client for each chat shares it, too
    shared.of("x"), shared.of("y")
    gc.collect()
    assert shared.of("held") is held
    assert shared.of("lone").reserve(7.0) == 7.0
    assert len(shared._recent) == 2
    assert len(shared._known) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_forked_child_is_not_kept_by_a_lock_or_by_what_its_parent_sends() -> None:
    shared = Shared(Pace)
    pace = shared.of("u1")
    for _ in range(50):
        pace.reserve(1.0)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with pace._monitor.lock, shared._monitor.lock:
            held.set()
            done.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(60)
    child = os.fork()
    if child == 0:  # nothing but _exit ends this process: the rest is the parent's
        try:
            signal.alarm(30)
            os._exit(0 if shared.of("u1") is pace and pace.reserve(2.0) == 2.0 else 1)
        finally:
            os._exit(2)
    _, status = os.waitpid(child, 0)
    done.set()
    holder.join(60)
    assert status == 0


def test_a_failure_is_one_for_a_minute() -> None:
    circuit = Circuit()
    assert circuit.retry_after(0.0) == 0.0
    circuit.failed(100.0)
    assert [circuit.retry_after(now) for now in (100.0, 130.0, 160.0, 1000.0)] == [60.0, 30.0, 0.0, 0.0]


def test_a_failure_while_all_fail_makes_it_no_longer() -> None:
    circuit = Circuit()
    circuit.failed(100.0)
    circuit.failed(159.9)
    assert circuit.retry_after(160.0) == 0.0
    circuit.failed(160.0)
    assert circuit.retry_after(161.0) == 59.0


def test_a_chat_that_was_sent_after_a_failure_and_succeeds_ends_it() -> None:
    circuit = Circuit()
    circuit.failed(100.0)
    circuit.succeeded(99.0)  # a slow one, from before
    assert circuit.retry_after(101.0) == 59.0
    circuit.succeeded(101.0)
    assert circuit.retry_after(101.0) == 0.0
    circuit.failed(102.0)
    assert circuit.retry_after(102.0) == 60.0
