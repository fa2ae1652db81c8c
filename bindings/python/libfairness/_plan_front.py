# SPDX-License-Identifier: MIT
"""What tolerance costs: the best plan at each of several."""

from . import _core
from ._errors import specification
from ._group_words import aligned, number
from ._plan import decimal_text
from ._table import Table

COLUMNS = (
    ("tolerance", "g"),
    ("status", "U"),
    ("disparity", "g"),
    ("reason", "U"),
    ("objective", "g"),
    ("loss", "g"),
    ("bound", "g"),
    ("selection_rate", "g"),
    ("nodes", "L"),
)


class _Steps:
    """Where the table comes from."""

    def __init__(self, steps):
        self._steps = steps

    def stream(self, name):
        columns = zip(*self._steps, strict=True)
        return _core.table(len(self._steps), tuple(
            (name, format, list(map(float, of) if name == "tolerance" else of))
            for (name, format), of in zip(COLUMNS, columns, strict=True)
        ))


def _texts(tolerances):
    if tolerances is None:
        return ()
    if isinstance(tolerances, str) or not hasattr(tolerances, "__iter__"):
        raise specification(
            "tolerances: expected a list of numbers such as 0.02, found "
            f"{tolerances!r:.200}", "tolerances",
        )
    return tuple(decimal_text(x, "tolerances") for x in tolerances)


def steps(report, options, points, tolerances):
    """Tuples of the columns; tolerances are decimal texts."""
    texts = _texts(tolerances)
    if points is None:
        points = 11 if tolerances is None else 0
    if not isinstance(points, int) or isinstance(points, bool) or not (
        0 <= points <= 1_000_001
    ):
        raise specification(
            "points: expected a whole number from 2 to 1,000,001, or 0, "
            f"found {points!r:.200}", "points",
        )
    return report.front(options, points, texts)


def front(report, options, points, tolerances):
    """A table of a core's report."""
    return Table(_Steps(steps(report, options, points, tolerances)), "front")


def lines(found, objective):
    """Steps for a terminal."""
    yield from aligned([
        ("tolerance", "disparity", objective, "loss", "selection", ""),
        *(
            (
                tolerance,
                number(disparity),
                "-" if value is None else f"{value:.4f}",
                "-" if loss is None else f"{loss:.4f}",
                number(rate),
                said(status, bound),
            )
            for tolerance, status, disparity, _, value, loss, bound, rate, _
            in found
        ),
    ])


def said(status, bound):
    if status == "infeasible":
        return "no plan"
    if status == "max_nodes":
        return "none found in max_nodes"
    return "" if bound == 0 else f"within {bound:.2g} of the best"
