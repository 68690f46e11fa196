from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PeerLoadSnapshot(Model):
    """How busy a server is."""

    active_workers: int
    """How many workers are busy."""

    concurrency: int
    """How many workers there are."""

    load_factor: float
    """How busy it is, from 0."""

    queue_depth: int
    """How many tasks wait."""

    scheduler_id: None | str
    """Id of what plans its tasks."""

    _names: ClassVar[dict[str, str]] = {
        "active_workers": "active_workers",
        "concurrency": "concurrency",
        "load_factor": "load_factor",
        "queue_depth": "queue_depth",
        "scheduler_id": "scheduler_id",
    }
