"""The synchronous side is what the script makes of the asynchronous one; what it cannot translate, it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

import unasync

SOURCE = '''\
"""Tea: `async with AsyncPot() as pot` makes a pot, and `await pot.pour(1)` pours in its `async with`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager

from tea._async.water import AsyncWater
from tea.cups import _AsyncCup, async_wash


class AsyncPot(AsyncWater):
    async def __aenter__(self) -> AsyncPot:
        return self

    async def pour(self, make: Callable[[int], Awaitable[list[_AsyncCup]]], count: int) -> AsyncIterator[str]:
        # await make(count)
        async with aclosing(await make(count)) as cups:
            async for cup in cups:
                yield f"{cup} before {await anext(cups)} {{}}"
        await self.cups.aclose()
        first, size = (await make(count))[0], max((await make(count)).size, (await count or 1).size)
        raise StopAsyncIteration([await async_wash(each) for each in "AsyncPot"])

    async def pour_more(self) -> int:
        return await super().a_name_that_is_so_long_that_its_only_argument_would_not_fit(
            on="the same line, without the one"
        )


@asynccontextmanager
async def lid(pot: AsyncPot) -> AsyncIterator[Iterator[str]]:
    yield iter([each async for each in pot.pour(int, 1)])
'''
TWIN = '''\
# Written by scripts/unasync.py from _async/pot.py; do not edit.
"""Tea: `with Pot() as pot` makes a pot, and `pot.pour(1)` pours in its `with`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from tea._sync.water import Water
from tea.cups import _Cup, wash


class Pot(Water):
    def __enter__(self) -> Pot:
        return self

    def pour(self, make: Callable[[int], list[_Cup]], count: int) -> Iterator[str]:
        # make(count)
        with closing(make(count)) as cups:
            for cup in cups:
                yield f"{cup} before {next(cups)} {{}}"
        self.cups.close()
        first, size = make(count)[0], max(make(count).size, (count or 1).size)
        raise StopIteration([wash(each) for each in "Pot"])

    def pour_more(self) -> int:
        return super().a_name_that_is_so_long_that_its_only_argument_would_not_fit(on="the same line, without the one")


@contextmanager
def lid(pot: Pot) -> Iterator[Iterator[str]]:
    yield iter([each for each in pot.pour(int, 1)])
'''
REFUSED = {
    "import asyncio\n\nasyncio": "'async' has no twin: import asyncio",
    "def f():\n    from asyncio import sleep\n\n    return sleep": "'async' has no twin: from asyncio import sleep",
    "from inspect import iscoroutinefunction as is_one\n\nis_one": "'coroutine' has no twin: from inspect",
    "def f() -> Awaitable: ...": "'Await' has no twin: def f() -> Awaitable: ...",
    "x.is_async": "'async' has no twin: x.is_async",
    '"""One line,\nand AsyncPot, awaited."""': "'awaited' has no twin: and Pot, awaited.",
    "x = 1  # of the event loop": "'event loop' has no twin: x = 1  # of the event loop",
    'f"{x} is asynchronous"': "'asynchronous' has no twin",
    "a: AsyncPot | Pot": "AsyncPot and Pot would be one name",
    "async_wash(wash)": "async_wash and wash would be one name",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with a module to translate, and one in a folder below."""
    put(tmp_path / "tea" / "_async" / "pot.py", SOURCE)
    put(tmp_path / "tea" / "_async" / "below" / "cup.py", '"""A cup."""\n')
    return tmp_path / "tea"


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_the_twins_are_what_the_script_gives() -> None:
    assert unasync.main(["--check"]) == 0


def test_the_twin_reads_as_if_written_by_hand(package: Path) -> None:
    assert unasync.main([str(package)]) == 0
    assert (package / "_sync" / "pot.py").read_text(encoding="utf-8") == TWIN
    assert (package / "_sync" / "below" / "cup.py").read_text(encoding="utf-8").endswith('\n"""A cup."""\n')
    assert unasync.main(["--check", str(package)]) == 0


@pytest.mark.parametrize("text", REFUSED)
def test_what_has_no_twin_is_refused(package: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    put(package / "_async" / "another.py", f"{text}\n")
    assert unasync.main([str(package)]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"refused: {package / '_async' / 'another.py'}: {REFUSED[text]}")
    assert not (package / "_sync").exists()


def test_the_check_shows_each_difference(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert unasync.main([str(package)]) == 0
    put(package / "_sync" / "extra.py", "by_hand = True\n")
    put(package / "_sync" / "pot.py", TWIN.replace("next(cups)", "cups.pop()"))
    (package / "_sync" / "below" / "cup.py").unlink()
    before = unasync.modules(package)
    assert unasync.main(["--check", str(package)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[-1] == "_sync is not what _async gives: run `make twins`"
    assert {"-by_hand = True", '+"""A cup."""'} <= set(told)
    assert '-                yield f"{cup} before {cups.pop()} {{}}"' in told
    assert unasync.modules(package) == before
    assert unasync.main([str(package)]) == 0
    assert unasync.main(["--check", str(package)]) == 0
    assert not (package / "_sync" / "extra.py").exists()


def test_a_package_without_a_source_is_a_misuse(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        unasync.main([str(tmp_path)])
    assert ended.value.code == 2
