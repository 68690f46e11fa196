"""A message and what the server's sanitizer makes of it have one form, and other messages another."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from mongars_client._sanitise import normal_form

RECORDED = [  # messages, and the `query` that the server told (CONTRACT §3.1, §7)
    ("<b>bold</b> & <script>alert(1)</script> a < b", "<b>bold</b> &amp; alert(1) a &lt; b"),
    ("<b></b>", "<b></b>"),
    ("is <b>a</b> < b & c?", "is <b>a</b> &lt; b &amp; c?"),
    ("héllo 🐈", "héllo 🐈"),
    ("par1", "par1"),
]
CLEANED = [  # messages, and what bleach 6.2, which the server uses, makes of them: `clean(message.strip(), strip=True)`
    ("a<script>x</script>", "ax", "ax"),
    ("<style>a</style><title>b</title>", "ab", "ab"),
    ("  <b>a", "<b>a</b>", "a"),
    ("a</b>", "a", "a"),
    ("<b>a<i>b</b>c</i>", "<b>a<i>b</i></b><i>c</i>", "abc"),
    ("<B>x</B>", "<b>x</b>", "x"),
    ("<li>x", "<li>x</li>", "x"),
    ("<a href='x' title=\"a>b\">l</a>", '<a href="x" title="a>b">l</a>', "l"),
    ("<img src=x onerror=1>a<br/>b", "ab", "ab"),
    ("<b <i>x", "<b>x</b>", "x"),
    ("<b a=<c>x", "<b>x</b>", "x"),
    ("a<b", "a&lt;b", "a<b"),
    ("a<b c", "a&lt;b c", "a<b c"),
    ("a<b>c", "a<b>c</b>", "ac"),
    ("a <3 b > c", "a &lt;3 b &gt; c", "a <3 b > c"),
    ("<<<<", "&lt;&lt;&lt;&lt;", "<<<<"),
    ("<>", "&lt;&gt;", "<>"),
    ("a</>b", "ab", "ab"),
    ("<a>b</a", "<a>b&lt;/a</a>", "b</a"),
    ("a</ b> c</3>d", "a c&lt;/3&gt;d", None),  # a freak that is not recovered
    ("a</3<p>b", "a&lt;/3&lt;p&gt;b", "a</3<p>b"),
    ("&amp;", "&amp;", "&"),
    ("&lt;b&gt;", "&lt;b&gt;", "<b>"),
    ("&amp;lt;", "&amp;lt;", "&lt;"),
    ("&lt &foo; &ampx a&b=c", "&amp;lt &amp;foo; &amp;ampx a&amp;b=c", "&lt &foo; &ampx a&b=c"),
    ("&copy; &#65; &nbsp;x", "&copy; &#65; &nbsp;x", "&copy; &#65; &nbsp;x"),
    ("a<!-- <b> -->b<!-->c<!--->d<!--x--!>e", "abcde", "abcde"),
    ("a<!-- b", "a", "a"),
    ("a<!--!>b-->c", "ac", "ac"),
    ("a<!DOCTYPE html>b<?php x ?>c<![CDATA[x]]>d", "abcd", "abcd"),
    ("a<?b", "a", "a"),
    ('a<b c="d>e', "a", "a"),
    ("<p>a</p><p>b</p>", "a\nb", "a\nb"),
    ("a<p>b", "ab", "ab"),
    ("<i>a</i><DIV x=1>b", "<i>a</i>\nb", "a\nb"),
    ("<i>a</i><ul><li>b", "<i>a</i><ul><li>b</li></ul>", "ab"),
    ("a\r\nb\rc", "a\nb\nc", "a\nb\nc"),
    ("a\x00b\x0bc\x0cd\x1be", "ab?c?d?e", "ab?c?d?e"),
    ("  a  b\u00a0c ", "a  b\u00a0c", "a  b\u00a0c"),
]


@pytest.mark.parametrize(("message", "query"), RECORDED)
def test_a_message_has_the_form_of_its_recorded_query(message: str, query: str) -> None:
    assert normal_form(message) == normal_form(query)


@pytest.mark.parametrize(("message", "query", "form"), CLEANED)
def test_a_hard_case_has_one_form(message: str, query: str, form: str | None) -> None:
    if form is None:
        assert normal_form(message) != normal_form(query)
    else:
        assert normal_form(message) == normal_form(query) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1 12", "11 2"),
        ("a b", "ab"),
        ("a  b", "a b"),
        ("a\nb", "a b"),
        ("a < b", "a > b"),
        ("a & b", "a b"),
        ("<b", "<i"),
        ("&copy;", "©"),
        ("&amp;lt;", "<"),
        ("A", "a"),
        ("", "?"),
    ],
)
def test_different_messages_have_different_forms(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


def test_a_query_has_the_form_of_another_sanitizer_too() -> None:
    assert normal_form("say &quot;it&#39;s&quot; or &#x27;x&#x27;") == normal_form("say \"it's\" or 'x'")


WORST = [
    "<",
    "</",
    "</3",
    "<b",
    "<b ",
    "<b a=",
    "<b a='",
    "<!",
    "<!-",
    "<!--",
    "<!---",
    "<!-->",
    "--!",
    "&",
    "&amp;",
    "<b>",
    "<p>",
    "&lt;<",
]


def steps(call: Callable[[], object]) -> int:
    """How many lines a call runs, and how many functions of C it calls."""
    count = 0

    def trace(frame: object, event: str, argument: object) -> Callable[..., object]:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", WORST)
def test_a_form_takes_steps_in_proportion_to_the_text(piece: str) -> None:
    short, long = (piece * (size // len(piece)) for size in (1_000, 4_000))
    once, more = steps(lambda: normal_form(short)), steps(lambda: normal_form(long))
    assert more < 5 * once
