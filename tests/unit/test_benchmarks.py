"""The rows of the benchmark: that each can run at all, without running one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
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


@pytest.mark.parametrize(
    ("mentioned", "needed"),
    [
        ("cheshire_cat_api.testing", ".[async,testing]"),  # a client's environment has no server
        ("regenerate.py", "./runtime"),  # whose comparison the pipeline uses
    ],
)
def test_what_a_contestant_uses_is_installed_in_its_environment(mentioned: str, needed: str) -> None:
    """It was not, and those rows were not measured."""
    using = [job for job in jobs() if mentioned in source(job)]
    assert using
    assert [job for job in using if needed not in environments.contents(job.environment)] == []
