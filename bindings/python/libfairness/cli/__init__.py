# SPDX-License-Identifier: MIT
"""The command `fairness`.

Results go to standard output, everything else to standard error.  An error
is one line and exit code 2, never a traceback.
"""

import sys

from .._core import FairnessError
from .._outputs.escape import one_line
from .output import CommandError, silence
from .spelling import spelled
from .stop import stopper


def _said(error, options):
    """Our words as they are, those of the library with our options."""
    if isinstance(error, CommandError):
        return "".join(
            piece if isinstance(piece, str) else _said(piece, options)
            for piece in error.args
        )
    return spelled(str(error), vars(options))


def _message(error, options):
    """What is said of it, or None."""
    if stopper.asked or isinstance(error, KeyboardInterrupt):
        # Whatever it made of the code that was running.
        return "interrupted: nothing was written"
    if isinstance(error, BrokenPipeError):
        return None
    if isinstance(error, (CommandError, FairnessError)):
        return _said(error, options)
    if isinstance(error, MemoryError):
        return (
            "out of memory: audit the files one by one with --save, and merge "
            "what was saved"
        )
    if isinstance(error, RecursionError):
        return "the data are nested too deeply"
    if isinstance(error, OSError):
        name = error.filename
        where = "" if name is None else f"{name or repr(name)}: "
        return f"{where}{error.strerror or error}"
    return f"internal error, please report: {error!r}"  # ours to mend


def _fail(message):
    """Exit code 2, with a line where there is something to say."""
    if message is None:
        silence(sys.stdout, sys.stderr)
        return 2
    try:
        sys.stderr.write(f"fairness: error: {one_line(message)}\n")
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        silence(sys.stderr)
    return 2


def main(argv=None):
    """Runs the command; returns the exit code."""
    options = None
    try:
        with stopper.heard(last=argv is None):
            from .arguments import parse

            options = parse(sys.argv[1:] if argv is None else argv)
            return options.run(options) or 0
    except (Exception, KeyboardInterrupt) as error:
        return _fail(_message(error, options))
