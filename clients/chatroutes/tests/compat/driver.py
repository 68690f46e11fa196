"""Evaluates expressions with whichever client the interpreter has; see `side_by_side`.

python driver.py URL       each line of the input is a JSON string, each of the output what became of it:
                           {"returned": …}, or {"raised": [its class and those above], "attributes": {…}}
"""

import json
import os
import sys

import chatroutes


def client_of(**options):
    """A client that is quick to try again."""
    return chatroutes.ChatRoutes("key", **{"base_url": URL, "retry_delay": 0.01, "timeout": 5, **options})


def streamed(client):
    """The chunks of a stream, what is complete, and the class of the error that ends it."""
    chunks, completions, error = [], [], None
    try:
        client.messages.stream("conv_123", {"content": "a b"}, on_chunk=chunks.append, on_complete=completions.append)
    except Exception as caught:
        error = [each.__name__ for each in type(caught).__mro__]
    return {"chunks": chunks, "completions": completions, "error": error}


def outcome(expression):
    environment = dict(os.environ)
    try:
        return {"returned": eval(expression)}
    except Exception as error:
        attributes = {name: value for name, value in vars(error).items() if name[0] != "_"}
        return {"raised": [each.__name__ for each in type(error).__mro__], "attributes": attributes}
    finally:
        os.environ.clear()
        os.environ.update(environment)


URL, NOWHERE = sys.argv[1], "http://127.0.0.1:9/api/v1"
for line in sys.stdin:
    print(json.dumps(outcome(json.loads(line)), default=repr), flush=True)
