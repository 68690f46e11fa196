"""What the signature of a client says. Nothing is imported for it."""

from __future__ import annotations

BASE_URL = "https://api.chatroutes.com/api/v1"
