# SPDX-License-Identifier: MIT
"""Reading a table, auditing it through Python or the command line, and
finding numbers in the report."""

import csv
import functools
import gzip
import io
import json
import lzma
from collections import Counter
from dataclasses import dataclass

import libfairness as lf
from libfairness import cli
from published import shared

FLOATS = ("y_score", "sample_weight")


@dataclass
class Check:
    key: str
    found: object
    expected: object
    tolerance: float = 0.0

    @property
    def holds(self):
        if self.found is None or self.expected is None:
            return self.found is None and self.expected is None
        if isinstance(self.expected, (str, bool)):
            return self.found == self.expected
        return abs(self.found - self.expected) <= self.tolerance


class Table:
    """Columns of text, and the file that they are from."""

    def __init__(self, columns, path=None):
        self.columns = columns
        self.path = path  # that the command line can read as it is

    @classmethod
    @functools.cache
    def of(cls, *parts, delimiter=","):
        path = shared(*parts)
        unpack = {".gz": gzip.decompress, ".xz": lzma.decompress}.get(
            path.suffix, bytes)
        text = unpack(path.read_bytes()).decode()
        rows = csv.reader(io.StringIO(text), delimiter=delimiter)
        names = next(rows)
        columns = dict(zip(names, map(list, zip(*rows))))
        readable = path.suffix != ".xz" and delimiter == ","
        return cls(columns, path if readable else None)

    def only(self, keep):
        """The rows for which keep is true."""
        return Table({k: [v for v, k_ in zip(column, keep) if k_]
                      for k, column in self.columns.items()})

    def plus(self, **more):
        return Table({**self.columns, **{k: list(map(str, v))
                                         for k, v in more.items()}})

    def __getitem__(self, name):
        return self.columns[name]


def number_or_text(column):
    """0 and 1 as numbers, whatever they are written like."""
    try:
        numbers = [float(v) for v in column]
    except ValueError:
        return column
    return [int(v) for v in numbers] if set(numbers) <= {0, 1} else column


def with_python(table, roles, features, control, options):
    def role(name, column):
        values = table[column]
        if name in FLOATS:
            return [float(v) for v in values]
        if name == "frequency":
            return [int(v) for v in values]
        return number_or_text(values)
    return lf.audit(
        sensitive_features={f: table[f] for f in features},
        control_features={f: table[f] for f in control} or None,
        **{k: role(k, v) for k, v in roles.items()}, **options).to_dict()


def words(roles, features, control, options):
    for name, column in roles.items():
        yield f"--{name.replace('_', '-')}={column}"
    for name in features:
        yield f"--sensitive-features={name}"
    for name in control:
        yield f"--control-features={name}"
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if name == "reference" and isinstance(value, dict):
            yield from (f"{option}={k}={v}" for k, v in value.items())
        elif name == "by":
            yield from (f"{option}={','.join(by)}" for by in value)
        elif isinstance(value, list):
            yield f"{option}={','.join(value)}"
        else:
            yield f"{option}={value!r}" if isinstance(value, float) \
                else f"{option}={value}"


def with_command(folder, table, roles, features, control, options):
    path = table.path
    if path is None:
        path = folder / "rows.csv"
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow(table.columns)
            writer.writerows(zip(*table.columns.values()))
    target = folder / "report.json"
    code = cli.main(["audit", str(path), "--format", "json",
                     "--output", str(target),
                     *words(roles, features, control, options)])
    assert code == 0
    return json.loads(target.read_text(encoding="utf-8"))


