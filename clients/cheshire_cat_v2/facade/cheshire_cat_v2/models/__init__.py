"""The API's results and bodies. Written by scripts/regenerate.py; each class is loaded on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cheshire_cat_v2_openapi.models import (
        AgentCard as AgentCard,
        AgentCardArgsSchemaType0 as AgentCardArgsSchemaType0,
        Annotations as Annotations,
        AnnotationsAudienceType0Item as AnnotationsAudienceType0Item,
        AudioContent as AudioContent,
        AuthHandlerResponse as AuthHandlerResponse,
        BlobResourceContents as BlobResourceContents,
        BodyInstallPluginPluginsPost as BodyInstallPluginPluginsPost,
        BodyUploadFileUploadsPost as BodyUploadFileUploadsPost,
        ChatCreateUpdate as ChatCreateUpdate,
        ChatCreateUpdateContext as ChatCreateUpdateContext,
        ChatSelect as ChatSelect,
        ChatSelectContext as ChatSelectContext,
        ContentBlockInput as ContentBlockInput,
        EmbeddedResource as EmbeddedResource,
        Icon as Icon,
        ImageContent as ImageContent,
        InstalledPlugin as InstalledPlugin,
        MessageInput as MessageInput,
        MessageInputStructuredContentType0 as MessageInputStructuredContentType0,
        MessageOutput as MessageOutput,
        MessageOutputStructuredContentType0 as MessageOutputStructuredContentType0,
        PageChatSelect as PageChatSelect,
        PluginManifest as PluginManifest,
        PluginManifestLocalInfoType0 as PluginManifestLocalInfoType0,
        PluginRegistryUpload as PluginRegistryUpload,
        Resource as Resource,
        ResourceInput as ResourceInput,
        ResourceLink as ResourceLink,
        SettingsEntry as SettingsEntry,
        SettingsEntrySchemaType0 as SettingsEntrySchemaType0,
        SettingsEntryValue as SettingsEntryValue,
        SettingsValueInput as SettingsValueInput,
        StatusResponse as StatusResponse,
        StatusResponseAuthHandlers as StatusResponseAuthHandlers,
        Task as Task,
        TaskArgs as TaskArgs,
        TaskResult as TaskResult,
        TaskResultArgsType0 as TaskResultArgsType0,
        TextContent as TextContent,
        TextResourceContents as TextResourceContents,
        ToolCall as ToolCall,
        ToolCallArgs as ToolCallArgs,
        ToolCallInput as ToolCallInput,
        ToolCallInputArgs as ToolCallInputArgs,
        UploadedFileResponse as UploadedFileResponse,
        User as User,
    )

__all__ = (
    "AgentCard",
    "AgentCardArgsSchemaType0",
    "Annotations",
    "AnnotationsAudienceType0Item",
    "AudioContent",
    "AuthHandlerResponse",
    "BlobResourceContents",
    "BodyInstallPluginPluginsPost",
    "BodyUploadFileUploadsPost",
    "ChatCreateUpdate",
    "ChatCreateUpdateContext",
    "ChatSelect",
    "ChatSelectContext",
    "ContentBlockInput",
    "EmbeddedResource",
    "Icon",
    "ImageContent",
    "InstalledPlugin",
    "MessageInput",
    "MessageInputStructuredContentType0",
    "MessageOutput",
    "MessageOutputStructuredContentType0",
    "PageChatSelect",
    "PluginManifest",
    "PluginManifestLocalInfoType0",
    "PluginRegistryUpload",
    "Resource",
    "ResourceInput",
    "ResourceLink",
    "SettingsEntry",
    "SettingsEntrySchemaType0",
    "SettingsEntryValue",
    "SettingsValueInput",
    "StatusResponse",
    "StatusResponseAuthHandlers",
    "Task",
    "TaskArgs",
    "TaskResult",
    "TaskResultArgsType0",
    "TextContent",
    "TextResourceContents",
    "ToolCall",
    "ToolCallArgs",
    "ToolCallInput",
    "ToolCallInputArgs",
    "UploadedFileResponse",
    "User",
)


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from cheshire_cat_v2_openapi import models

    value: object = getattr(models, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
