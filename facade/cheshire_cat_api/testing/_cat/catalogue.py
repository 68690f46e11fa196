"""The language models, embedders and authentication handlers that the Cat can be configured with.

Names, fields and defaults as a 1.9.2 publishes them; a field is `name: (JSON type, default)`. Descriptions are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_NEEDED: Any = object()
_Fields = Mapping[str, tuple[str, Any]]


@dataclass(frozen=True)
class Configurable:
    """One thing to choose: its class name, the name people read, and the fields of its settings."""

    name: str
    title: str
    fields: _Fields = field(default_factory=dict)

    def schema(self, name_key: str) -> dict[str, Any]:
        """The JSON schema that the settings endpoints show; `name_key` is the extra key with the class name."""
        properties: dict[str, Any] = {}
        for name, (kind, default) in self.fields.items():
            shown = {} if default is _NEEDED else {"default": default}
            properties[name] = {**shown, "title": name.replace("_", " ").title(), "type": kind}
        required = [name for name, (_, default) in self.fields.items() if default is _NEEDED]
        return {
            "description": f"Configuration for {self.title}",
            "humanReadableName": self.title,
            "link": "",
            "properties": properties,
            **({"required": required} if required else {}),
            "title": self.name,
            "type": "object",
            name_key: self.name,
        }


def _text(default: Any = _NEEDED) -> tuple[str, Any]:
    return "string", default


def _number(default: Any) -> tuple[str, Any]:
    return "number", default


def _count(default: Any) -> tuple[str, Any]:
    return "integer", default


def _flag(default: bool) -> tuple[str, Any]:
    return "boolean", default


DEFAULT_LLM = "LLMDefaultConfig"
SCRIPTED_LLM = "LLMScriptedConfig"
DEFAULT_EMBEDDER = "EmbedderDumbConfig"
AUTH_HANDLER = "CoreOnlyAuthConfig"

LLMS = (
    Configurable(
        "LLMOpenAIChatConfig",
        "OpenAI ChatGPT",
        {
            "openai_api_key": _text(),
            "model_name": _text("gpt-4o-mini"),
            "temperature": _number(0.7),
            "streaming": _flag(True),
        },
    ),
    Configurable(
        "LLMOpenAIConfig",
        "OpenAI GPT-3",
        {
            "openai_api_key": _text(),
            "model_name": _text("gpt-3.5-turbo-instruct"),
            "temperature": _number(0.7),
            "streaming": _flag(True),
        },
    ),
    Configurable(
        "LLMOpenAICompatibleConfig",
        "OpenAI-compatible API",
        {
            "url": _text(),
            "temperature": _number(0.01),
            "model_name": _text(),
            "api_key": _text(),
            "streaming": _flag(True),
        },
    ),
    Configurable(
        "LLMOllamaConfig",
        "Ollama",
        {
            "base_url": _text(),
            "model": _text("llama3"),
            "num_ctx": _count(2048),
            "repeat_last_n": _count(64),
            "repeat_penalty": _number(1.1),
            "temperature": _number(0.8),
        },
    ),
    Configurable(
        "LLMGeminiChatConfig",
        "Google Gemini",
        {
            "google_api_key": _text(),
            "model": _text("gemini-1.5-pro-latest"),
            "temperature": _number(0.1),
            "top_p": _count(1),
            "top_k": _count(1),
            "max_output_tokens": _count(29000),
        },
    ),
    Configurable(
        "LLMCohereConfig",
        "Cohere",
        {
            "cohere_api_key": _text(),
            "model": _text("command"),
            "temperature": _number(0.7),
            "streaming": _flag(True),
        },
    ),
    Configurable(
        "LLMAzureOpenAIConfig",
        "Azure OpenAI Completion models",
        {
            "openai_api_key": _text(),
            "azure_endpoint": _text(),
            "max_tokens": _count(2048),
            "api_type": _text("azure"),
            "api_version": _text("2023-05-15"),
            "azure_deployment": _text("gpt-35-turbo-instruct"),
            "model_name": _text("gpt-35-turbo-instruct"),
            "streaming": _flag(True),
        },
    ),
    Configurable(
        "LLMAzureChatOpenAIConfig",
        "Azure OpenAI Chat Models",
        {
            "openai_api_key": _text(),
            "model_name": _text("gpt-35-turbo"),
            "azure_endpoint": _text(),
            "max_tokens": _count(2048),
            "openai_api_type": _text("azure"),
            "openai_api_version": _text("2023-05-15"),
            "azure_deployment": _text(),
            "streaming": _flag(True),
        },
    ),
    Configurable(
        "LLMHuggingFaceEndpointConfig",
        "HuggingFace Endpoint",
        {
            "endpoint_url": _text(),
            "huggingfacehub_api_token": _text(),
            "task": _text("text-generation"),
            "max_new_tokens": _count(512),
            "top_k": _count(None),
            "top_p": _number(0.95),
            "temperature": _number(0.8),
            "return_full_text": _flag(False),
        },
    ),
    Configurable(
        "LLMHuggingFaceTextGenInferenceConfig",
        "HuggingFace TextGen Inference",
        {
            "inference_server_url": _text(),
            "max_new_tokens": _count(512),
            "top_k": _count(10),
            "top_p": _number(0.95),
            "typical_p": _number(0.95),
            "temperature": _number(0.01),
            "repetition_penalty": _number(1.03),
        },
    ),
    Configurable(
        "LLMAnthropicChatConfig",
        "Anthropic",
        {
            "api_key": _text(),
            "model": _text("claude-3-5-sonnet-20241022"),
            "temperature": _number(0.7),
            "max_tokens": _count(8192),
            "max_retries": _count(2),
        },
    ),
    Configurable(
        "LLMCustomConfig",
        "Custom LLM (Deprecated)",
        {"url": _text(), "auth_key": _text("optional_auth_key"), "options": _text("{}")},
    ),
    Configurable(DEFAULT_LLM, "Default Language Model"),
)

EMBEDDERS = (
    Configurable(
        "EmbedderQdrantFastEmbedConfig",
        "Qdrant FastEmbed (Local)",
        {
            "model_name": _text("BAAI/bge-base-en"),
            "max_length": _count(512),
            "doc_embed_type": _text("passage"),
            "cache_dir": _text("cat/data/models/fast_embed"),
        },
    ),
    Configurable(
        "EmbedderOpenAIConfig",
        "OpenAI Embedder",
        {"openai_api_key": _text(), "model": _text("text-embedding-ada-002")},
    ),
    Configurable(
        "EmbedderAzureOpenAIConfig",
        "Azure OpenAI Embedder",
        {
            "openai_api_key": _text(),
            "model": _text(),
            "azure_endpoint": _text(),
            "openai_api_type": _text("azure"),
            "openai_api_version": _text(),
            "deployment": _text(),
        },
    ),
    Configurable(
        "EmbedderGeminiChatConfig",
        "Google Gemini Embedder",
        {"google_api_key": _text(), "model": _text("models/embedding-001")},
    ),
    Configurable("EmbedderOpenAICompatibleConfig", "OpenAI-compatible API embedder", {"url": _text()}),
    Configurable(
        "EmbedderCohereConfig",
        "Cohere Embedder",
        {"cohere_api_key": _text(), "model": _text("embed-multilingual-v2.0")},
    ),
    Configurable(DEFAULT_EMBEDDER, "Dumb Embedder"),
    Configurable("EmbedderFakeConfig", "Default Embedder", {"size": _count(128)}),
    Configurable(
        "EmbedderOllamaConfig",
        "Ollama embedding models",
        {"base_url": _text(), "model": _text("mxbai-embed-large")},
    ),
)

AUTH_HANDLERS = (Configurable(AUTH_HANDLER, "Standalone Core Auth Handler"),)
