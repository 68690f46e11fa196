"""The rows of the benchmark: that each can run at all, without running one."""

from __future__ import annotations

import ast
from pathlib import Path

from benchmarks import contestants, environments
from benchmarks.processes import Job
from benchmarks.rows import measures


def jobs() -> set[Job]:
    """What contestants are asked to do, over all clients."""
    rows = [measure for environment in environments.CLIENTS.values() for measure in measures(environment)]
    return {job for row in rows for job in (row.ours, row.against) if isinstance(job, Job)}


def source(job: Job) -> str:
    """The module of a contestant."""
    return (Path(contestants.__path__[0]) / f"{job.what.split(':')[0]}.py").read_text(encoding="utf-8")


def test_each_job_is_one_that_its_contestant_knows() -> None:
    def functions(code: str) -> set[str]:
        return {each.name for each in ast.parse(code).body if isinstance(each, ast.FunctionDef)}

    assert [job for job in jobs() if job.what.split(":")[1] not in functions(source(job))] == []


def test_what_embeds_a_server_runs_where_servers_are_installed() -> None:
    """A client's environment has none: what waited for its address there was given an empty one."""
    embedding = [job for job in jobs() if "cheshire_cat_api.testing" in source(job)]
    assert embedding
    for job in embedding:
        assert any("testing" in each for each in environments.contents(job.environment)), job
