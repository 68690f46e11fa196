from enum import Enum


class AuthPermission(str, Enum):
    DELETE = "DELETE"
    EDIT = "EDIT"
    LIST = "LIST"
    READ = "READ"
    WRITE = "WRITE"

    def __str__(self) -> str:
        return str(self.value)
