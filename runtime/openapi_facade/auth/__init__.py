"""What a client shows: keys, tokens that are renewed in time, and what a callable of the caller's gives."""
