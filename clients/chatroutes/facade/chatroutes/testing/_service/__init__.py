"""The service behind the embedded server: its state, its operations, and the shapes of its answers."""
