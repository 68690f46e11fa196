"""The scripts that write and count our own code."""
