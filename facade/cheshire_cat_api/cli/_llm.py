"""`cheshire-cat llm`."""

from __future__ import annotations

from cheshire_cat_api.cli._providers import Kind, row

app = row(
    Kind(
        "llm",
        "language model",
        "LLMOpenAIChatConfig",
        " openai_api_key=@key.txt model_name=gpt-4o",
        lambda cat: cat.llm.get_llms_settings(),
        lambda cat, name: cat.llm.get_llm_settings(name),
        lambda cat, name, values: cat.llm.upsert_llm_setting(name, values),
    )
)
