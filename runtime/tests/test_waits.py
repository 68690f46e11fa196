"""How long a server asks to wait, of whatever it tells."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from openapi_facade.waits import retry_after, seconds_of

TEXTS = ["", "soon", "-1", "+1", "1e3", "1_0", "1.2.3", "\u00b2", "inf", "nan", "9" * 400, "9" * 5_000]


@pytest.mark.parametrize(
    ("told", "wait"), [("7", 7), (" 7 ", 7), ("0", 0), ("0.5", 0.5), (".5", 0.5), (9, 9), (1.5, 1.5), (0, 0)]
)
def test_a_number_or_its_text_is_a_wait(told: object, wait: float) -> None:
    assert seconds_of(told) == wait
    assert type(seconds_of(told)) is type(wait)
    if isinstance(told, str):
        assert retry_after(told) == wait


@pytest.mark.parametrize(
    "told",
    [*TEXTS, None, True, -1, 10**400, float("inf"), float("nan"), [9]],
    ids=lambda told: repr(told)[:10],
)
def test_nothing_else_is_a_wait(told: object) -> None:
    assert seconds_of(told) is None
    if isinstance(told, str):
        assert retry_after(told) is None


def test_a_date_is_the_time_that_is_left_until_it() -> None:
    assert 3000 < (retry_after(formatdate(time.time() + 3600, usegmt=True)) or 0) < 3601
    assert retry_after(formatdate(0, usegmt=True)) == 0
