"""The inside of the embedded Cat: what a Cheshire Cat 1.9.2 keeps and does, in memory. Nothing here is public."""
