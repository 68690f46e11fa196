# Written by scripts/unasync.py from _async/resources/memory.py; do not edit.
"""Vector memory and the history of the conversation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cheshire_cat_api._identity import NOBODY
from cheshire_cat_api._sync.resources._exchange import Exchange
from cheshire_cat_api.errors import ApiError, WrongUser
from cheshire_cat_api.resources._answers import messages_in, speakers_in
from cheshire_cat_api.resources._arguments import body_of, check_page_size, given, optional
from cheshire_cat_api.resources._base import composed
from cheshire_cat_openapi import operations
from cheshire_cat_openapi.models import (
    BodyRecallMemoryPoints,
    ConversationHistory,
    DeletedByMetadata,
    DeletedItem,
    MemoryCollections,
    MemoryPoint,
    MemoryPointBase,
    MetadataFilter,
    PointsPage,
    RecallResult,
    StoredPoint,
    WipedCollections,
    WipedHistory,
)
from openapi_facade.secrets import concealed

if TYPE_CHECKING:
    from typing_extensions import Never

    from cheshire_cat_api._sync.session import Session


class Memory(Exchange):
    """Vector memory and the history of the conversation.

    Reached as a client's `memory`. Collections are `episodic` (what users said), `declarative` (documents) and
    `procedural` (tools).
    """

    def wipe_collections(self, **old: Never) -> WipedCollections:
        """Delete every point of every collection, of all users.

        The collections stay, empty; the tools of active plugins are embedded again. There is no way back. The
        conversation history is not touched.

        Do not wipe while an upload is being read in: on the local store this ended with `disk I/O error`, and every
        later call on that collection answered 500 until the server was restarted (CONTRACT §3.2).

        Needs MEMORY:DELETE.
        """
        return self._session.given(old).call(operations.wipe_collections)

    def get_collections(self, **old: Never) -> MemoryCollections:
        """List the collections and how many points each holds.

        Counts are over all users.

        Needs MEMORY:READ.
        """
        return self._session.given(old).call(operations.get_collections)

    def wipe_single_collection(self, collection_id: str, **old: Never) -> WipedCollections:
        """Delete every point of one collection, of all users.

        The collection stays, empty; procedural memory gets the tools of active plugins again. There is no way back.
        Do not do it while an upload is being read in (CONTRACT §3.2).

        Args:
            collection_id: Name of the collection: `episodic` (what users said), `declarative` (documents) or
                `procedural` (tools; can be recalled and deleted from, but neither listed nor written, D17).

        Raises:
            BadRequest: `Collection does not exist.`

        Needs MEMORY:DELETE.
        """
        return self._session.given(old).call(operations.wipe_single_collection, collection_id)

    def delete_memory_points_by_metadata(
        self, collection_id: str, body: Mapping[str, Any], **old: Never
    ) -> DeletedByMetadata:
        """Delete all points whose metadata match.

        The answer does not tell what was deleted: its list is always empty, also when points are gone (D5c).
        Compare the counts of the collections to know. There is no way back.

        Args:
            collection_id: Name of the collection: `episodic` (what users said), `declarative` (documents) or
                `procedural` (tools; can be recalled and deleted from, but neither listed nor written, D17).
            body: Keys and values that a point must have to be deleted: strings, whole numbers or booleans, or
                lists of them. Not empty.

        Raises:
            BadRequest: the body is no object.
            ServerFailure: the body is empty or missing (D5), or there is no such collection, which is a 400
                everywhere else (D5b).

        Needs MEMORY:DELETE.
        """
        body = body_of(MetadataFilter, body)
        return self._session.given(old).call(
            operations.delete_memory_points_by_metadata,
            collection_id,
            body=body,
        )

    def get_points_in_collection(self, collection_id: str, limit: int = 100, offset: str | None = None) -> PointsPage:
        """List the points of a collection, page by page.

        Pass the page's `next_offset` as `offset` until it is None. Points come with their vectors, so pages are
        large (2369 numbers a point with the default embedder). Their shape is not the one of a created point: the
        text is in `payload.page_content`.

        Args:
            collection_id: Name of the collection: `episodic` (what users said), `declarative` (documents) or
                `procedural` (tools; can be recalled and deleted from, but neither listed nor written, D17).
            limit: How many points a page may hold. 0 gives an empty page with `next_offset` set (D7).
            offset: Where to begin: `next_offset` of the page before. Left out or empty: at the first point. One
                that is unknown gives an empty page.

        Raises:
            BadRequest: `Collection does not exist.`; `Procedural memory is not readable via API`; `limit` is no
                number.
            ServerFailure: `limit` is negative (D7).

        Needs MEMORY:READ.
        """
        return self._call(
            operations.get_points_in_collection,
            collection_id,
            limit=limit,
            offset=optional(offset),
        )

    @composed
    def iter_points(self, collection_id: str, page_size: int = 100) -> Iterator[StoredPoint]:
        """Iterate over every point of a collection, which is read page by page.

        One page is held at a time. Points that are stored or deleted meanwhile may be among them or not.

        Args:
            collection_id: Name of the collection: `episodic` (what users said), `declarative` (documents) or
                `procedural` (tools; can be recalled and deleted from, but neither listed nor written, D17).
            page_size: How many points a page holds. Points come with their vectors: 100 are some megabytes.

        Raises:
            InvalidArgument: `page_size` is less than 1.
            BadRequest: `Collection does not exist.`; `Procedural memory is not readable via API`.
            DecodeError: an answer is no page, or leads back to one before.

        Needs MEMORY:READ.
        """
        check_page_size(page_size)
        return self._points(collection_id, page_size)

    def create_memory_point(
        self, collection_id: str, content: str, metadata: Mapping[str, Any] | None = None
    ) -> MemoryPoint:
        """Store a text as a new point.

        The server embeds the text. It adds `source` (the user id) and `when` (now) to the metadata where they are
        missing or empty. Nothing checks whether the same text is there already.

        Args:
            collection_id: Name of the collection: `episodic` (what users said), `declarative` (documents) or
                `procedural` (tools; can be recalled and deleted from, but neither listed nor written, D17).
            content: The text; may be empty.
            metadata: What to store beside it; the server adds `source` and `when` where they are missing.

        Raises:
            BadRequest: `Collection does not exist.`; `Procedural memory is read-only.`; no `content`;
                `metadata` is no object.

        Needs MEMORY:WRITE.
        """
        metadata = concealed(metadata)
        return self._call(
            operations.create_memory_point,
            collection_id,
            body=body_of(MemoryPointBase, given(content=content, metadata=metadata)),
        )

    def delete_memory_point(self, collection_id: str, point_id: str, **old: Never) -> DeletedItem:
        """Delete one point.

        Works on procedural memory too (D17).

        Args:
            collection_id: Name of the collection: `episodic` (what users said), `declarative` (documents) or
                `procedural` (tools; can be recalled and deleted from, but neither listed nor written, D17).
            point_id: Id of the point, 32 hexadecimal digits without dashes.

        Raises:
            BadRequest: not 404: `Point does not exist.`, also for an id that is none; `Collection does not
                exist.`

        Needs MEMORY:DELETE.
        """
        return self._session.given(old).call(operations.delete_memory_point, collection_id, point_id)

    def edit_memory_point(
        self, collection_id: str, point_id: str, content: str, metadata: Mapping[str, Any] | None = None
    ) -> MemoryPoint:
        """Replace the text and the metadata of a point.

        The server embeds the text anew; the id stays. The old metadata are gone: what shall stay must be sent
        again. `source` (the user id) and `when` (now) are added where they are missing or empty.

        Args:
            collection_id: Name of the collection: `episodic` (what users said), `declarative` (documents) or
                `procedural` (tools; can be recalled and deleted from, but neither listed nor written, D17).
            point_id: Id of the point, 32 hexadecimal digits without dashes.
            content: The new text; may be empty.
            metadata: What to store beside it; replaces what was there.

        Raises:
            BadRequest: not 404: `Point does not exist.`; also `Collection does not exist.`, `Procedural memory
                is read-only.`, no `content`.

        Needs MEMORY:EDIT.
        """
        metadata = concealed(metadata)
        return self._call(
            operations.edit_memory_point,
            collection_id,
            point_id,
            body=body_of(MemoryPointBase, given(content=content, metadata=metadata)),
        )

    @composed
    def wipe_conversation_history(self, **old: Never) -> WipedHistory:
        """Forget the messages between this user and the Cat.

        Empties the history only; what was stored in episodic memory stays. A user with the base permissions may
        read the history but not wipe it: 403 (CONTRACT §2).

        Where a proxy drops the header `user_id`, this would wipe another user's. So a client with a user id of its own
        and no JWT sees first whom HTTP acts as: it reads the history, until that has told once.

        Raises:
            WrongUser: HTTP acts as another user than the chat; nothing was wiped.

        Needs MEMORY:DELETE.
        """
        session = self._session.given(old)
        identity = session.identity
        if identity.named != NOBODY and not identity.confirmed and not session.by_token:
            session = session.ending("wipe_conversation_history", session.patience)
            self._see_who_it_is(session)
        identity.check()
        wiped = session.call(operations.wipe_conversation_history)
        identity.kept = False
        return wiped

    def get_conversation_history(self, **old: Never) -> ConversationHistory:
        """Give the latest messages between this user and the Cat, oldest first.

        The server keeps the last 20 messages of a user. Not among them: turns that a plugin answered by a fast
        reply. A failed turn leaves its human message behind, unless it was the user's first. A user unknown to the
        server has an empty history.

        Replies come with all of their `why`, so the answer can be large.

        Needs MEMORY:READ.
        """
        session = self._session.given(old)
        result = session.call(operations.get_conversation_history)
        session.identity.shown(messages_in(result), session.by_token)
        return result

    def recall_memory_points_from_text(self, text: str, k: int = 100, **old: Never) -> RecallResult:
        """Find the memories nearest to a text (deprecated).

        Deprecated by the server: use the POST form, which also filters by metadata. Before 1.8 it is the only form
        there is.

        Searches all collections; of episodic memory only what this user said. Every memory comes with its vector,
        so the answer is large.

        Args:
            text: The text to which memories shall be near.
            k: How many memories to give at most, of each collection.

        Raises:
            BadRequest: no `text`, or `k` is no number.

        Needs MEMORY:READ.
        """
        return self._session.given(old).call(operations.recall_memory_points_from_text, text=text, k=k)

    def recall_memory_points(self, text: str, k: int = 100, metadata: Mapping[str, Any] | None = None) -> RecallResult:
        """Find the memories nearest to a text, filtered by metadata.

        Searches all collections. The filter holds for all of them, save its `source`: for episodic memory it is
        always this user, for the others it is dropped. Every memory comes with its vector, so the answer is large.

        Reads only, although it is a POST.

        Args:
            text: The text to which memories shall be near.
            k: How many memories to give at most, of each collection.
            metadata: Keys and values that a memory must have: strings, whole numbers or booleans, or lists of
                them.

        Raises:
            BadRequest: no `text`; `metadata` is no object.
            ServerFailure: the filter has a number with a fraction.

        Needs MEMORY:READ.
        """
        metadata = concealed(metadata)
        return self._call(
            operations.recall_memory_points,
            body=body_of(BodyRecallMemoryPoints, given(text=text, k=k, metadata=metadata)),
        )

    def _see_who_it_is(self, session: Session) -> None:
        """Let the history tell whom HTTP acts as; where it is empty, what was remembered of that user.

        Raises:
            WrongUser: both are empty, and this user has just had a turn in the chat.
        """
        identity = session.identity
        try:
            result = session.call(operations.get_conversation_history)
        except ApiError:
            return  # such as 500, which wiping is the cure of (CONTRACT §4.4)
        history = messages_in(result)
        identity.shown(history, session.by_token)
        if history or not identity.kept:
            return  # nothing is known of an empty one, which nobody will miss
        question = body_of(BodyRecallMemoryPoints, {"text": "hello", "k": 1})
        with suppress(ApiError):
            recalled = session.call(operations.recall_memory_points, body=question)
            identity.shown(speakers_in(recalled), session.by_token)
        if not identity.confirmed:
            raise WrongUser(identity.problem(NOBODY))
