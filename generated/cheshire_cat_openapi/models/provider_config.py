from __future__ import annotations

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class ProviderConfig(Model):
    """The settings of a language model, embedder or auth handler: a free object. Its keys are in the `schema` that the
    server gives for that name. It replaces what was stored, is not validated, and gets no defaults: send every key
    that matters, `streaming` too (D9, D9c)."""
