"""How a call survives: connections, time, retries, limits, redaction. Knows no endpoint."""
