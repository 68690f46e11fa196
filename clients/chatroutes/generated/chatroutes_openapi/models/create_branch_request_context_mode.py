from enum import Enum


class CreateBranchRequestContextMode(str, Enum):
    FULL = "FULL"
    MINIMAL = "MINIMAL"
    PARTIAL = "PARTIAL"

    def __str__(self) -> str:
        return str(self.value)
