"""A Cat behind a web page: each browser is a user of the Cat, and its answers come as server-sent events.

    pip install fastapi uvicorn
    python examples/web/app.py http://localhost:1865 --port 8000

The server's keys come from the environment: CCAT_API_KEY, and CCAT_API_KEY_WS where the WebSocket has its own.
"""

import argparse
import contextlib
import json
import os
import secrets
import sys
from collections.abc import AsyncIterator
from typing import Annotated

import uvicorn
from fastapi import Cookie, FastAPI, Query
from fastapi.responses import HTMLResponse, StreamingResponse

import cheshire_cat_api as ccat

GRACE = 10  # seconds that answers have to come to their end when the server is stopped

PAGE = """<!doctype html>
<meta charset="utf-8">
<title>The Cheshire Cat</title>
<main id="log"></main>
<form id="form"><input id="text" autocomplete="off" autofocus> <button>Ask</button></form>
<script>
  const [log, form, text] = ["log", "form", "text"].map((id) => document.getElementById(id));
  form.onsubmit = (submit) => {
    submit.preventDefault();
    const answer = document.createElement("p");
    log.append(answer);
    const source = new EventSource("ask?text=" + encodeURIComponent(text.value));
    text.value = "";
    source.addEventListener("token", (event) => { answer.textContent += JSON.parse(event.data); });
    for (const last of ["reply", "failed"])
      source.addEventListener(last, (event) => { answer.textContent = JSON.parse(event.data); source.close(); });
    source.onerror = () => source.close();  // by itself, it would ask again
  };
</script>
"""


def event(kind: str, content: str) -> str:
    """A server-sent event. As JSON, a text has no line breaks, which would end it."""
    return f"event: {kind}\ndata: {json.dumps(content)}\n\n"


async def answer(users: ccat.AsyncUserPool[ccat.AsyncCatClient], user: str, text: str) -> AsyncIterator[str]:
    """The answer as it comes. If the browser goes away, this is cancelled: the turn is left, and the user free."""
    try:
        async with users.user(user) as cat, cat.stream(text) as tokens:
            async for token in tokens:
                yield event("token", token)
            yield event("reply", tokens.reply.text)
    except ccat.CatError as error:
        yield event("failed", str(error))


def make_app(config: ccat.Config) -> FastAPI:
    """The web server's application."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with ccat.AsyncCatClient(config) as client, ccat.AsyncUserPool(client, idle=300, limit=100) as users:
            app.state.users = users
            yield  # and when the server is stopped, the chats are closed, and then the connections

    app = FastAPI(lifespan=lifespan)

    @app.get("/")
    async def page(browser: Annotated[str | None, Cookie()] = None) -> HTMLResponse:
        response = HTMLResponse(PAGE)
        if browser is None:  # your own login, if you have one, knows better who somebody is
            response.set_cookie("browser", secrets.token_hex(16), httponly=True, samesite="lax")
        return response

    @app.get("/ask")
    async def ask(
        text: Annotated[str, Query(max_length=10_000)], browser: Annotated[str, Cookie(pattern="^[0-9a-f]{32}$")]
    ) -> StreamingResponse:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # the latter for nginx, which would wait
        tokens = answer(app.state.users, f"web-{browser}", text)
        return StreamingResponse(tokens, media_type="text/event-stream", headers=headers)

    return app


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", default=os.environ.get("CCAT_URL", "http://localhost:1865"), help="the Cat")
    parser.add_argument("--port", type=int, default=8000, help="of this server, on this machine (default: %(default)s)")
    arguments = parser.parse_args()
    try:
        config = ccat.Config(
            base_url=arguments.url,
            auth_key=os.environ.get("CCAT_API_KEY", ""),
            auth_key_ws=os.environ.get("CCAT_API_KEY_WS"),
        )
    except ccat.ConfigError as error:
        sys.exit(f"failed: {error}")
    uvicorn.run(make_app(config), host="127.0.0.1", port=arguments.port, timeout_graceful_shutdown=GRACE)


if __name__ == "__main__":
    main()
