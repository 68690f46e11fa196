"""How a call survives: timeouts, retries, credentials, views, and what is never shown."""
