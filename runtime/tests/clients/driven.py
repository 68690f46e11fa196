"""Both sides driven alike: a call of the synchronous one as it is, of the asynchronous one in a loop of its own."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

from openapi_facade.auth.credentials import Login
from openapi_facade.settings import ServerSettings
from openapi_facade.transport._async.session import AsyncSession
from openapi_facade.transport._sync.session import Session

from . import single
from .notes_server import EmbeddedNotes

PATIENCE = 10.0
"""Seconds after which something that should happen at once is called missing."""


class Sync:
    """Runs the calls of a synchronous client."""

    name, prefix = "sync", ""

    def run(self, call: Callable[[], Any]) -> Any:
        """Return what it gives."""
        return call()

    def failed(self, call: Callable[[], Any], then: Callable[[BaseException], Any]) -> Any:
        """Return what is made of the error that it raises, which no frame of ours keeps."""
        try:
            call()
        except BaseException as error:
            return then(error)
        raise AssertionError("it raised nothing")

    def started(self, call: Callable[[], Any], until: Callable[[], bool]) -> Callable[[], Any]:
        """Begin it, and return what waits for its end when something has come true."""
        self.pool = ThreadPoolExecutor(1)
        future = self.pool.submit(call)
        assert until()
        self.pool.shutdown(wait=False)
        return lambda: future.result(PATIENCE)

    def end(self) -> None:
        """Nothing is left."""


class Async:
    """Runs the calls of an asynchronous client."""

    name, prefix = "async", "Async"

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()

    def run(self, call: Callable[[], Any]) -> Any:
        async def running() -> Any:
            made = call()
            return await made if inspect.isawaitable(made) else made

        return self.loop.run_until_complete(running())

    def failed(self, call: Callable[[], Any], then: Callable[[BaseException], Any]) -> Any:
        async def failing() -> Any:
            try:
                made = call()
                if inspect.isawaitable(made):
                    await made
            except BaseException as error:
                return then(error)
            raise AssertionError("it raised nothing")

        return self.loop.run_until_complete(failing())

    def started(self, call: Callable[[], Any], until: Callable[[], bool]) -> Callable[[], Any]:
        async def starting() -> None:
            tasks.append(asyncio.ensure_future(call()))
            assert await asyncio.to_thread(until)

        tasks: list[asyncio.Future[Any]] = []
        self.loop.run_until_complete(starting())
        return lambda: self.loop.run_until_complete(asyncio.wait_for(tasks[0], PATIENCE))

    def end(self) -> None:
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()


Run = Sync | Async


@contextlib.contextmanager
def _ended(make: Callable[[], Run]) -> Iterator[Run]:
    run = make()
    try:
        yield run
    finally:
        run.end()


sides: dict[str, Callable[[], contextlib.AbstractContextManager[Run]]] = {
    "sync": lambda: _ended(Sync),
    "async": lambda: _ended(Async),
}


class Driven:
    """A client or session whose methods give results on either side, and whose views are driven as well."""

    def __init__(self, run: Run, target: Any) -> None:
        self.run = run
        self.target = target

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def called(*args: Any, **kwargs: Any) -> Any:
            result = self.run.run(lambda: getattr(self.target, name)(*args, **kwargs))
            return Driven(self.run, result) if isinstance(result, type(self.target)) else result

        return called

    def error(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Return the error that a method raises."""
        return self.run.failed(lambda: getattr(self.target, name)(*args, **kwargs), lambda error: error)

    def forgotten(self, name: str, /, *args: Any, **kwargs: Any) -> weakref.ref[BaseException]:
        """Return a weak reference to the error that a method raises."""
        known: weakref.ref[BaseException]
        known = self.run.failed(lambda: getattr(self.target, name)(*args, **kwargs), weakref.ref)
        return known

    def started(self, until: Callable[[], bool], name: str, /, *args: Any, **kwargs: Any) -> Callable[[], Any]:
        """Begin a call; see `Sync.started`."""
        return self.run.started(lambda: getattr(self.target, name)(*args, **kwargs), until)


class Maker:
    """Makes clients of one kind, of one side."""

    def __init__(self, run: Run, server: EmbeddedNotes, module: ModuleType) -> None:
        self.run = run
        self.server = server
        self.module = module
        self.kind = module.__name__.rpartition(".")[2]

    def __call__(self, url: str | None = None, /, **options: Any) -> Driven:
        make = getattr(self.module, f"{self.run.prefix}Client")
        return Driven(self.run, self.run.run(lambda: make(self.server.url if url is None else url, **options)))

    def error(self, url: str, **options: Any) -> Any:
        """Return the error that making one raises."""
        make = getattr(self.module, f"{self.run.prefix}Client")
        return self.run.failed(lambda: make(url, **options), lambda error: error)


class Sessions:
    """Makes sessions of one side, of the smallest of the clients if nothing is said."""

    def __init__(self, run: Run, server: EmbeddedNotes) -> None:
        self.run = run
        self.server = server

    def __call__(self, api: Any = single.API, login: Login | None = None, url: str = "", **options: Any) -> Driven:
        more = {name: options.pop(name) for name in ("exchange", "transport") if name in options}
        settings = ServerSettings(url or self.server.url, **options)
        kind: Any = Session if self.run.name == "sync" else AsyncSession
        return Driven(self.run, self.run.run(lambda: kind(api, settings, login or Login(), **more)))
