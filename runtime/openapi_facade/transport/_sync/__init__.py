# Written by scripts/unasync.py from _async/__init__.py; do not edit.
"""A session, its transport and its credentials: what the two sides do alike."""
