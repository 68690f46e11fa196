"""The attributes of a client, one method per operation (CONTRACT §3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from mongars_client._async.chat import chat
from mongars_client.errors import InvalidArgumentError
from mongars_openapi import models, operations
from mongars_openapi.types import UNSET
from openapi_facade.secrets import hidden

if TYPE_CHECKING:
    from mongars_client._async.session import AsyncSession
    from openapi_facade.config import Timeout

ListOfTexts: TypeAlias = list[str]
"""Beside a method that is called `list`."""


class _Resource:
    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.__module__ = "mongars_client"

    def __init__(self, session: AsyncSession) -> None:
        self._session = session


class AsyncConversation(_Resource):
    """Chat, and what was said before."""

    async def chat(
        self,
        message: str | models.ChatRequest,
        session_id: str | None = None,
        *,
        allow_failed: bool = False,
        timeout: Timeout | None = None,
    ) -> models.ChatResponse:
        """Say something, and wait for the answer.

        The server takes one chat a second of each user, from start to start: this waits for its turn, among all clients
        of this process; and for the next one, should another program have been quicker. It is never sent again once it
        may have arrived.

        Args:
            message: 1 to 1000 characters; or a whole request.
            session_id: a name of 1 to 100 characters; it separates nothing (CONTRACT M5).
            allow_failed: whether the answer of a failed generation is returned; its `confidence` is 0.0.
            timeout: seconds for all of it, waiting included; or a pair, for connecting and for the rest. None: the
                client's, which is 305 s for a chat if it has none.

        Raises:
            GenerationFailed: the language model failed; `retry_after` says for how long every chat will
                (CONTRACT §1, M4).
            AnswerUnknown: it may have arrived, and its answer has not; as AnswerTimeout, in time.
            RateLimitError: another program is quicker each time, and no time is left.
            APITimeoutError: its turn has not come in time; nothing was sent.
            MonGARSError: anything else.
        """
        request = message if isinstance(message, models.ChatRequest) else models.ChatRequest(message=message)
        if session_id is not None:
            request = models.ChatRequest.from_dict({**request, "session_id": session_id})
        session = self._session if timeout is None else self._session.with_options(timeout)
        return await chat(session, request, allow_failed)

    async def history(self, user_id: str | None = None, limit: int = 10) -> list[models.MemoryItem]:
        """List what was said, the newest first: what the server knew when it was asked first (CONTRACT §1).

        Args:
            user_id: the user who asks, whom the client knows; any other is refused.
            limit: 1 to 100.
        """
        name = await self._session.user() if user_id is None else user_id
        if not name:
            raise InvalidArgumentError("user_id: the token tells no name; give that of its user; nothing was sent")
        return await self._session.call(operations.conversation_history, user_id=name, limit=limit)


class AsyncUsers(_Resource):
    """Accounts of the server."""

    async def register(self, username: str, password: str) -> models.RegistrationResponse:
        """Create an account; no token is needed. It is not the client's own for that: see `auth.login`.

        Args:
            username: 1 to 150 letters, digits, hyphens and underscores.
            password: 8 characters or more.

        Raises:
            ConflictError: the name is taken.
        """
        password = hidden(password)
        body = models.UserRegistration(username=username, password=password)
        return await self._session.anonymous().call(operations.register_user, body=body)

    async def register_admin(self, username: str, password: str) -> models.RegistrationResponse:
        """Create the account of the admin; no token is needed.

        Raises:
            PermissionDeniedError: there is one.
        """
        password = hidden(password)
        body = models.UserRegistration(username=username, password=password)
        return await self._session.anonymous().call(operations.register_admin_user, body=body)

    async def list(self) -> models.UserListResponse:
        """List the names of all users, as `users` of the result. For admins."""
        return await self._session.call(operations.list_users)

    async def change_password(self, old_password: str, new_password: str) -> models.PasswordChangeResponse:
        """Change the password of the user who asks; the client logs in with the new one from then on.

        Args:
            old_password: the one so far.
            new_password: 8 characters or more.

        Raises:
            PermissionDeniedError: the old one is wrong.
            NotFoundError: the account is gone.
        """
        old_password, new_password = hidden(old_password), hidden(new_password)
        body = models.PasswordChangeRequest(old_password=old_password, new_password=new_password)
        changed = await self._session.call(operations.change_password, body=body)
        self._session.password_changed(new_password)
        return changed


class AsyncAuth(_Resource):
    """Tokens for HTTP, tickets for the socket of events. The client gets both by itself."""

    async def login(self, username: str, password: str) -> models.TokenResponse:
        """Exchange name and password for a token, and show it from now on, in the client and all its views.

        Raises:
            AuthenticationError: name or password are wrong; nothing has changed.
        """
        password = hidden(password)
        return await self._session.log_in(username, password)

    async def ticket(self) -> models.WSTicketResponse:
        """Give a ticket for the socket of events; no `repr` shows it."""
        found = await self._session.call(operations.issue_ws_ticket)
        return models.WSTicketResponse.from_dict({**found, "ticket": hidden(found.get("ticket"))})


class AsyncModels(_Resource):
    """The language models that answer. For admins."""

    async def get(self) -> models.LLMModelConfigurationResponse:
        """Give the active profile, and the models that it defines."""
        return await self._session.call(operations.read_model_configuration)

    async def provision(
        self, roles: Sequence[str] | None = None, force: bool = False
    ) -> models.LLMModelProvisionReportResponse:
        """Fetch models.

        Args:
            roles: those of these roles; None: all.
            force: whether to fetch what is there as well.
        """
        body = models.LLMModelProvisionRequest(roles=None if roles is None else [*roles], force=force)
        return await self._session.call(operations.provision_models, body=body)


class AsyncPeers(_Resource):
    """Other servers, and how busy they are. For admins, but for `send_message`."""

    async def send_message(self, payload: str) -> models.PeerMessageResponse:
        """Hand in the encrypted message of a peer.

        Args:
            payload: a Fernet text made with the server's key (CONTRACT M10).

        Raises:
            BadRequestError: it cannot be read.
        """
        return await self._session.call(operations.peer_message, body=models.PeerMessage(payload=payload))

    async def register(self, url: str) -> models.PeerRegistrationResponse:
        """Register a peer, by its http or https URL; one that is registered stays so."""
        return await self._session.call(operations.peer_register, body=models.PeerRegistration(url=url))

    async def unregister(self, url: str) -> models.PeerRegistrationResponse:
        """Forget a peer; one that is not registered is no error."""
        return await self._session.call(operations.peer_unregister, body=models.PeerRegistration(url=url))

    async def list(self) -> ListOfTexts:
        """List the URLs of all peers, in order."""
        return await self._session.call(operations.peer_list)

    async def load(self) -> models.PeerLoadSnapshot:
        """Tell how busy this server is."""
        return await self._session.call(operations.peer_load)

    async def telemetry(self) -> models.PeerTelemetryEnvelope:
        """List what peers and this server have told of themselves, the newest first, as `telemetry` of the result."""
        return await self._session.call(operations.peer_telemetry_snapshot)

    async def publish_telemetry(
        self, payload: models.PeerTelemetryPayload | Mapping[str, Any]
    ) -> models.PeerTelemetryResponse:
        """Tell how busy a peer is.

        Args:
            payload: every field may be missing.
        """
        if not isinstance(payload, Mapping):
            raise InvalidArgumentError(f"payload: a {type(payload).__name__} is no dict; nothing was sent")
        body = models.PeerTelemetryPayload.from_dict(payload)
        return await self._session.call(operations.peer_telemetry_ingest, body=body)


class AsyncReview(_Resource):
    """References to code for a review."""

    async def rag_context(
        self, query: str, repositories: Sequence[str] | None = None, max_results: int | None = None
    ) -> models.RagContextResponse:
        """Find code that a review should know of.

        Args:
            query: what is looked for, 1 to 4000 characters.
            repositories: in which; None: in all.
            max_results: 1 to 50; None: as the server likes.

        Raises:
            ServerError: 503, the service is off, as it comes, or down.
        """
        body = models.RagContextRequest(
            query=query,
            repositories=UNSET if repositories is None else [*repositories],
            max_results=UNSET if max_results is None else max_results,
        )
        return await self._session.call(operations.fetch_rag_context, body=body)


class AsyncUI(_Resource):
    """Proposals for a user interface."""

    async def suggestions(self, prompt: str, actions: Sequence[str] | None = None) -> models.SuggestResponse:
        """Tell which actions fit a text, the best first.

        Args:
            prompt: the text, 1 to 8000 characters.
            actions: which there are; None: `code`, `summarize` and `explain`.
        """
        body = models.SuggestRequest(prompt=prompt, actions=UNSET if actions is None else [*actions])
        return await self._session.call(operations.suggestions, body=body)


class AsyncHealth(_Resource):
    """Whether the server is there, and ready; no token is needed."""

    async def healthz(self) -> models.HealthResponse:
        """Tell whether the server is there: `status` is `ok`."""
        return await self._session.anonymous().call(operations.healthz)

    async def ready(self) -> models.HealthResponse:
        """Tell whether the server is ready to answer: `status` is `ready`."""
        return await self._session.anonymous().call(operations.ready)
