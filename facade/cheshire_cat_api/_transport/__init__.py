"""How a call survives: connections, timeouts, errors. Knows no endpoint."""
