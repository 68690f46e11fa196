"""A program as the manual of monGARS has it, over bare httpx and websockets (CONTRACT §5).

Login by form, a chat, its three fields; a ticket, and the socket. What the manual does not say is the `Origin`.
"""

import json
import sys

import httpx
from websockets.sync.client import connect

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
    ticket = client.post("/api/v1/auth/ws/ticket", headers={"Authorization": f"Bearer {token}"})
    ticket.raise_for_status()

address = f"ws{BASE_URL.removeprefix('http')}/ws/chat/?t={ticket.json()['ticket']}"
with connect(address, origin=f"{BASE_URL}/", proxy=None) as socket:
    for _ in range(2):
        event = json.loads(socket.recv(timeout=60))
        print(event["type"], event["data"])
