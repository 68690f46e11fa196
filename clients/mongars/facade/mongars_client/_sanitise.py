"""A form in which a message and what the server's HTML sanitizer has made of it are equal.

A `chat.message` event has the message as the server has cleaned it (CONTRACT §3.1): known tags stay, but are closed,
nested and quoted anew; others go, and so do comments; `<` and `>` become entities, and so does an `&` that begins none.
So the form is the text alone, without tags, with those entities decoded. Blanks stay, for "1 12" is not "11 2". Where
HTML is broken in a way not thought of here, two forms differ that should be equal: that answer is not recovered.

The standard library's parser is not used: it takes quadratic time on some texts, and reads others in another way with
each of its versions. Here each character is looked at once.
"""

from __future__ import annotations

from collections.abc import Mapping

ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#34;": '"', "&#39;": "'", "&#x27;": "'", "&amp;": "&"}
"""The ampersand last, or what it is the first character of would be decoded twice."""
BLOCKS = frozenset({
    "address", "article", "aside", "details", "dialog", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "main", "nav", "p", "pre",
    "section", "table",
})  # fmt: skip
"""Elements with lines of their own. A removed tag that begins one leaves a line's end, but not the first tag of all."""
_INVISIBLE: Mapping[int, str | None] = {
    **{code: "?" for code in range(1, 32) if chr(code) not in "\t\n\r"},  # as the sanitizer has them
    0: None,
}

# How a tag goes on, as HTML reads it: the state after a character, and after any other (None).
_SPACE: Mapping[str | None, str] = {" ": "before", "\t": "before", "\n": "before", "\f": "before"}
_NEXT: Mapping[str, Mapping[str | None, str]] = {
    "tag": {**_SPACE, "/": "before", ">": "end", None: "tag"},
    "before": {**_SPACE, "/": "before", ">": "end", None: "name"},
    "name": {**dict.fromkeys(_SPACE, "after name"), "/": "before", "=": "before value", ">": "end", None: "name"},
    "after name": {**dict.fromkeys(_SPACE, "after name"), "/": "before", "=": "before value", ">": "end", None: "name"},
    "before value": {**dict.fromkeys(_SPACE, "before value"), '"': '"', "'": "'", ">": "end", None: "value"},
    '"': {'"': "before", None: '"'},
    "'": {"'": "before", None: "'"},
    "value": {**_SPACE, ">": "end", None: "value"},
}
_TEXT_AT_END = frozenset({"tag", "name", "after name", "value"})
"""Where a tag is that never ends, it is text; in other states, it is dropped."""


def normal_form(text: str) -> str:
    """Return what a message says, or the `query` of an event."""
    text = text.strip().replace("\r\n", "\n").replace("\r", "\n")
    parts: list[str] = []
    tags = at = 0
    while (start := text.find("<", at)) >= 0:
        parts.append(_decoded(text[at:start]))
        closing = text.startswith("/", start + 1)
        name = start + 1 + closing
        if text[name : name + 1].isascii() and text[name : name + 1].isalpha():
            at, state = _tag(text, name)
            if state in _TEXT_AT_END:
                parts.append(_decoded(text[start:]))
            elif state == "end":
                parts.append("\n" if tags and not closing and _name(text[name:at]) in BLOCKS else "")
                tags += 1
        elif text.startswith(("!", "?", "/>"), start + 1):
            at = _comment(text, start)
        else:  # what closes no tag is text to its end
            at = _after(text, ">", start) if closing else start + 1
            parts.append(_decoded(text[start:at]))
    parts.append(_decoded(text[at:]))
    return "".join(parts).strip()


def _decoded(text: str) -> str:
    """Return the characters that a piece of text stands for."""
    text = text.translate(_INVISIBLE)
    for entity, character in ENTITIES.items():
        text = text.replace(entity, character)
    return text


def _tag(text: str, at: int) -> tuple[int, str]:
    """Return where a tag ends, and the state that it is in there; `at` is that of its name."""
    state = "tag"
    while at < len(text) and state != "end":
        state = _NEXT[state].get(text[at]) or _NEXT[state][None]
        at += 1
    return at, state


def _name(tag: str) -> str:
    """Return the name of a tag that ends."""
    return tag.replace("/", " ").replace(">", " ").split(maxsplit=1)[0].lower()


def _after(text: str, end: str, start: int) -> int:
    """Return the place behind the next such character, or the end of all."""
    place = text.find(end, start)
    return len(text) if place < 0 else place + 1


def _comment(text: str, start: int) -> int:
    """Return where a comment ends, or what is read as one."""
    if not text.startswith("<!--", start):
        return _after(text, ">", start)
    at = text.find("--", start + 2)
    while at >= 0:
        if text.startswith(">", at + 2):
            return at + 3
        if at >= start + 4 and text.startswith("!>", at + 2):
            return at + 4
        at = text.find("--", at + 1)
    return len(text)
