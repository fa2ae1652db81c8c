# SPDX-License-Identifier: MIT
"""Which groups a picture shows, and what it says of them."""

import json

from ._core import SpecificationError


class Group:
    """One of those shown."""

    def __init__(self, report, row, control):
        self.key = row["group_key"]
        self.where = {"control": control}
        if self.key is not None:
            self.where["group"] = json.loads(self.key)
        label = row["group"] or "all rows"
        if row["by"] and len(self.where["group"]) == 1:
            label = label[len(row["by"]) + 1:]
        self.label = label
        self.n = report.value("count", **self.where).count
        self.who = f"{label} (n = {self.n:,})"


class Cast:
    """The groups of a grouping that a picture shows: those with the lowest
    and the highest value of a metric, then those of most rows."""

    def __init__(self, report, metric, words, by, control, most):
        self.report = report
        self.by = report.value("auc_gap").by if by is None else by
        self.control = control
        rows = list(report.score_quantiles(
            by=self.by, control=control, quantiles=[0]))
        self.features = rows[0]["by"]
        self.stratum = rows[0]["control"]
        self._control_key = rows[0]["control_key"]
        everyone = [Group(report, row, control) for row in rows]
        self.n_groups = len(everyone)
        self._words = words  # of the metric
        shown = everyone
        if len(everyone) > most:
            shown = self._most_telling(everyone, metric, most)
        self.groups = [g for g in everyone if g in shown]
        self._known = {g.key: g for g in self.groups}
        self.threshold = report._member("specification").get("threshold")

    def _most_telling(self, groups, metric, most):
        values = [(self.value(g, metric), g) for g in groups]
        defined = sorted(
            (pair for pair in values if pair[0] is not None),
            key=lambda pair: pair[0],
        )
        first = [g for _, g in defined[:1] + defined[-1:]]
        rest = sorted(
            (g for g in groups if g not in first),
            key=lambda g: g.n, reverse=True,
        )
        return (first + rest)[:most]

    def value(self, group, metric):
        """A metric of a group; None where there is none."""
        try:
            return self.report.value(metric, **group.where).value
        except SpecificationError:  # of scores that have none
            return None

    def is_of(self, row):
        """Whether a row of a table is of the grouping and the stratum."""
        return (
            row["by"] == self.features
            and row["control_key"] == self._control_key
        )

    def curves(self, rows):
        """Each group that is shown, with its rows."""
        found = {g.key: [] for g in self.groups}
        for row in rows:
            if row["group_key"] in found:
                found[row["group_key"]].append(row)
        return [(self._known[key], its) for key, its in found.items()]

    @property
    def title(self):
        return f" by {self.features}" if self.features else ", all rows"

    def notes(self, *more):
        """The lines below the title."""
        lines = [f"within {self.stratum}"] if self.stratum else []
        if len(self.groups) < self.n_groups:
            lines.append(
                f"{len(self.groups)} of {self.n_groups} groups: those of most "
                f"rows, and those of lowest and highest {self._words}"
            )
        return lines + [line for line in more if line]
