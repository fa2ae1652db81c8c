# SPDX-License-Identifier: MIT
from typing import Any

fairness_gate: Any
