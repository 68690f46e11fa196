# Written by scripts/unasync.py from _async/__init__.py; do not edit.
"""The HTTP half of a client: resources, session, transport, credentials."""
