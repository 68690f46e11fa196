"""Over websocket-client: one thread reads and owns the socket, one runs callbacks, any may send or close."""
