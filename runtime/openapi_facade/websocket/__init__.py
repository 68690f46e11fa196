"""WebSockets that end in time and lose nothing: connections, callbacks in order, connecting again. Knows no protocol.

What a server says, and what is said to it, a client tells in a `Protocol`. `threads/` is written over websocket-client,
`tasks/` over websockets; each has what the other has, under the same names.
"""
