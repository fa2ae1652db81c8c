# SPDX-License-Identifier: MIT
"""Bad inputs: names that attack what shows them."""

from fractions import Fraction as F

from cases.rows import DP, D, RACE, good
from table import case

# 55: names that attack what shows them
HOSTILE = [
    "</script><script>alert(1)</script>", "=cmd|'/c calc'!A1", "@SUM(A1)",
    "\tlead", "\rlead", "a|b`c`", "\x1b[31mred\x1b[0m", "\u202eesrever",
    "{{7*7}}", "-1+1", "+1", "line\nbreak", "![x](http://y)", "<b>&amp;",
    "\x00", "\x9b2J", "\u2028", "\\|", "[a]: b", "# a", "a*b*_c_~d~",
]
for i, name in enumerate(HOSTILE):
    case(55, f"hostile-name-{i:02}", good(
        **{"s:race": ["a", "a", "a", name, name, name]}), values=[
            ("selection_rate", {"group": {"race": name}}, F(1, 3)),
            (DP, {}, F(1, 3))], hostile=True,
        fronts="c python cli" if "\0" not in name and "\r" not in name
        else "c python")
case(55, "hostile-feature-name", {
    "y_pred": D, "s:</script>|`\x1b[31m": RACE},
    values=[(DP, {}, F(1, 3))], hostile=True, fronts="c python")
