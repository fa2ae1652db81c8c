# SPDX-License-Identifier: MIT
"""What may be shown where more people read than may see small counts.

Counts below a minimum are withheld, and so many others that nothing gives
them back: not the totals, not what is shown of other metrics, groupings and
models.  docs/explanation/publish.md says why that is enough.
"""

import json
from math import inf

from .cells import changed, counted, following, forms, whole

PUBLISH_MIN = 10


def _key(group):
    return json.dumps(group, sort_keys=True)


def _place(found):
    return _key(found["group"]), _key(found["control"])


def _amounts(entry, weighted):
    """What a rate counts, and out of how many rows.  With weights it is an
    estimate: sums of weights are no counts."""
    if entry["denominator"] is None or entry["value"] is None:
        return 0, 0
    if not weighted:
        return entry["numerator"], entry["denominator"]
    rows = entry["n"] or 0
    return int(rows * entry["value"]), rows


class _Table:
    """Groups of one grouping: what is shown of each, by model."""

    def __init__(self, features, control):
        self.features = features
        self.control = control
        self.groups = {}  # key to the group and, by model, its sums of cells
        self.opaque = set()  # groups of metrics that count something else
        self.named = set()  # groups that observed values and bounds name

    @property
    def nested(self):
        """Whether others hold its sums: it is by several features, or within
        strata."""
        return len(self.features) > 1 or self.control is not None

    def put(self, model, entry, weighted, kept):
        key = _key(entry["group"])
        group, known = self.groups.setdefault(key, (entry["group"], {}))
        own = known.setdefault(model, {})
        cells = whole(entry["metric"], entry.get("counts"))
        if cells is not None:
            own.update(cells)
        elif counted(entry["metric"]):
            amounts = _amounts(entry, weighted)
            own.update(forms(entry["metric"], *amounts, kept))
        else:
            rows = entry.get("n")
            self.opaque.add((key, 0 if rows is None else rows))

    def take_sums(self, finer):
        """Sums over a finer grouping, or over its strata, are shown where
        that is."""
        sums = {}
        for table in finer:
            for group, known in table.groups.values():
                mine = _key({name: group[name] for name in self.features})
                for model, own in known.items():
                    for mask, value in own.items():
                        at = (mine, model, mask)
                        sums[at] = sums.get(at, 0) + value
        for (key, model, mask), value in sums.items():
            if key in self.groups:
                self.groups[key][1].setdefault(model, {})[mask] = value

    def cells(self):
        """By group all counts that follow, as (model, sum) to number."""
        return {
            key: {
                (model, mask): value
                for model, own in known.items()
                for mask, value in following(own).items()
            }
            for key, (_, known) in self.groups.items()
        }

    def _small(self, cells, least):
        return {key for key, n in self.opaque if n < least} | {
            key
            for key, own in cells.items()
            if any(value < least for value in own.values())
        }

    def small(self, least):
        """Groups of which some count is below the minimum."""
        return self._small(self.cells(), least)

    def withheld(self, least):
        """These, and so many more that sums over all of them say nothing."""
        cells = self.cells()
        found = self._small(cells, least)
        sums = {}

        def add(key):
            found.add(key)
            for at, value in cells[key].items():
                sums[at] = sums.get(at, 0) + value

        for key in sorted(found):
            add(key)
        rest = sorted(
            cells.keys() - found,
            key=lambda key: (
                key in self.named,  # who reads wants to see these
                sum(cells[key].values()),
                key,
            ),
        )
        for key in rest if sums else ():
            if len(found) > 1 and min(sums.values()) >= least:
                break
            add(key)
        return found


