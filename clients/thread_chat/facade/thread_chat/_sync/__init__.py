# Written by scripts/unasync.py from _async/__init__.py; do not edit.
"""The client and its resources, written once."""
