"""The inside of the embedded Cat."""
