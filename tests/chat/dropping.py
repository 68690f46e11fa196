"""A proxy that does to headers what nginx does by itself: those with an underscore in their names are dropped."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from types import TracebackType
from urllib.parse import urlsplit

PATIENCE = 30.0


class DroppingProxy:
    """In front of a Cat, on a free port of this machine. What is no head of a request passes as it is."""

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        self._server = parts.hostname, parts.port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="dropping-proxy", daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> DroppingProxy:
        self._thread.start()
        self._listener = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(PATIENCE)
        self.url = f"http://127.0.0.1:{self._listener.sockets[0].getsockname()[1]}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._join, "127.0.0.1", 0)

    async def _end(self) -> None:
        self._listener.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _join(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        server, to_server = await asyncio.open_connection(*self._server)
        back = asyncio.create_task(_pass(server, to_client))
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            try:
                await self._requests(client, to_server)
            finally:
                to_server.close()
                back.cancel()
                to_client.close()
                self._tasks.discard(task)

    async def _requests(self, client: asyncio.StreamReader, to_server: asyncio.StreamWriter) -> None:
        while True:
            first, *lines = (await client.readuntil(b"\r\n\r\n")).split(b"\r\n")
            fields = {name.lower(): value for name, _, value in (line.partition(b":") for line in lines) if name}
            kept = [line for line in lines if b"_" not in line.partition(b":")[0]]
            to_server.write(b"\r\n".join([first, *kept]))
            if b"upgrade" in fields:
                await _pass(client, to_server)
                return
            to_server.write(await client.readexactly(int(fields.get(b"content-length", 0))))
            await to_server.drain()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()
