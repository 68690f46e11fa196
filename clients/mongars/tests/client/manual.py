"""A program as the manual of monGARS has it, over bare httpx: login by form, a chat, its three fields (CONTRACT §5)."""

import sys

import httpx

BASE_URL = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"

with httpx.Client(base_url=BASE_URL, timeout=60, trust_env=False) as client:
    login = client.post("/token", data={"username": "u1", "password": "secret-pass-0123"})
    login.raise_for_status()
    token = login.json()["access_token"]
    chat = client.post(
        "/api/v1/conversation/chat",
        headers={"Authorization": f"Bearer {token}"},
        json={"message": "Summarise our latest incident report", "session_id": None},
    )
    chat.raise_for_status()
    body = chat.json()
    print(body["response"], body["confidence"], body["processing_time"])
