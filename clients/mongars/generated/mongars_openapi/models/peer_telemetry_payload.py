from __future__ import annotations

import datetime
from typing import ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..dates import as_datetime as _as_datetime
from ..model import Model
from ..types import UNSET, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class PeerTelemetryPayload(Model):
    """What a server tells of itself."""

    active_workers: int | Unset = UNSET
    """How many workers are busy."""

    concurrency: int | Unset = UNSET
    """How many workers there are."""

    load_factor: float | Unset = UNSET
    """How busy it is, from 0."""

    observed_at: datetime.datetime | None | Unset = UNSET
    """When it was so."""

    queue_depth: int | Unset = UNSET
    """How many tasks wait."""

    scheduler_id: None | str | Unset = UNSET
    """Id of what plans its tasks."""

    source: None | str | Unset = UNSET
    """URL of the server."""

    task_failure_rate: float | Unset = UNSET
    """The share of those that failed, from 0."""

    tasks_failed: int | Unset = UNSET
    """How many of them failed."""

    tasks_processed: int | Unset = UNSET
    """How many tasks are done."""

    worker_uptime_seconds: float | Unset = UNSET
    """How long its workers run."""

    _names: ClassVar[dict[str, str]] = {
        "active_workers": "active_workers",
        "concurrency": "concurrency",
        "load_factor": "load_factor",
        "observed_at": "observed_at",
        "queue_depth": "queue_depth",
        "scheduler_id": "scheduler_id",
        "source": "source",
        "task_failure_rate": "task_failure_rate",
        "tasks_failed": "tasks_failed",
        "tasks_processed": "tasks_processed",
        "worker_uptime_seconds": "worker_uptime_seconds",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "active_workers",
            "concurrency",
            "load_factor",
            "observed_at",
            "queue_depth",
            "scheduler_id",
            "source",
            "task_failure_rate",
            "tasks_failed",
            "tasks_processed",
            "worker_uptime_seconds",
        }
    )
    _values: ClassVar[dict[str, Decoder]] = {
        "observed_at": _as_datetime,
    }
