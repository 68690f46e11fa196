"""The chat: its protocol core without I/O, both clients by one behavioural suite, and what the network does to them."""
