"""README.md of the generated package: in the words of the document and of generator-config.toml."""

from __future__ import annotations

import textwrap
from typing import Any

from openapi_facade.comparison.document import Document
from pipeline.guard import operations
from pipeline.settings import Settings


def render(document: Document, settings: Settings) -> str:
    """The file's text."""
    version = document["info"]["version"]
    built_on = f"; `{settings.client}` is the client for people, built on it" if settings.client else ""
    what = textwrap.fill(
        f"The HTTP API of {api(document)}, server {version}, as Python: one module an operation, one class a schema. "
        f"It is generated from `openapi.json` in this folder's package, never edited{built_on}.",
        width=120,
        break_long_words=False,
        break_on_hyphens=False,
    )
    operation = _example(document)
    tag, name = operation["tags"][0], operation["operationId"]
    call = "sync" if _has_result(operation) else "sync_detailed"
    arguments = "client=client" if _is_plain(operation) else "..., client=client"
    return f"""# {settings.package}

{what}

The version is `<API version>.<revision>`: pin it whole, `{settings.package}=={version}.{settings.revision}`. The same
version always has the same bytes.

```python
import httpx
from {settings.module} import Client
from {settings.module}.api.{tag} import {name}

client = Client(base_url="{settings.server}").set_httpx_client(httpx.Client(base_url="{settings.server}"))
print({name}.{call}({arguments}))
```

Whoever has a transport of their own needs neither: each operation in `{settings.module}.operations` has its facts,
`build(...)`, which gives the request as plain data, and `parse(response)`, which reads a success.
"""


def api(document: Document) -> str:
    """What API it is, to stand after "of": its title."""
    title: str = document["info"]["title"].strip()
    return f"the {title}"


def _example(document: Document) -> dict[str, Any]:
    """The first operation that only reads and needs nothing said; else the first of all."""
    every = list(operations(document))
    found = [operation for method, _, operation in every if method == "get" and _is_plain(operation)]
    example: dict[str, Any] = [*found, *(operation for _, _, operation in every)][0]
    return example


def _is_plain(operation: dict[str, Any]) -> bool:
    needed = [operation.get("requestBody", {}), *operation.get("parameters", [])]
    return not any(each.get("required") for each in needed)


def _has_result(operation: dict[str, Any]) -> bool:
    """Whether a success has a typed result; only then there is a function that returns it alone."""
    contents = [
        content
        for status, response in operation["responses"].items()
        if status.startswith("2")
        for content in response.get("content", {}).values()
    ]
    return any(content.get("schema") for content in contents)
