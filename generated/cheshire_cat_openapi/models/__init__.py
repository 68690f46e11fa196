"""The API's schemas as classes, each imported on first use: loading all of them costs more than most programs use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .agent_output import AgentOutput
    from .allowed_mimetypes import AllowedMimetypes
    from .auth_permission import AuthPermission
    from .auth_resource import AuthResource
    from .batch_ingestion import BatchIngestion
    from .body_install_plugin import BodyInstallPlugin
    from .body_recall_memory_points import BodyRecallMemoryPoints
    from .body_upload_file import BodyUploadFile
    from .body_upload_files import BodyUploadFiles
    from .body_upload_memory import BodyUploadMemory
    from .cat_message import CatMessage
    from .conversation_history import ConversationHistory
    from .deleted_by_metadata import DeletedByMetadata
    from .deleted_item import DeletedItem
    from .embedder_model_interaction import EmbedderModelInteraction
    from .error_body import ErrorBody
    from .error_detail import ErrorDetail
    from .file_ingestion import FileIngestion
    from .granted_permissions import GrantedPermissions
    from .history_message import HistoryMessage
    from .installed_plugin import InstalledPlugin
    from .json_object import JsonObject
    from .json_schema import JsonSchema
    from .jwt_response import JWTResponse
    from .llm_model_interaction import LLMModelInteraction
    from .memory_collection import MemoryCollection
    from .memory_collections import MemoryCollections
    from .memory_metadata import MemoryMetadata
    from .memory_point import MemoryPoint
    from .memory_point_base import MemoryPointBase
    from .message_why import MessageWhy
    from .metadata_filter import MetadataFilter
    from .permissions import Permissions
    from .plugin import Plugin
    from .plugin_config import PluginConfig
    from .plugin_details import PluginDetails
    from .plugin_endpoint import PluginEndpoint
    from .plugin_filters import PluginFilters
    from .plugin_form import PluginForm
    from .plugin_from_registry import PluginFromRegistry
    from .plugin_hook import PluginHook
    from .plugin_installation import PluginInstallation
    from .plugin_list import PluginList
    from .plugin_settings import PluginSettings
    from .plugin_settings_list import PluginSettingsList
    from .plugin_toggle import PluginToggle
    from .plugin_tool import PluginTool
    from .point_metadata import PointMetadata
    from .point_payload import PointPayload
    from .points_page import PointsPage
    from .provider_config import ProviderConfig
    from .provider_settings import ProviderSettings
    from .provider_settings_list import ProviderSettingsList
    from .recall_query import RecallQuery
    from .recall_result import RecallResult
    from .recall_vectors import RecallVectors
    from .recalled_collections import RecalledCollections
    from .recalled_document import RecalledDocument
    from .recalled_memory import RecalledMemory
    from .registry_installation import RegistryInstallation
    from .registry_plugin import RegistryPlugin
    from .saved_plugin_settings import SavedPluginSettings
    from .saved_provider_settings import SavedProviderSettings
    from .server_status import ServerStatus
    from .setting import Setting
    from .setting_body import SettingBody
    from .setting_list import SettingList
    from .setting_result import SettingResult
    from .stored_point import StoredPoint
    from .upload_url_config import UploadURLConfig
    from .url_ingestion import UrlIngestion
    from .user_create import UserCreate
    from .user_credentials import UserCredentials
    from .user_message import UserMessage
    from .user_response import UserResponse
    from .user_update import UserUpdate
    from .validation_issue import ValidationIssue
    from .why_memory import WhyMemory
    from .wipe_outcome import WipeOutcome
    from .wiped_collections import WipedCollections
    from .wiped_history import WipedHistory

_MODULES: dict[str, str] = {
    "AgentOutput": ".agent_output",
    "AllowedMimetypes": ".allowed_mimetypes",
    "AuthPermission": ".auth_permission",
    "AuthResource": ".auth_resource",
    "BatchIngestion": ".batch_ingestion",
    "BodyInstallPlugin": ".body_install_plugin",
    "BodyRecallMemoryPoints": ".body_recall_memory_points",
    "BodyUploadFile": ".body_upload_file",
    "BodyUploadFiles": ".body_upload_files",
    "BodyUploadMemory": ".body_upload_memory",
    "CatMessage": ".cat_message",
    "ConversationHistory": ".conversation_history",
    "DeletedByMetadata": ".deleted_by_metadata",
    "DeletedItem": ".deleted_item",
    "EmbedderModelInteraction": ".embedder_model_interaction",
    "ErrorBody": ".error_body",
    "ErrorDetail": ".error_detail",
    "FileIngestion": ".file_ingestion",
    "GrantedPermissions": ".granted_permissions",
    "HistoryMessage": ".history_message",
    "InstalledPlugin": ".installed_plugin",
    "JsonObject": ".json_object",
    "JsonSchema": ".json_schema",
    "JWTResponse": ".jwt_response",
    "LLMModelInteraction": ".llm_model_interaction",
    "MemoryCollection": ".memory_collection",
    "MemoryCollections": ".memory_collections",
    "MemoryMetadata": ".memory_metadata",
    "MemoryPoint": ".memory_point",
    "MemoryPointBase": ".memory_point_base",
    "MessageWhy": ".message_why",
    "MetadataFilter": ".metadata_filter",
    "Permissions": ".permissions",
    "Plugin": ".plugin",
    "PluginConfig": ".plugin_config",
    "PluginDetails": ".plugin_details",
    "PluginEndpoint": ".plugin_endpoint",
    "PluginFilters": ".plugin_filters",
    "PluginForm": ".plugin_form",
    "PluginFromRegistry": ".plugin_from_registry",
    "PluginHook": ".plugin_hook",
    "PluginInstallation": ".plugin_installation",
    "PluginList": ".plugin_list",
    "PluginSettings": ".plugin_settings",
    "PluginSettingsList": ".plugin_settings_list",
    "PluginToggle": ".plugin_toggle",
    "PluginTool": ".plugin_tool",
    "PointMetadata": ".point_metadata",
    "PointPayload": ".point_payload",
    "PointsPage": ".points_page",
    "ProviderConfig": ".provider_config",
    "ProviderSettings": ".provider_settings",
    "ProviderSettingsList": ".provider_settings_list",
    "RecallQuery": ".recall_query",
    "RecallResult": ".recall_result",
    "RecallVectors": ".recall_vectors",
    "RecalledCollections": ".recalled_collections",
    "RecalledDocument": ".recalled_document",
    "RecalledMemory": ".recalled_memory",
    "RegistryInstallation": ".registry_installation",
    "RegistryPlugin": ".registry_plugin",
    "SavedPluginSettings": ".saved_plugin_settings",
    "SavedProviderSettings": ".saved_provider_settings",
    "ServerStatus": ".server_status",
    "Setting": ".setting",
    "SettingBody": ".setting_body",
    "SettingList": ".setting_list",
    "SettingResult": ".setting_result",
    "StoredPoint": ".stored_point",
    "UploadURLConfig": ".upload_url_config",
    "UrlIngestion": ".url_ingestion",
    "UserCreate": ".user_create",
    "UserCredentials": ".user_credentials",
    "UserMessage": ".user_message",
    "UserResponse": ".user_response",
    "UserUpdate": ".user_update",
    "ValidationIssue": ".validation_issue",
    "WhyMemory": ".why_memory",
    "WipeOutcome": ".wipe_outcome",
    "WipedCollections": ".wiped_collections",
    "WipedHistory": ".wiped_history",
}

__all__ = (
    "AgentOutput",
    "AllowedMimetypes",
    "AuthPermission",
    "AuthResource",
    "BatchIngestion",
    "BodyInstallPlugin",
    "BodyRecallMemoryPoints",
    "BodyUploadFile",
    "BodyUploadFiles",
    "BodyUploadMemory",
    "CatMessage",
    "ConversationHistory",
    "DeletedByMetadata",
    "DeletedItem",
    "EmbedderModelInteraction",
    "ErrorBody",
    "ErrorDetail",
    "FileIngestion",
    "GrantedPermissions",
    "HistoryMessage",
    "InstalledPlugin",
    "JsonObject",
    "JsonSchema",
    "JWTResponse",
    "LLMModelInteraction",
    "MemoryCollection",
    "MemoryCollections",
    "MemoryMetadata",
    "MemoryPoint",
    "MemoryPointBase",
    "MessageWhy",
    "MetadataFilter",
    "Permissions",
    "Plugin",
    "PluginConfig",
    "PluginDetails",
    "PluginEndpoint",
    "PluginFilters",
    "PluginForm",
    "PluginFromRegistry",
    "PluginHook",
    "PluginInstallation",
    "PluginList",
    "PluginSettings",
    "PluginSettingsList",
    "PluginToggle",
    "PluginTool",
    "PointMetadata",
    "PointPayload",
    "PointsPage",
    "ProviderConfig",
    "ProviderSettings",
    "ProviderSettingsList",
    "RecalledCollections",
    "RecalledDocument",
    "RecalledMemory",
    "RecallQuery",
    "RecallResult",
    "RecallVectors",
    "RegistryInstallation",
    "RegistryPlugin",
    "SavedPluginSettings",
    "SavedProviderSettings",
    "ServerStatus",
    "Setting",
    "SettingBody",
    "SettingList",
    "SettingResult",
    "StoredPoint",
    "UploadURLConfig",
    "UrlIngestion",
    "UserCreate",
    "UserCredentials",
    "UserMessage",
    "UserResponse",
    "UserUpdate",
    "ValidationIssue",
    "WhyMemory",
    "WipedCollections",
    "WipedHistory",
    "WipeOutcome",
)


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})
