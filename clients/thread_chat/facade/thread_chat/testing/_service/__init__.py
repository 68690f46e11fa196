"""The inside of the embedded server."""
