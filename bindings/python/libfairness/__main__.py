# SPDX-License-Identifier: MIT
"""python -m libfairness is the command fairness."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
