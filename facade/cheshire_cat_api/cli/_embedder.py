"""`cheshire-cat embedder`."""

from __future__ import annotations

from cheshire_cat_api.cli._providers import Kind, row

app = row(
    Kind(
        "embedder",
        "embedder",
        "EmbedderOpenAIConfig",
        " openai_api_key=@key.txt",
        lambda cat: cat.embedder.get_embedders_settings(),
        lambda cat, name: cat.embedder.get_embedder_settings(name),
        lambda cat, name, values: cat.embedder.upsert_embedder_setting(name, values),
        warning="A change of the embedder wipes all memories, of all users. Go on?",
    )
)