class Found:
    """The report of one audit, and short ways to its numbers."""

    def __init__(self, report):
        self.report = report
        self.overall = self._numbers(report["overall"])
        self._groups = {
            (tuple(g["by"]), tuple((g["control"] or {}).items()),
             tuple(one["group"].values())): self._numbers(one)
            for g in report["groupings"] for one in g["groups"]}
        self._strata = {tuple(s["control"].items()): self._numbers(
            s["overall"]) for s in report["strata"]}
        self._comparisons = {
            (tuple(g["by"]), tuple((g["control"] or {}).items()),
             c["metric"], c["comparison"],
             tuple((c["group"] or {}).values())): c
            for g in report["groupings"] for c in g["comparisons"]}
        self._criteria = {
            (tuple(g["by"]), name): v for g in report["groupings"]
            if g["control"] is None for name, v in g["criteria"].items()}

    @staticmethod
    def _numbers(place):
        return {**place["counts"],
                **{k: v["value"] for k, v in place["metrics"].items()}}

    def group(self, by, *values, control=()):
        by = (by,) if isinstance(by, str) else tuple(by)
        return self._groups[by, tuple(control), values]

    def stratum(self, **control):
        return self._strata[tuple(control.items())]

    def comparison(self, by, metric, name, *values, control=()):
        """Of a group; of extremes, whose group the report chooses, without
        one."""
        by = (by,) if isinstance(by, str) else tuple(by)
        if values:
            return self._comparisons[by, tuple(control), metric, name,
                                     values]["value"]
        return self.extreme(by, metric, name, control)["value"]

    def extreme(self, by, metric, name, control=()):
        by = (by,) if isinstance(by, str) else tuple(by)
        one, = [c for (b, k, m, n, _), c in self._comparisons.items()
                if (b, k, m, n) == (by, tuple(control), metric, name)]
        return one

    def criterion(self, by, name):
        by = (by,) if isinstance(by, str) else tuple(by)
        return self._criteria[by, name]["value"]


def runner(via, folder):
    """run(table, features, control=…, y_true=column, …, options) → Found."""
    def run(table, features, *, control=(), y_true=None, y_pred=None,
            y_score=None, sample_weight=None, frequency=None, **options):
        roles = {k: v for k, v in (
            ("y_true", y_true), ("y_pred", y_pred), ("y_score", y_score),
            ("sample_weight", sample_weight), ("frequency", frequency))
            if v is not None}
        given = table, roles, features, control, options
        return Found(with_python(*given) if via == "Python"
                     else with_command(folder, *given))
    return run


def known(folder):
    """(key, entry) of the published values."""
    seen = Counter()
    for e in json.loads(shared(folder, "known.json").read_text()):
        key = f"known.json: {e['file']}: {e['metric']}: {e['group']}"
        seen[key] += 1
        yield key if seen[key] == 1 else f"{key} ({seen[key]})", e


# What the reference files call our metrics and counts.
REFERENCE = {
    "n": lambda g: g["n"], "tp": lambda g: g["tp"], "fp": lambda g: g["fp"],
    "tn": lambda g: g["tn"], "fn": lambda g: g["fn"],
    "pp": lambda g: g["selected"], "pn": lambda g: g["n"] - g["selected"],
    "pos": lambda g: g["positives"],
    "neg": lambda g: g["n"] - g["positives"],
    "tpr": lambda g: g["true_positive_rate"],
    "fnr": lambda g: g["false_negative_rate"],
    "fpr": lambda g: g["false_positive_rate"],
    "tnr": lambda g: g["true_negative_rate"],
    "ppv": lambda g: g["positive_predictive_value"],
    "fdr": lambda g: g["false_discovery_rate"],
    "npv": lambda g: g["negative_predictive_value"],
    "FOR": lambda g: g["false_omission_rate"],
    "acc": lambda g: g["accuracy"], "sel": lambda g: g["selection_rate"],
    "prev": lambda g: g["base_rate"], "base_rate": lambda g: g["base_rate"],
    "auc": lambda g: g["roc_auc"], "brier": lambda g: g["brier_score"],
    "mean_score": lambda g: g["mean_score"],
    "generalized_fpr": lambda g: g["soft_false_positive_rate"],
    "generalized_fnr": lambda g: 1 - g["soft_true_positive_rate"],
}
# With scores: all that there is of rows, decisions and scores.
SUITES = ["classification", "ranking", "calibration"]


def reference(*parts):
    return json.loads(shared(*parts).read_text())


def reference_checks(parts, place):
    """Of a reference file; place(group text) → numbers, or None."""
    for text, values in reference(*parts).items():
        numbers = place(text)
        for name, expected in values.items():
            if name in REFERENCE:
                yield Check(f"{parts[-1]}: {text}: {name}",
                            REFERENCE[name](numbers), expected,
                            1e-14 * max(1, abs(expected or 0)))
