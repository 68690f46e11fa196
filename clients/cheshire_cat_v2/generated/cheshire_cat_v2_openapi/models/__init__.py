"""The API's schemas as classes, each imported on first use: loading all of them costs more than most programs use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .agent_card import AgentCard
    from .agent_card_args_schema_type_0 import AgentCardArgsSchemaType0
    from .annotations import Annotations
    from .annotations_audience_type_0_item import AnnotationsAudienceType0Item
    from .audio_content import AudioContent
    from .auth_handler_response import AuthHandlerResponse
    from .blob_resource_contents import BlobResourceContents
    from .body_install_plugin_plugins_post import BodyInstallPluginPluginsPost
    from .body_upload_file_uploads_post import BodyUploadFileUploadsPost
    from .chat_create_update import ChatCreateUpdate
    from .chat_create_update_context import ChatCreateUpdateContext
    from .chat_select import ChatSelect
    from .chat_select_context import ChatSelectContext
    from .content_block_input import ContentBlockInput
    from .embedded_resource import EmbeddedResource
    from .icon import Icon
    from .image_content import ImageContent
    from .installed_plugin import InstalledPlugin
    from .message_input import MessageInput
    from .message_input_structured_content_type_0 import MessageInputStructuredContentType0
    from .message_output import MessageOutput
    from .message_output_structured_content_type_0 import MessageOutputStructuredContentType0
    from .page_chat_select import PageChatSelect
    from .plugin_manifest import PluginManifest
    from .plugin_manifest_local_info_type_0 import PluginManifestLocalInfoType0
    from .plugin_registry_upload import PluginRegistryUpload
    from .resource import Resource
    from .resource_input import ResourceInput
    from .resource_link import ResourceLink
    from .settings_entry import SettingsEntry
    from .settings_entry_schema_type_0 import SettingsEntrySchemaType0
    from .settings_entry_value import SettingsEntryValue
    from .settings_value_input import SettingsValueInput
    from .status_response import StatusResponse
    from .status_response_auth_handlers import StatusResponseAuthHandlers
    from .task import Task
    from .task_args import TaskArgs
    from .task_result import TaskResult
    from .task_result_args_type_0 import TaskResultArgsType0
    from .text_content import TextContent
    from .text_resource_contents import TextResourceContents
    from .tool_call import ToolCall
    from .tool_call_args import ToolCallArgs
    from .tool_call_input import ToolCallInput
    from .tool_call_input_args import ToolCallInputArgs
    from .uploaded_file_response import UploadedFileResponse
    from .user import User

_MODULES: dict[str, str] = {
    "AgentCard": ".agent_card",
    "AgentCardArgsSchemaType0": ".agent_card_args_schema_type_0",
    "Annotations": ".annotations",
    "AnnotationsAudienceType0Item": ".annotations_audience_type_0_item",
    "AudioContent": ".audio_content",
    "AuthHandlerResponse": ".auth_handler_response",
    "BlobResourceContents": ".blob_resource_contents",
    "BodyInstallPluginPluginsPost": ".body_install_plugin_plugins_post",
    "BodyUploadFileUploadsPost": ".body_upload_file_uploads_post",
    "ChatCreateUpdate": ".chat_create_update",
    "ChatCreateUpdateContext": ".chat_create_update_context",
    "ChatSelect": ".chat_select",
    "ChatSelectContext": ".chat_select_context",
    "ContentBlockInput": ".content_block_input",
    "EmbeddedResource": ".embedded_resource",
    "Icon": ".icon",
    "ImageContent": ".image_content",
    "InstalledPlugin": ".installed_plugin",
    "MessageInput": ".message_input",
    "MessageInputStructuredContentType0": ".message_input_structured_content_type_0",
    "MessageOutput": ".message_output",
    "MessageOutputStructuredContentType0": ".message_output_structured_content_type_0",
    "PageChatSelect": ".page_chat_select",
    "PluginManifest": ".plugin_manifest",
    "PluginManifestLocalInfoType0": ".plugin_manifest_local_info_type_0",
    "PluginRegistryUpload": ".plugin_registry_upload",
    "Resource": ".resource",
    "ResourceInput": ".resource_input",
    "ResourceLink": ".resource_link",
    "SettingsEntry": ".settings_entry",
    "SettingsEntrySchemaType0": ".settings_entry_schema_type_0",
    "SettingsEntryValue": ".settings_entry_value",
    "SettingsValueInput": ".settings_value_input",
    "StatusResponse": ".status_response",
    "StatusResponseAuthHandlers": ".status_response_auth_handlers",
    "Task": ".task",
    "TaskArgs": ".task_args",
    "TaskResult": ".task_result",
    "TaskResultArgsType0": ".task_result_args_type_0",
    "TextContent": ".text_content",
    "TextResourceContents": ".text_resource_contents",
    "ToolCall": ".tool_call",
    "ToolCallArgs": ".tool_call_args",
    "ToolCallInput": ".tool_call_input",
    "ToolCallInputArgs": ".tool_call_input_args",
    "UploadedFileResponse": ".uploaded_file_response",
    "User": ".user",
}

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
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})
