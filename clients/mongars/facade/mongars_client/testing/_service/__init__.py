"""The inside of the embedded monGARS: its application, operations and state."""
