"""One run of the command, and how it ends: whatever goes wrong becomes a line on stderr and an exit status."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path

import click

import cheshire_cat_api as ccat
from cheshire_cat_api.cli._app import PROGRAM, NobodyReads, root
from cheshire_cat_api.cli._output import complain

REFUSED, MISUSED, NOBODY, INTERRUPTED = 1, 2, 3, 130


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit status. Never raises, but for what ends the interpreter."""
    logging.getLogger("cheshire_cat_api").addHandler(logging.NullHandler())  # what matters is raised, and told
    for each in (sys.stdout, sys.stderr):
        if isinstance(each, TextIOWrapper):
            each.reconfigure(errors="replace")  # a terminal may not have all that a Cat says
    try:
        status = _invoke(arguments)
        sys.stdout.flush()
    except (NobodyReads, BrokenPipeError):
        # Of `| head`: what is left to be printed goes nowhere, or its flushing would fail too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _invoke(arguments: Sequence[str]) -> int:
    try:
        ended = root().main(args=list(arguments), prog_name=PROGRAM, standalone_mode=False)
    except click.ClickException as error:
        error.show(sys.stderr)
        return error.exit_code
    except click.Abort:  # the end of the input where something was asked for
        complain("nothing was answered")
        return INTERRUPTED
    except (ccat.ConfigError, ccat.InvalidArgument) as error:
        complain(error)
        return MISUSED
    except ccat.ConnectionFailed as error:
        complain(error)
        return NOBODY
    except ccat.CatError as error:
        complain(error)
        return REFUSED
    except OSError as error:
        complain(f"{error.filename}: {error.strerror}" if error.filename and error.strerror else error)
        return REFUSED
    except ImportError as error:  # an extra that is missing, by whose words
        complain(error)
        return REFUSED
    except UnicodeDecodeError:
        complain("the input is no text in UTF-8")
        return MISUSED
    except NobodyReads:
        raise
    except Exception as error:  # a fault of ours, whose words may have a secret
        complain(f"a fault of this command, which you may report: {_place(error)}")
        return REFUSED
    return ended if isinstance(ended, int) else 0


def _place(error: Exception) -> str:
    """What happened and where, without what was said."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return type(error).__name__
    return f"{type(error).__name__} in {Path(traceback.tb_frame.f_code.co_filename).name}:{traceback.tb_lineno}"
