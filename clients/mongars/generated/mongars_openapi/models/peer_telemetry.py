from __future__ import annotations

import datetime
from typing import ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..dates import as_datetime as _as_datetime
from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PeerTelemetry(Model):
    """What a server told of itself."""

    scheduler_id: None | str
    """Id of what plans its tasks."""

    queue_depth: int | None
    """How many tasks wait."""

    active_workers: int | None
    """How many workers are busy."""

    concurrency: int | None
    """How many workers there are."""

    load_factor: float | None
    """How busy it is, from 0."""

    worker_uptime_seconds: float | None
    """How long its workers run."""

    tasks_processed: int | None
    """How many tasks are done."""

    tasks_failed: int | None
    """How many of them failed."""

    task_failure_rate: float | None
    """The share of those that failed, from 0."""

    observed_at: datetime.datetime | None
    """When it was so."""

    source: None | str
    """URL of the server, without a slash at its end."""

    _names: ClassVar[dict[str, str]] = {
        "scheduler_id": "scheduler_id",
        "queue_depth": "queue_depth",
        "active_workers": "active_workers",
        "concurrency": "concurrency",
        "load_factor": "load_factor",
        "worker_uptime_seconds": "worker_uptime_seconds",
        "tasks_processed": "tasks_processed",
        "tasks_failed": "tasks_failed",
        "task_failure_rate": "task_failure_rate",
        "observed_at": "observed_at",
        "source": "source",
    }
    _values: ClassVar[dict[str, Decoder]] = {
        "observed_at": _as_datetime,
    }
