"""What the server makes of the text of a message: HTML of a few harmless tags (CONTRACT §3.1)."""

from __future__ import annotations

import html
from html.entities import html5
from html.parser import HTMLParser

ATTRIBUTES = {
    "a": ("href", "title"), "abbr": ("title",), "acronym": ("title",),
    "b": (), "blockquote": (), "code": (), "em": (), "i": (), "li": (), "ol": (), "strong": (), "ul": (),
}  # fmt: skip
"""The tags that are kept, with those of their attributes that are."""


def sanitised(text: str) -> str:
    """Return a text without foreign tags and comments; what is open at its end is closed, `&<>` are entities."""
    parser = _Sanitiser()
    parser.feed(text)
    parser.close()
    return "".join([*parser.parts, *(f"</{tag}>" for tag in reversed(parser.open))])


class _Sanitiser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self.open: list[str] = []

    def set_cdata_mode(self, elem: str, **options: object) -> None:
        """Do nothing: the content of a script is text like any other."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ATTRIBUTES:
            return
        kept = "".join(f' {name}="{html.escape(value or "")}"' for name, value in attrs if name in ATTRIBUTES[tag])
        self.parts.append(f"<{tag}{kept}>")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            return
        while True:
            last = self.open.pop()
            self.parts.append(f"</{last}>")
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        self.parts.append(html.escape(data, quote=False))

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};" if f"{name};" in html5 else f"&amp;{name}")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")
