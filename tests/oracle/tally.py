# SPDX-License-Identifier: MIT
"""Rows to exact counts: cells of label x decision, per group and stratum.

Everything here is integers and `fractions.Fraction`; nothing rounds.
"""

from collections import Counter
from fractions import Fraction

from . import scores

# Names of the cells by (label, decision); None is "missing" or "not given".
CELLS = {
    (1, 1): "tp", (0, 1): "fp", (1, 0): "fn", (0, 0): "tn",
    (None, 1): "unlabelled_selected", (None, 0): "unlabelled_rejected",
    (1, None): "positive_only", (0, None): "negative_only",
    (None, None): "bare",
}

# Linear forms over the cells: what each word of metrics.md counts.
POSITIVES = ("tp", "fn", "positive_only")
NEGATIVES = ("fp", "tn", "negative_only")
LABELLED = POSITIVES + NEGATIVES
SELECTED = ("tp", "fp", "unlabelled_selected")
REJECTED = ("fn", "tn", "unlabelled_rejected")
DECIDED = SELECTED + REJECTED
EVERY = tuple(CELLS.values())


class Tally:
    """Rows, sum of weights and sum of squared weights of each cell; and how
    often each (score, label, weight) is there."""

    def __init__(self):
        self.rows = dict.fromkeys(EVERY, 0)
        # Integers until a fraction is added: they are exact too, and faster.
        self.weight = dict.fromkeys(EVERY, 0)
        self.squares = dict.fromkeys(EVERY, 0)
        self.scores = Counter()

    def add(self, cell, frequency, weight, scored=None):
        self.rows[cell] += frequency
        self.weight[cell] += frequency * weight
        self.squares[cell] += frequency * weight * weight
        if scored is not None:
            self.scores[(*scored, weight)] += frequency

    def merge(self, other):
        for cell in EVERY:
            if not other.rows[cell]:
                continue
            self.rows[cell] += other.rows[cell]
            self.weight[cell] += other.weight[cell]
            self.squares[cell] += other.squares[cell]
        self.scores.update(other.scores)

    def minus(self, other):
        rest = Tally()
        rest.scores = self.scores - other.scores
        for cell in EVERY:
            rest.rows[cell] = self.rows[cell] - other.rows[cell]
            rest.weight[cell] = self.weight[cell] - other.weight[cell]
            rest.squares[cell] = self.squares[cell] - other.squares[cell]
        return rest

    def n(self, cells=EVERY):
        return sum(self.rows[c] for c in cells)

    def w(self, cells=EVERY):
        return Fraction(sum(self.weight[c] for c in cells))

    def effective_n(self, cells=EVERY):
        squares = Fraction(sum(self.squares[c] for c in cells))
        return self.w(cells) ** 2 / squares if squares else Fraction(0)


def plain(value):
    """A feature's value as it is compared: whole floats are integers."""
    if isinstance(value, float):
        if value != value:
            return None
        assert value == int(value), "only whole floats are features"
        return int(value)
    return value


def order(value):
    """Sort key: missing last, numbers by value, text by UTF-8 bytes."""
    if value is None:
        return (1, 0)
    return (0, value.encode() if isinstance(value, str) else value)


def tuple_order(values):
    return tuple(order(v) for v in values)


def as_binary(values, positive):
    """Labels or decisions as 1, 0 and None for a missing one."""
    if values is None:
        return None
    out = []
    for v in values:
        if v is None or v != v:
            out.append(None)
        elif positive is not None:
            out.append(int(v == positive and
                           isinstance(v, str) == isinstance(positive, str)))
        else:
            assert v in (0, 1)
            out.append(int(v))
    return out


class Table:
    """The finest tallies: one per observed tuple of all features."""

    def __init__(self, *, sensitive, control=None, y_true=None, y_pred=None,
                 y_score=None, threshold=None, sample_weight=None,
                 frequency=None, positive_label=None, nulls="group",
                 unlabelled="error"):
        self.sensitive = list(sensitive)
        self.control = list(control or {})
        self.has_label = y_true is not None
        self.has_score = y_score is not None
        self.weighted = sample_weight is not None
        self.unlabelled = unlabelled
        if y_score is not None and threshold is not None:
            y_pred = [int(s >= threshold) for s in y_score]
            decisions = y_pred
        else:
            positive = positive_of(positive_label, "y_pred", y_pred)
            decisions = as_binary(y_pred, positive)
        self.has_decision = decisions is not None
        labels = as_binary(y_true,
                           positive_of(positive_label, "y_true", y_true))
        s_columns = list(sensitive.values())
        c_columns = list((control or {}).values())
        n = len(s_columns[0])
        self.rows_in = n
        self.excluded = {}
        self.cells = {}
        self.used = 0
        for i in range(n):
            s = tuple(plain(c[i]) for c in s_columns)
            c = tuple(plain(c[i]) for c in c_columns)
            label = labels[i] if labels else None
            decision = decisions[i] if decisions else None
            times = int(frequency[i]) if frequency is not None else 1
            cause = self._cause(s, c, label, times, nulls, unlabelled)
            if cause:
                self.excluded[cause] = self.excluded.get(cause, 0) + 1
                continue
            self.used += 1
            weight = Fraction(sample_weight[i]) if self.weighted else 1
            tally = self.cells.setdefault((s, c), Tally())
            tally.add(CELLS[label, decision], times, weight,
                      None if y_score is None else (y_score[i], label))
        rows = scores.of(self.overall().scores)
        self.median = scores.lower_median(rows)
        self.probabilities = scores.are_probabilities(rows)
        self.extreme = rows and (min(r[0] for r in rows),
                                 max(r[0] for r in rows))

    def _cause(self, s, c, label, times, nulls, unlabelled):
        """Why a row leaves the audit: the first cause that applies."""
        if nulls == "exclude" and None in c:
            return "null_control"
        if nulls == "exclude" and None in s:
            return "null_sensitive"
        if self.has_label and label is None and unlabelled == "exclude":
            return "null_y_true"
        if times == 0:
            return "zero_frequency"
        return None

    def strata(self):
        """Control tuples in order; none without control features."""
        if not self.control:
            return []
        return sorted({c for _, c in self.cells}, key=tuple_order)

    def overall(self, stratum=None):
        return self._sum(lambda s, c: stratum is None or c == stratum)

    def groups(self, by, stratum=None):
        """Ordered dict: group tuple -> tally, over rows of one stratum."""
        places = [self.sensitive.index(f) for f in by]
        keys = {tuple(s[p] for p in places) for s, c in self.cells
                if stratum is None or c == stratum}
        return {
            key: self._sum(
                lambda s, c: (stratum is None or c == stratum)
                and tuple(s[p] for p in places) == key)
            for key in sorted(keys, key=tuple_order)
        }

    def _sum(self, wanted):
        total = Tally()
        for (s, c), tally in self.cells.items():
            if wanted(s, c):
                total.merge(tally)
        return total


def positive_of(positive_label, column, values):
    """The declared positive of one column, by interface.md section 1.2."""
    if isinstance(positive_label, dict):
        return positive_label.get(column)
    if positive_label is None or values is None:
        return None
    kinds = {isinstance(v, str) for v in values if v is not None and v == v}
    return positive_label if kinds == {isinstance(positive_label, str)} \
        else None
