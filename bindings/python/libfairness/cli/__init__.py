# SPDX-License-Identifier: MIT
"""The command `fairness`.

Results go to standard output, everything else to standard error.  An error
is one line and exit code 2, never a traceback.
"""

import sys

from .._core import FairnessError
from .output import CommandError, one_line, silence
from .stop import stopper


def _fail(message):
    try:
        sys.stderr.write(f"fairness: error: {one_line(message)}\n")
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        silence(sys.stderr)
    return 2


def _run(argv):
    from .arguments import parse

    try:
        with stopper.heard():
            options = parse(sys.argv[1:] if argv is None else argv)
            return options.run(options) or 0
    except BrokenPipeError:
        silence(sys.stdout, sys.stderr)
        return 2
    except KeyboardInterrupt:
        return _fail("interrupted: nothing was written")
    except (CommandError, FairnessError) as error:
        return _fail(str(error))
    except MemoryError:
        return _fail("out of memory: audit the files one by one with --save "
                     "and merge the parts")
    except RecursionError:
        return _fail("the data are nested too deeply")
    except OSError as error:
        name = error.filename
        where = "" if name is None else f"{name or repr(name)}: "
        return _fail(f"{where}{error.strerror or error}")
    except Exception as error:  # ours to mend; still one line
        return _fail(f"internal error, please report: {error!r}")


def main(argv=None):
    """Runs the command; returns the exit code."""
    try:
        return _run(argv)
    except KeyboardInterrupt:  # while the first one was being told
        return 2
