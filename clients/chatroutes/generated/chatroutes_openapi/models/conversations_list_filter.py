from enum import Enum


class ConversationsListFilter(str, Enum):
    ALL = "all"
    OWNED = "owned"
    SHARED = "shared"

    def __str__(self) -> str:
        return str(self.value)
