from __future__ import annotations

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class JsonSchema(Model):
    """A JSON Schema: `properties`, `required`, `title` and so on. The server does not apply it (D9, D9c): what is
    stored may lack what is required, and defaults are only suggestions for a form. Empty for a plugin without
    settings. Of language models and embedders it also holds `humanReadableName`, `link` and, again, the name."""