class Publication:
    """Of verdicts about one data set which counts may be shown."""

    def __init__(self, verdicts, least=PUBLISH_MIN):
        self.least = least
        self._tables = {}
        self._overall = _Table((), None)
        self._large = {}  # flips of which no part is small
        self._metrics = {}  # of nested groupings: what is counted there
        for model, verdict in enumerate(verdicts):
            self._read(model, verdict)
        self._nested = self._may_show_nested()
        if self._nested:
            self._take_sums()
        self._withheld = {
            at: set(table.groups)
            if table.nested and not self._nested
            else table.withheld(least)
            for at, table in self._tables.items()
        }
        self._no_totals = bool(self._overall.small(least))

    def _read(self, model, verdict):
        said = verdict["specification"]
        weighted = said.get("sample_weight") is not None
        kept = said.get("unlabelled") == "keep"
        self._look_at_flips(verdict, weighted)
        for rule in verdict["rules"]:
            for entry in rule["evidence"]:
                table = self._table(entry)
                table.put(model, entry, weighted, kept)
                self._put_before(model, table, entry, weighted, kept)
                if table.nested:
                    self._metrics.setdefault(self._at(entry), set()).add(
                        (model, entry["metric"])
                    )
            for at in "observed", "pass_bound", "fail_bound":
                self._note(rule[at])

    @staticmethod
    def _put_before(model, table, entry, weighted, kept):
        """What was counted in the baseline, of which other rows may be
        without a label."""
        before = entry.get("baseline")
        if not before or before["value"] is None:
            return
        before = {**entry, **before}
        weighted = weighted or before["n"] != before["denominator"]
        for may in {kept, kept or before["gained"] is None}:
            table.put((model, may), before, weighted, may)

    def _look_at_flips(self, verdict, weighted):
        """Which flips have no small part at all: neither rows that changed,
        either way, nor of these the ones of a label, nor those that did
        not."""
        least = inf if weighted and self.least else self.least
        positive = verdict["specification"]["favourable"] != "negative"
        flipped = [
            rule for rule in verdict["rules"]
            if rule.get("baseline") and rule["baseline"]["flips"]
        ]
        looked_at = {}
        for entry in (e for rule in flipped for e in rule["evidence"]):
            looked_at.setdefault(_place(entry), []).append(entry)
        for rule in flipped:
            flips = rule["baseline"]["flips"]
            parts = (
                part
                for flip in flips
                for entry in looked_at.get(_place(flip), ())
                for part in changed(entry, flip, positive)
            )
            key = _key(flips)
            self._large[key] = self._large.get(key, True) and all(
                part >= least for part in parts
            )

    def _note(self, found):
        for side in "group", "reference":
            group = found and found[side]
            if isinstance(group, dict):
                at = {"group": group, "control": found["control"]}
                self._table(at).named.add(_key(group))

    @staticmethod
    def _at(entry):
        group = entry["group"]
        features = frozenset(group) if isinstance(group, dict) else frozenset()
        return features, _key(entry["control"])

    def _table(self, entry):
        if not isinstance(entry["group"], dict) and entry["control"] is None:
            return self._overall
        features, _ = at = self._at(entry)
        return self._tables.setdefault(at, _Table(features, entry["control"]))

    def _may_show_nested(self):
        """Groupings by several features, and strata, only all of them or
        none: no table of sums is left that closes in on a cell."""
        nested = [t for t in self._tables.values() if t.nested]
        metrics = list(self._metrics.values())
        return all(m == metrics[0] for m in metrics) and not any(
            table.small(self.least) for table in nested
        )

    def _take_sums(self):
        """Into tables of one feature, from those that are nested."""
        finer = {}
        for (features, _), table in self._tables.items():
            if table.nested:
                strata = frozenset(table.control or ())
                finer.setdefault((features, strata), []).append(table)
        for table in self._tables.values():
            for (features, _), tables in finer.items():
                if not table.nested and table.features <= features:
                    table.take_sums(tables)

    def shows(self, group, control=None):
        """Whether counts of a group, of all rows, or of all others may be
        shown; None: there is none."""
        if group is None:
            return True
        at = self._at({"group": group, "control": control})
        if not isinstance(group, dict) and control is None:
            return not self._no_totals
        return _key(group) not in self._withheld.get(at, ())

    def shows_flips(self, rule):
        """Whether it may be shown how many decisions changed."""
        return (
            not self.hidden(rule)[0]
            and not self._no_totals
            and self._large.get(_key(rule["baseline"]["flips"]), False)
        )

    def hidden(self, rule):
        """How many groups of a rule are withheld, and whether some of them
        are compared: then nothing that the comparison gives may be shown."""
        groups = [e for e in rule["evidence"] if isinstance(e["group"], dict)]
        hidden = {
            (_key(e["group"]), _key(e["control"])): e
            for e in groups
            if not self.shows(e["group"], e["control"])
        }
        compared = any(e.get("left_out") is None for e in hidden.values())
        return len(hidden), compared or self._no_totals
