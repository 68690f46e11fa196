"""Pytest fixtures, for `pytest_plugins = ["mongars_client.testing.pytest_plugin"]` in a `conftest.py`."""

from __future__ import annotations

from openapi_facade.testing.pytest_fixtures import server_fixture

from . import EmbeddedMonGARS


def _made() -> EmbeddedMonGARS:
    return EmbeddedMonGARS(users={"u1": "secret-pass", "adm": "secret-pass"}, admin="adm")


embedded_mongars = server_fixture(_made, name="embedded_mongars")
"""A fresh monGARS for one test, on a port of its own, with the user `u1` and the admin `adm`, both by the password
`secret-pass`. It takes a few milliseconds."""
