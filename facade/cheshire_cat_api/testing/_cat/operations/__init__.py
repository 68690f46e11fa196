"""What each of the Cat's 49 operations does, one module per area of CONTRACT §3.1.

A handler takes the `Call` and returns the body of the 200; everything else it raises.
"""
