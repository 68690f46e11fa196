"""The HTTP half of a client: resources, session, transport, credentials."""
