"""Answers that hold lists: pages that are gone through, and a history; what is none is an error that says so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.models import ConversationHistory
from cheshire_cat_api.resources.memory import history_of
from unit.transport.server import Heard, Server, response


@contextmanager
def going_through(pages: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """A server that has these pages, by their offsets, with its URL and the offsets that it was asked for."""
    asked: list[str] = []

    def answer(heard: Heard) -> bytes:
        asked.append(parse_qs(urlsplit(heard.target).query).get("offset", [""])[0])
        return response(200, pages[asked[-1]])

    with Server(answer) as server:
        yield server.url, asked


def ids(url: str, kind: str) -> list[str]:
    """Those of all points, by a client of one kind."""

    async def awaited() -> list[str]:
        async with ccat.AsyncCatClient(ccat.Config(url)) as client:
            return [point.id async for point in client.memory.iter_points("declarative")]

    if kind == "async":
        return asyncio.run(awaited())
    with ccat.CatClient(ccat.Config(url)) as client:
        return [point.id for point in client.memory.iter_points("declarative")]


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_page_without_points_is_none_the_less_one(kind: str) -> None:
    pages = {"": {"points": [], "next_offset": "a"}, "a": {"next_offset": "b"}, "b": {"points": [{"id": "1"}]}}
    with going_through(pages) as (url, _):
        assert ids(url, kind) == ["1"]


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("page", [{"points": 5}, {"points": "tea"}, {"points": [], "next_offset": ["a"]}])
def test_what_is_no_page(page: object, kind: str) -> None:
    with going_through({"": page}) as (url, _), pytest.raises(ccat.DecodeError, match=r"points|next_offset"):
        ids(url, kind)


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_pages_in_a_circle(kind: str) -> None:
    pages = {each: {"points": [], "next_offset": following} for each, following in (("", "a"), ("a", "b"), ("b", "a"))}
    with going_through(pages) as (url, asked):
        with pytest.raises(ccat.DecodeError, match="next_offset, 'a', leads to no further page"):
            ids(url, kind)
        assert asked == ["", "a", "b"]


def test_a_history_is_a_list_of_objects() -> None:
    messages = [{"who": "Human", "text": "tea"}, {"who": "AI", "odd": None}]
    assert history_of(ConversationHistory.from_dict({"history": messages})) == messages
    for odd in ({}, {"history": None}, {"history": 5}, {"history": [{}, 5]}, {"history": {"who": "AI"}}):
        with pytest.raises(ccat.DecodeError, match="history"):
            history_of(ConversationHistory.from_dict(odd))
