"""The embedded ChatRoutes: a real HTTP server on loopback, in a thread of its own, with all state in memory."""

from __future__ import annotations

import copy
import logging
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Literal

from openapi_facade.testing import EmbeddedServer, Watch

from ._service.app import Application
from ._service.assistant import Answers
from ._service.entities import Spelling
from ._service.errors import failure
from ._service.record import Request
from ._service.routes import NAMES, PREFIX
from ._service.state import OWNER, STRANGER, Dialect, Enqueued, Options, Service, TreeShape
from .faults import Fault, Interrupted


class EmbeddedChatRoutes(EmbeddedServer):
    """A server that speaks as ChatRoutes does, for tests and demos.

    Use it as a context manager, or call `start()` and `stop()`. It has the 25 operations of the service, with their
    state: what is created is listed, what is deleted is gone. The assistant repeats what it is told ("You said: …"),
    word by word; `answers` decides otherwise, and so do markers in a message: `[tok:n]` for n pieces, `[wait:s]` and
    `[slow:s]` for seconds before the first and before each, `[raise:text]` for an answer that fails after two. The
    same calls have the same answers in every run: ids are counted, and so are the seconds of its clock.

    The real service is not open to be looked at. Where nothing is known of it, this one does what its users may
    expect: lists begin with the newest conversation; a branch holds its own messages, and knows those before it by
    its `contextMode` (all, the last four, the last one); a merge moves the messages of a branch to the end of the one
    that it left; what is deleted takes with it what hangs on it; a wrong body is a 400 with
    `details: [{field, message}]`; and what a thing's state forbids is a 409.

    Args:
        dialect: How it answers. "modern": a flat list of conversations, `{message, usage, model}`, and a stream of
            `{"type": "content"}` up to `{"type": "complete"}`, as the SDK 0.1.4 and later expect them. "early": a
            wrapped list, `{userMessage, assistantMessage}`, and a stream of `choices`, as 0.1.0 does.
        tree: The shape of a tree. "nested": `{conversation, branches: [{branch, children}]}`, the default of modern;
            "messages": `{conversation, tree, metadata}`, that of early; "flat": `{conversation, branches, mainBranch}`.
        checkpoints: How the keys of a checkpoint are spelled: `branch_id` ("snake") or `branchId` ("camel").
        api_key: The key that requests must show, as `Authorization: ApiKey <key>`; empty: any that is not empty.
        answers: What to say: a dict from text to reply, or a callable `(text, conversation_id) -> reply or None`. A
            reply is a text, or the pieces in which it comes; where there is None, the assistant answers as ever. What
            the callable raises fails the turn: "Failed to send message", or an error in the stream.
        models: The models that are known; others fail the turn, as with the real service. None: all are.
        no_content: Whether a deletion is answered with 204 and no body, instead of 200 and `{"success": true}`.
        sample: Whether it has what the README of the published SDK takes for granted from the start: the conversation
            `conv_123`, with the message `msg_456` in it.
        host: The address to listen on.
        port: The port; 0 takes a free one.
        exposed: Whether it answers to every Host, and to web pages of every Origin. Without, it serves loopback.
        keep_alive: Seconds after which an idle connection is closed.
    """

    _name: ClassVar[str] = "embedded ChatRoutes"
    _logger: ClassVar[logging.Logger] = logging.getLogger("chatroutes.testing")

    def __init__(
        self,
        *,
        dialect: Dialect = "modern",
        tree: TreeShape | None = None,
        checkpoints: Spelling = "snake",
        api_key: str = "",
        answers: Answers | None = None,
        models: Collection[str] | None = None,
        no_content: bool = False,
        sample: bool = True,
        host: str = "127.0.0.1",
        port: int = 0,
        exposed: bool = False,
        keep_alive: float = 5.0,
    ) -> None:
        shape: TreeShape = tree or ("messages" if dialect == "early" else "nested")
        options = Options(dialect, shape, checkpoints, api_key, answers, models, no_content, sample)
        watch = Watch()
        self._service = Service(options)
        super().__init__(
            Application(self._service, watch),
            host=host,
            port=port,
            exposed=exposed,
            keep_alive=keep_alive,
            watch=watch,
        )

    @property
    def url(self) -> str:
        """What a client takes as `base_url`, such as `http://127.0.0.1:40123/api/v1`."""
        return super().url + PREFIX

    @property
    def requests(self) -> list[Request]:  # type: ignore[override]  # those of the harness, with their bodies
        """The requests that came in, in order."""
        bodies = self._service.bodies
        return [
            Request(one.method, one.path, one.query, one.headers, one.user, bodies.get(id(one), b""))
            for one in super().requests
        ]

    def enqueue(self, *faults: Fault, times: int = 1, operation: str | None = None) -> None:
        """Let the next requests be answered otherwise: each fault is used `times` times, in this order.

        Any request takes the next one, whatever its key; with `operation`, an operationId such as "messages_send",
        only one of that operation does; an `Interrupted` waits for a stream. The faults are in
        `chatroutes.testing.faults`. Raises ValueError for an operation that there is not.
        """
        if operation is not None and operation not in NAMES:
            raise ValueError(f"no operation {operation!r}: expected one of {', '.join(sorted(NAMES))}")
        waiting = [
            Enqueued(fault, "messages_stream" if isinstance(fault, Interrupted) else operation)
            for fault in faults
            for _ in range(times)
        ]
        self._look(lambda: self._service.faults.extend(waiting))

    @property
    def enqueued(self) -> int:
        """How many faults still wait for a request."""
        return self._look(lambda: len(self._service.faults))

    @property
    def open_streams(self) -> int:
        """How many streams are being sent: with `wait_for`, whether a client has left one."""
        return self._look(lambda: self._service.streams)

    def add_conversation(
        self,
        title: str = "Conversation",
        *,
        id: str | None = None,
        model: str | None = None,
        messages: Sequence[tuple[Literal["user", "assistant", "system"], str]] = (),
        shared: bool = False,
    ) -> str:
        """Add a conversation with messages (role and text) in its main branch, and return its id.

        With `shared` it belongs to another user: that is how lists are filtered. Raises ValueError for an id that is
        taken.
        """

        def add() -> str:
            if id in self._service.conversations:
                raise ValueError(f"there is a conversation {id!r} already")
            made = self._service.add_conversation(title, model, id, STRANGER if shared else OWNER)
            for role, content in messages:
                self._service.add_message(made.main, role, content)
            return made.id

        return self._look(add)

    def conversation(self, conversation_id: str) -> dict[str, Any]:
        """Return a conversation as it is stored, with its branches and messages. Raises KeyError if there is none."""
        return self._look(lambda: copy.deepcopy(self._service.conversations[conversation_id].whole()))

    def _on_reset(self) -> None:
        self._service.reset()

    def _refusal(self, status: int, message: str) -> Mapping[str, Any]:
        return failure(message)
