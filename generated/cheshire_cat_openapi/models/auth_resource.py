from enum import Enum


class AuthResource(str, Enum):
    AUTH_HANDLER = "AUTH_HANDLER"
    CONVERSATION = "CONVERSATION"
    EMBEDDER = "EMBEDDER"
    LLM = "LLM"
    MEMORY = "MEMORY"
    PLUGINS = "PLUGINS"
    SETTINGS = "SETTINGS"
    STATIC = "STATIC"
    STATUS = "STATUS"
    UPLOAD = "UPLOAD"
    USERS = "USERS"

    def __str__(self) -> str:
        return str(self.value)
