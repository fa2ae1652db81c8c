# SPDX-License-Identifier: MIT
"""Tables of a report: Arrow streams that need no Arrow library to read."""

from . import _core


class Table:
    """One table of a report.

    Anything that speaks Arrow's PyCapsule interface reads it
    (``polars.DataFrame(table)``, ``pyarrow.table(table)``, DuckDB); without
    any of them it iterates over its rows as dicts.

    Examples
    --------
    >>> import libfairness as lf
    >>> report = lf.audit(y_pred=[1, 0, 0], sensitive_features=["a", "a", "b"],
    ...                   favourable="positive")
    >>> [(row["group"], row["value"]) for row in report.groups
    ...  if row["metric"] == "selection_rate"]
    [(None, 0.333...), ('sensitive_feature_0=a', 0.5), \
('sensitive_feature_0=b', 0.0)]
    """

    __slots__ = ("_curve", "_lists", "_name", "_report")

    def __init__(self, report, name, curve=None):
        self._report = report
        self._name = name
        self._curve = curve  # of which groups, and options
        self._lists = None

    def __arrow_c_stream__(self, requested_schema=None):
        if self._curve is None:
            return self._report.stream(self._name)
        return self._report.curve(self._name, *self._curve)

    def to_lists(self):
        """A dict of column name to list of values."""
        if self._lists is None:
            self._lists = _core.lists(self.__arrow_c_stream__())
        return {name: list(values) for name, values in self._lists.items()}

    @property
    def columns(self):
        """Names of the columns."""
        return tuple(self.to_lists())

    def __len__(self):
        return len(next(iter(self.to_lists().values()), ()))

    def __iter__(self):
        lists = self.to_lists()
        for row in zip(*lists.values()):
            yield dict(zip(lists, row))

    def to_pandas(self):
        """A pandas.DataFrame; missing values as pandas has them."""
        import pandas

        return pandas.DataFrame(self.to_lists())

    def to_polars(self):
        """A polars.DataFrame."""
        import polars

        return polars.DataFrame(self)

    def __repr__(self):
        if self._curve is not None:  # counting its rows would make them all
            return f"<libfairness.Table {self._name}>"
        return f"<libfairness.Table {self._name} of {len(self)} rows>"
