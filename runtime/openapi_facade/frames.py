"""What an exception keeps: the frames that it passed, with their variables, and so whatever a call or a turn had."""

from __future__ import annotations


def let_go(error: BaseException, handled: BaseException | None = None) -> None:
    """Take the frames from an exception that was caught and goes no further, and from those of which it came.

    Some frame of a library mostly has the exception itself in a variable, or its object keeps it; then only the
    collector would free them. From Python 3.12 on each `contextlib.contextmanager` that turns one exception into
    another makes such a circle, and with it keeps all frames up to the program's (CPython issue 100964).

    Args:
        error: the exception.
        handled: the one that was being handled before: it is the caller's, and so are those of which that came.
    """
    each: BaseException | None = error
    known: list[BaseException] = []
    while each is not None and each is not handled and each not in known:
        each.__traceback__ = None
        known.append(each)
        each = each.__cause__ or each.__context__
