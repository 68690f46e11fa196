"""A session, its transport and its credentials: what the two sides do alike."""
