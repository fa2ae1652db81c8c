# SPDX-License-Identifier: MIT
"""The command `fairness`.

Results go to standard output, everything else to standard error.  An error
is one line and exit code 2, never a traceback.
"""

import sys

from .._core import FairnessError
from .arguments import parse
from .output import CommandError, one_line, silence


def _fail(message):
    try:
        sys.stderr.write(f"fairness: error: {one_line(message)}\n")
        sys.stderr.flush()
    except (OSError, AttributeError):
        pass
    return 2


def main(argv=None):
    """Runs the command; returns the exit code."""
    try:
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
        return _fail("out of memory")
    except OSError as error:
        name = error.filename
        where = "" if name is None else f"{name or repr(name)}: "
        return _fail(f"{where}{error.strerror or error}")
    except Exception as error:  # ours to mend; still one line
        return _fail(f"internal error, please report: {error!r}")
