"""The chat: time, threads and order. Knows no endpoint; what it needs of HTTP is handed to it."""
