"""The client and its resources, written once."""
