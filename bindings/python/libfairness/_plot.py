# SPDX-License-Identifier: MIT
"""Pictures of a report: what they are of, and how they are saved."""

import json
import math
import os

from . import _files
from ._errors import specification
from ._plot_groups import Cast

_MOST_GROUPS = 10
_MOST_BINS = 1000  # three bars a pixel
_MOST_SCALE = 10  # a picture of some 5,000 pixels
_LESS_THAN = "\ue03c"
_POINTS = 400  # of a curve: more than a picture of 360 pixels shows


def modules():
    """Altair and vl_convert."""
    try:
        import altair
        import vl_convert
    except ImportError as error:
        raise ImportError(
            f"pictures need the package {error.name}: "
            "pip install libfairness[plot]",
            name=error.name,
        ) from None
    return altair, vl_convert


def _check_whole(name, value, most):
    if not (
        isinstance(value, int)
        and not isinstance(value, bool)
        and 1 <= value <= most
    ):
        raise specification(
            f"{name}: expected a whole number from 1 to {most}, "
            f"found {value!r:.200}",
            name,
        )


class Plot:
    """A picture.

    A notebook shows it; ``save`` writes it as PNG, SVG or HTML, each complete
    in itself: nothing is loaded from anywhere.  ``chart`` is the Altair chart,
    for those who want to change it.
    """

    __slots__ = ("chart",)

    def __init__(self, chart):
        self.chart = chart

    def to_svg(self):
        """The picture as SVG text."""
        _, convert = modules()
        return convert.vegalite_to_svg(
            self.chart.to_dict(), allowed_base_urls=[]
        )

    def to_png(self, scale=2):
        """The picture as PNG, ``scale`` pixels to a unit of the chart,
        10 at most."""
        if not (
            isinstance(scale, (int, float))
            and not isinstance(scale, bool)
            and math.isfinite(scale)
            and 0 < scale <= _MOST_SCALE
        ):
            raise specification(
                f"scale: expected a number above 0, at most {_MOST_SCALE}, "
                f"found {scale!r:.200}",
                "scale",
            )
        _, convert = modules()
        return convert.vegalite_to_png(
            self.chart.to_dict(), scale=scale, allowed_base_urls=[]
        )

    def to_html(self):
        """A page with the picture, its programs in it; points say what they
        are under the mouse."""
        _, convert = modules()
        spec = self.chart.to_dict()
        # Its menu saves the picture; it does not lead to another site.
        spec["usermeta"] = {"embedOptions": {"actions": {
            "export": True, "source": False, "compiled": False,
            "editor": False}}}
        # Names of groups are in a script of the page, which "</script>" would
        # end: a character for private use stands for "<" until it is there.
        text = json.dumps(spec).replace("<", _LESS_THAN)
        page = convert.vegalite_to_html(text, bundle=True)
        return page.replace(_LESS_THAN, "\\u003c")

    def save(self, path):
        """Writes a file: its ending, .png, .svg or .html, says which."""
        name = os.fsdecode(path)
        _files.write(name, self._made_for(name))

    def _made_for(self, name):
        """The bytes of such a file."""
        ending = os.path.splitext(name)[1].lower()
        make = {
            ".png": self.to_png, ".svg": self.to_svg, ".html": self.to_html,
        }.get(ending)
        if make is None:
            raise specification(
                "path: expected a file name that ends in .png, .svg or "
                f".html, such as roc.png, found {name!r:.200}",
                "path",
            )
        made = make()
        return made if isinstance(made, bytes) else made.encode("utf-8")

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"image/svg+xml": self.to_svg(), "text/plain": repr(self)}

    def __repr__(self):
        return "<libfairness.Plot>"


class Plots:
    """The pictures of a report, ``report.plot``; each gives a :class:`Plot`.

    All take the same first parameters:

    by : feature or list of features
        The grouping; ``[]`` for all rows.  May be left out where there is
        only one.
    control : mapping of feature to value
        The stratum; all rows if not given.
    max_groups : int
        At most so many groups are drawn, 10 by default and at most: those
        with the lowest and the highest value of the metric that the picture
        is about, and otherwise those of most rows.  The picture says how many
        others there are.

    They need Altair and vl-convert: ``pip install libfairness[plot]``.
    """

    __slots__ = ("_report",)

    def __init__(self, report):
        self._report = report

    def _cast(self, metric, words, by, control, max_groups):
        modules()
        _check_whole("max_groups", max_groups, _MOST_GROUPS)
        return Cast(self._report, metric, words, by, control, max_groups)

    def roc(self, *, by=None, control=None, max_groups=_MOST_GROUPS):
        """ROC curves, with the point where the audit decides.

        Of a long curve some hundred points are drawn, each of them one of the
        curve's own.
        """
        from . import _plot_charts

        cast = self._cast(
            "roc_auc", "area under the curve", by, control, max_groups
        )
        table = self._report.roc_curve(
            by=cast.by, control=control, max_points=_POINTS
        )
        return Plot(_plot_charts.roc(cast, table))

    def precision_recall(
        self, *, by=None, control=None, max_groups=_MOST_GROUPS
    ):
        """Precision against recall, with the point where the audit decides."""
        from . import _plot_charts

        cast = self._cast(
            "pr_auc", "average precision", by, control, max_groups
        )
        table = self._report.precision_recall_curve(
            by=cast.by, control=control, max_points=_POINTS
        )
        return Plot(_plot_charts.precision_recall(cast, table))

    def selection_rate(
        self, *, by=None, control=None, max_groups=_MOST_GROUPS
    ):
        """Who would be selected at every threshold, and which is in force."""
        from . import _plot_charts

        cast = self._cast(
            "selection_rate", "selection rate", by, control, max_groups
        )
        table = self._report.selection_rate_curve(
            by=cast.by, control=control, max_points=_POINTS
        )
        return Plot(_plot_charts.selection_rate(cast, table))

    def scores(
        self, *, by=None, control=None, bins=20, score_range=None,
        max_groups=_MOST_GROUPS,
    ):
        """How scores are distributed, one panel a group, by label.

        bins, score_range
            As of :meth:`Report.score_histogram`, at most 1,000; what is
            outside of the range is counted in a note.
        """
        from . import _plot_charts

        _check_whole("bins", bins, _MOST_BINS)
        cast = self._cast("mean_score", "mean score", by, control, max_groups)
        table = self._report.score_histogram(
            by=cast.by, control=control, bins=bins, score_range=score_range
        )
        return Plot(_plot_charts.scores(cast, table))

    def reliability(
        self, *, by=None, control=None, bins="equal_width",
        max_groups=_MOST_GROUPS,
    ):
        """How often what the scores foretold happened, with Wilson intervals.

        bins : "equal_width", "equal_mass" or "distinct"
            Which rows of the table :attr:`Report.reliability` are drawn.
        """
        from . import _plot_charts

        cast = self._cast(
            "expected_calibration_error", "expected calibration error", by,
            control, max_groups,
        )
        rows = [
            row for row in self._report.reliability
            if cast.is_of(row) and row["bins"] == bins
        ]
        if not rows:
            raise specification(
                "bins: the table reliability has no rows of "
                f"{bins!r:.200}: expected \"equal_width\", \"equal_mass\" or "
                '"distinct"',
                "bins",
            )
        return Plot(_plot_charts.reliability(cast, rows))
