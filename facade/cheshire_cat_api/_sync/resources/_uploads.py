# Written by scripts/unasync.py from _async/resources/_uploads.py; do not edit.
"""The uploads of a client and its views: in turn, and with who hears of their ends. One of them is in `_ingestion`.

Two that are read at a time can ruin the store of a Cat until it is restarted (CONTRACT §3.3). So the next one is sent
when the one before has been read, as far as one can know: the server says so over the user's WebSocket; it drops the
connection at which it gives up; and where neither is to be had, the memory has grown, and grows no more.
"""

from __future__ import annotations

import uuid
import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from cheshire_cat_api._sync.resources._ingestion import Ingestion
from cheshire_cat_api.errors import ApiError, CatError, ChatError, ConfigError, InvalidArgument, NotConnected
from openapi_facade.auth.tokens import is_jwt
from openapi_facade.auth.turns import Turns
from openapi_facade.forks import renew_after_fork

if TYPE_CHECKING:
    from cheshire_cat_api._chat.threads.chat import Chat
    from cheshire_cat_api._sync.session import Session
    from cheshire_cat_api.resources._ingestion import Patience

T = TypeVar("T")

TURN = 0.05  # seconds between looks at whose turn it is
NOT_TAKEN = ApiError, ChatError, ConfigError, InvalidArgument
"""What ends an upload of which the server reads nothing."""


class Uploads:
    """The uploads of a client and its views, one at a time.

    Args:
        session: of the client.
        chat_of: makes a chat of a user, which only listens.
    """

    def __init__(self, session: Session, chat_of: Callable[[str], Chat] | None = None) -> None:
        config = session.config
        self._parallel = config.parallel_uploads
        self._connect_timeout = config.connect_timeout
        self._chat_of = chat_of
        self._user_id = config.user_id
        self._own_id = ""
        self.chat: Chat | None = None
        """Of a user of its own, for uploads that are waited for while the chat of who uploads is not open."""
        self._forgotten: weakref.finalize[Any, Any] | None = None
        self._opening = Turns()
        self._row: list[Ingestion] = []
        """Those that are sent, waited for or waiting for their turn, in order."""
        self._before: Ingestion | None = None
        renew_after_fork(self)

    def close(self) -> None:
        """Let go of the connection that the last upload came over. That may still be read: the next one waits."""
        if self._before is not None:
            self._before.close()

    def after_fork(self) -> None:
        """Begin anew in a forked child: what is being read is the parent's affair."""
        chat, self.chat, self._before, self._row = self.chat, None, None, []
        self._own_id = ""  # the parent's still listens
        if chat is not None and self._forgotten is not None:
            self._forgotten.detach()  # it would end the parent's chat
            chat.after_fork()

    def send(
        self,
        session: Session,
        chat: Chat | None,
        sources: Sequence[str],
        post: Callable[[Session], T],
    ) -> T:
        """Send an upload in its turn: its answer.

        Args:
            session: of who uploads.
            chat: that of the same user; None: there is none.
            sources: see `Signs`.
            post: sends it over a session.
        """
        if self._parallel:
            # The server drops the connection if it gives up, no matter who uses it by then.
            return post(session.with_options(headers={"Connection": "close"}))
        ingestion = Ingestion(session, sources)

        def sent() -> T:
            with suppress(CatError):  # the upload itself will say what is wrong
                if chat is not None and not chat.over and session.is_own:
                    ingestion.hear(chat, self._connect_timeout)
            return ingestion.send(post)

        return self.in_turn(ingestion, sent)

    def read(
        self,
        session: Session,
        chat: Chat | None,
        source: str,
        post: Callable[[Session], T],
        patience: Patience,
    ) -> tuple[T, int | None]:
        """Send an upload in its turn, and wait until it has been read: its answer, and how many thoughts it made.

        Raises:
            NotConnected: no chat is open, and none can be had that makes no other one deaf; nothing was sent.
            ConnectionFailed, HandshakeRefused: the chat did not open; nothing was sent.
            IngestionFailed, TimedOut: see `Ingestion.wait`.
        """
        patience.check(source)
        has_turns = chat is not None and not chat.over and session.is_own
        if chat is None or not has_turns:
            session, chat = self._as_own_user(session)
        ingestion = Ingestion(session, [source])

        def sent_and_read() -> T:
            ingestion.hear(chat, self._connect_timeout)
            if has_turns:
                ingestion.look_before()
            answer = ingestion.send(post)
            ingestion.wait(patience)
            return answer

        answer = self.in_turn(ingestion, sent_and_read)
        return answer, ingestion.signs.thoughts[source]

    def in_turn(self, ingestion: Ingestion, work: Callable[[], T]) -> T:
        """Do what sends an upload, and perhaps waits for it, when the one before is over.

        Raises:
            ConnectionFailed: the client was closed meanwhile.
        """
        if self._parallel:
            try:
                return work()
            finally:
                ingestion.close()
        try:
            self._row.append(ingestion)
            while self._first() is not ingestion:
                ingestion.pause(TURN)
            return self._after_the_one_before(ingestion, work)
        finally:
            ingestion.has_left = True
            if self._before is not ingestion:  # nothing was sent, or the server is done with it
                ingestion.close()

    def _first(self) -> Ingestion:
        """Whose turn it is. Each step is one of the interpreter's: no lock that an interrupt could leave taken."""
        for each in list(self._row):
            if not each.has_left:
                return each
            with suppress(ValueError):  # another thread has done so
                self._row.remove(each)
        raise AssertionError("who asks is in the row")

    def _after_the_one_before(self, ingestion: Ingestion, work: Callable[[], T]) -> T:
        ingestion.over.check()
        if self._before is not None:
            self._before.make_way(ingestion)
            self._before.close()
        self._before = ingestion
        try:
            return work()
        except NOT_TAKEN:
            ingestion.ended = True
            raise
        finally:
            if ingestion.ended:
                self._before = None

    def _as_own_user(self, session: Session) -> tuple[Session, Chat]:
        """The session and the chat of the user who uploads for others.

        Raises:
            NotConnected: the server would take its chat for one of the others'.
            CatError: the login failed.
        """
        session.check()  # which says first where nothing can be waited for
        if self._chat_of is None or session.by_token or is_jwt(session.ws_token()):
            raise NotConnected(
                "wait=True: call connect_ws() first: the server tells the end of reading to the user's chat only, and "
                "with a JWT, a chat that is opened for it could make another one of this user deaf; nothing was sent"
            )
        chat = self._opening.run(self._opened, None)
        return session.as_user(self._own_id), chat

    def _opened(self) -> Chat:
        assert self._chat_of is not None
        if self.chat is None:
            # One for all uploads: the server keeps something of each user, of a hundred at most.
            self._own_id = self._own_id or f"{self._user_id}-uploads-{uuid.uuid4().hex[:8]}"
            self.chat = self._chat_of(self._own_id)
            self._forgotten = weakref.finalize(self, self.chat.abandon)
            self._forgotten.atexit = False
        if self.chat.over:
            self.chat.connect(self._connect_timeout)
        return self.chat
