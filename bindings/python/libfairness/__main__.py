# SPDX-License-Identifier: MIT
"""python -m libfairness is the command fairness."""

import sys

from .cli import main

sys.exit(main())
