"""The API's results and bodies. Written by scripts/regenerate.py; each class is loaded on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cheshire_cat_openapi.models import (
        AgentOutput as AgentOutput,
    )
    from cheshire_cat_openapi.models import (
        AllowedMimetypes as AllowedMimetypes,
    )
    from cheshire_cat_openapi.models import (
        AuthPermission as AuthPermission,
    )
    from cheshire_cat_openapi.models import (
        AuthResource as AuthResource,
    )
    from cheshire_cat_openapi.models import (
        BatchIngestion as BatchIngestion,
    )
    from cheshire_cat_openapi.models import (
        BodyInstallPlugin as BodyInstallPlugin,
    )
    from cheshire_cat_openapi.models import (
        BodyRecallMemoryPoints as BodyRecallMemoryPoints,
    )
    from cheshire_cat_openapi.models import (
        BodyUploadFile as BodyUploadFile,
    )
    from cheshire_cat_openapi.models import (
        BodyUploadFiles as BodyUploadFiles,
    )
    from cheshire_cat_openapi.models import (
        BodyUploadMemory as BodyUploadMemory,
    )
    from cheshire_cat_openapi.models import (
        CatMessage as CatMessage,
    )
    from cheshire_cat_openapi.models import (
        ConversationHistory as ConversationHistory,
    )
    from cheshire_cat_openapi.models import (
        DeletedByMetadata as DeletedByMetadata,
    )
    from cheshire_cat_openapi.models import (
        DeletedItem as DeletedItem,
    )
    from cheshire_cat_openapi.models import (
        EmbedderModelInteraction as EmbedderModelInteraction,
    )
    from cheshire_cat_openapi.models import (
        ErrorBody as ErrorBody,
    )
    from cheshire_cat_openapi.models import (
        ErrorDetail as ErrorDetail,
    )
    from cheshire_cat_openapi.models import (
        FileIngestion as FileIngestion,
    )
    from cheshire_cat_openapi.models import (
        GrantedPermissions as GrantedPermissions,
    )
    from cheshire_cat_openapi.models import (
        HistoryMessage as HistoryMessage,
    )
    from cheshire_cat_openapi.models import (
        InstalledPlugin as InstalledPlugin,
    )
    from cheshire_cat_openapi.models import (
        JsonObject as JsonObject,
    )
    from cheshire_cat_openapi.models import (
        JsonSchema as JsonSchema,
    )
    from cheshire_cat_openapi.models import (
        JWTResponse as JWTResponse,
    )
    from cheshire_cat_openapi.models import (
        LLMModelInteraction as LLMModelInteraction,
    )
    from cheshire_cat_openapi.models import (
        MemoryCollection as MemoryCollection,
    )
    from cheshire_cat_openapi.models import (
        MemoryCollections as MemoryCollections,
    )
    from cheshire_cat_openapi.models import (
        MemoryMetadata as MemoryMetadata,
    )
    from cheshire_cat_openapi.models import (
        MemoryPoint as MemoryPoint,
    )
    from cheshire_cat_openapi.models import (
        MemoryPointBase as MemoryPointBase,
    )
    from cheshire_cat_openapi.models import (
        MessageWhy as MessageWhy,
    )
    from cheshire_cat_openapi.models import (
        MetadataFilter as MetadataFilter,
    )
    from cheshire_cat_openapi.models import (
        Permissions as Permissions,
    )
    from cheshire_cat_openapi.models import (
        Plugin as Plugin,
    )
    from cheshire_cat_openapi.models import (
        PluginConfig as PluginConfig,
    )
    from cheshire_cat_openapi.models import (
        PluginDetails as PluginDetails,
    )
    from cheshire_cat_openapi.models import (
        PluginEndpoint as PluginEndpoint,
    )
    from cheshire_cat_openapi.models import (
        PluginFilters as PluginFilters,
    )
    from cheshire_cat_openapi.models import (
        PluginForm as PluginForm,
    )
    from cheshire_cat_openapi.models import (
        PluginFromRegistry as PluginFromRegistry,
    )
    from cheshire_cat_openapi.models import (
        PluginHook as PluginHook,
    )
    from cheshire_cat_openapi.models import (
        PluginInstallation as PluginInstallation,
    )
    from cheshire_cat_openapi.models import (
        PluginList as PluginList,
    )
    from cheshire_cat_openapi.models import (
        PluginSettings as PluginSettings,
    )
    from cheshire_cat_openapi.models import (
        PluginSettingsList as PluginSettingsList,
    )
    from cheshire_cat_openapi.models import (
        PluginToggle as PluginToggle,
    )
    from cheshire_cat_openapi.models import (
        PluginTool as PluginTool,
    )
    from cheshire_cat_openapi.models import (
        PointMetadata as PointMetadata,
    )
    from cheshire_cat_openapi.models import (
        PointPayload as PointPayload,
    )
    from cheshire_cat_openapi.models import (
        PointsPage as PointsPage,
    )
    from cheshire_cat_openapi.models import (
        ProviderConfig as ProviderConfig,
    )
    from cheshire_cat_openapi.models import (
        ProviderSettings as ProviderSettings,
    )
    from cheshire_cat_openapi.models import (
        ProviderSettingsList as ProviderSettingsList,
    )
    from cheshire_cat_openapi.models import (
        RecalledCollections as RecalledCollections,
    )
    from cheshire_cat_openapi.models import (
        RecalledDocument as RecalledDocument,
    )
    from cheshire_cat_openapi.models import (
        RecalledMemory as RecalledMemory,
    )
    from cheshire_cat_openapi.models import (
        RecallQuery as RecallQuery,
    )
    from cheshire_cat_openapi.models import (
        RecallResult as RecallResult,
    )
    from cheshire_cat_openapi.models import (
        RecallVectors as RecallVectors,
    )
    from cheshire_cat_openapi.models import (
        RegistryInstallation as RegistryInstallation,
    )
    from cheshire_cat_openapi.models import (
        RegistryPlugin as RegistryPlugin,
    )
    from cheshire_cat_openapi.models import (
        SavedPluginSettings as SavedPluginSettings,
    )
    from cheshire_cat_openapi.models import (
        SavedProviderSettings as SavedProviderSettings,
    )
    from cheshire_cat_openapi.models import (
        ServerStatus as ServerStatus,
    )
    from cheshire_cat_openapi.models import (
        Setting as Setting,
    )
    from cheshire_cat_openapi.models import (
        SettingBody as SettingBody,
    )
    from cheshire_cat_openapi.models import (
        SettingList as SettingList,
    )
    from cheshire_cat_openapi.models import (
        SettingResult as SettingResult,
    )
    from cheshire_cat_openapi.models import (
        StoredPoint as StoredPoint,
    )
    from cheshire_cat_openapi.models import (
        UploadURLConfig as UploadURLConfig,
    )
    from cheshire_cat_openapi.models import (
        UrlIngestion as UrlIngestion,
    )
    from cheshire_cat_openapi.models import (
        UserCreate as UserCreate,
    )
    from cheshire_cat_openapi.models import (
        UserCredentials as UserCredentials,
    )
    from cheshire_cat_openapi.models import (
        UserMessage as UserMessage,
    )
    from cheshire_cat_openapi.models import (
        UserResponse as UserResponse,
    )
    from cheshire_cat_openapi.models import (
        UserUpdate as UserUpdate,
    )
    from cheshire_cat_openapi.models import (
        ValidationIssue as ValidationIssue,
    )
    from cheshire_cat_openapi.models import (
        WhyMemory as WhyMemory,
    )
    from cheshire_cat_openapi.models import (
        WipedCollections as WipedCollections,
    )
    from cheshire_cat_openapi.models import (
        WipedHistory as WipedHistory,
    )
    from cheshire_cat_openapi.models import (
        WipeOutcome as WipeOutcome,
    )

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
    "JWTResponse",
    "JsonObject",
    "JsonSchema",
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
    "RecallQuery",
    "RecallResult",
    "RecallVectors",
    "RecalledCollections",
    "RecalledDocument",
    "RecalledMemory",
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
    "WipeOutcome",
    "WipedCollections",
    "WipedHistory",
)


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from cheshire_cat_openapi import models

    value: object = getattr(models, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
