"""The command `cheshire-cat`."""
