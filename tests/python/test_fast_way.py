# SPDX-License-Identifier: MIT
"""Batches of thousands of rows, which the core counts in a way of its own,
against dictionaries and fractions: counts, weights and errors, whole, in
batches, with threads, saved and merged.  Seeds are fixed."""

import collections
import fractions
import math
import pickle
import random

import pytest

import libfairness as lf

np = pytest.importorskip("numpy")
pa = pytest.importorskip("pyarrow")

N = 20_000  # more than four blocks of 4,096 rows
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32",
            "uint64")
LOWS = {"int8": (-128, 40), "uint8": (0, 150), "int64": (-2 ** 63, 2 ** 62),
        "uint64": (2 ** 63 - 3, 2 ** 64 - 200)}


def with_offset(rng, values, **options):
    """The Arrow array of these values, as a slice of a longer one."""
    before = rng.randrange(0, 20)
    padded = values[:before] + values + values[:rng.randrange(3)]
    return pa.array(padded, **options).slice(before, len(values))


def chunked(rng, array):
    cuts = sorted(rng.randrange(len(array)) for _ in range(rng.choice(
        (0, 1, 3))))
    ends = [*cuts, len(array)]
    return pa.chunked_array(
        [array[a:b] for a, b in zip([0, *cuts], ends)], type=array.type)


def stored(rng, values, kinds, *, whole=True):
    """The values in one of these kinds, as NumPy or Arrow has them."""
    kind = rng.choice(kinds)
    arrow = rng.random() < 0.5 or None in values
    if kind == "dictionary":
        entries = sorted({v for v in values if v is not None})
        doubled = entries + entries[: len(entries) // 2]  # merged by value
        places = {v: [i for i, e in enumerate(doubled) if e == v]
                  for v in entries}
        width = rng.choice([t for t in INTEGERS
                            if len(doubled) < np.iinfo(t).max])
        array = pa.DictionaryArray.from_arrays(
            with_offset(rng, [v if v is None else rng.choice(places[v])
                              for v in values], type=getattr(pa, width)()),
            pa.array(doubled))
        return array if rng.random() < 0.7 else chunked(rng, array)
    if not arrow:
        return np.array(values, dtype=kind)
    type_ = {"bool": pa.bool_(), "float32": pa.float32(),
             "float64": pa.float64()}.get(kind) or getattr(pa, kind)()
    if kind == "bool":
        values = [v if v is None else bool(v) for v in values]
    array = with_offset(rng, values, type=type_)
    return array if rng.random() < 0.7 else chunked(rng, array)


def some_missing(rng, values, share):
    return [None if rng.random() < share else v for v in values]


def labels(rng, *, missing=0.0):
    share = rng.choice((0.5, 0.05, 0.0, 1.0))
    values = [int(rng.random() < share) for _ in range(N)]
    if missing:
        values = some_missing(rng, values, missing)
    kinds = ("bool", *INTEGERS, "float32", "float64")
    return values, stored(rng, values, kinds)


def feature(rng, most):
    """Values (None: missing) and their column."""
    missing = rng.choice((0, 0, 0, 0.001, 0.2))
    form = rng.choice(("integers", "integers", "bool", "dictionary", "text"))
    span = rng.choice([n for n in (1, 2, 3, 8, 16, 17, 60, 180) if n <= most])
    if form == "bool":
        values = [rng.random() < 0.3 for _ in range(N)]
        values = some_missing(rng, values, missing)
        return values, stored(rng, values, ("bool",))
    late = rng.choice((0, 0, 7, 70))  # comes in the last rows
    numbers = [rng.randrange(span) + (late if i > N - 900 else 0)
               for i in range(N)]
    if form == "integers":
        kind = rng.choice(INTEGERS)
        low = rng.choice(LOWS.get(kind, (5, 1000)))
        step = 1
        if kind in LOWS and kind.endswith("64"):
            step = rng.choice((1, 1, 70, 2 ** 32))  # far apart, and few
            low = min(low, 2 ** 64 - 200 * step)
        values = some_missing(rng, [low + step * v for v in numbers], missing)
        return values, stored(rng, values, (kind,))
    words = ["", "a", "ä", *(f"w{k}" for k in range(260))]
    values = some_missing(rng, [words[v] for v in numbers], missing)
    if form == "text":
        return values, values
    return values, stored(rng, values, ("dictionary",))


def weights(rng):
    kind = rng.choice(("uniform", "lognormal", "whole", "zeros", "tiny"))
    most = rng.choice((100, 2 ** 40, 2 ** 60))
    draw = {
        "uniform": rng.random,
        "lognormal": lambda: rng.lognormvariate(0, rng.choice((1, 30))),
        "whole": lambda: float(rng.randrange(1, most)),
        "zeros": lambda: float(rng.random() < 0.001),
        "tiny": lambda: rng.choice((5e-324, 2.3e-308, 1e-300, 1.0)),
    }[kind]
    values = [draw() for _ in range(N)]
    if kind == "whole" and rng.random() < 0.7:
        stored = np.array(values).astype(rng.choice(("int64", "uint64",
                                                     "float32")))
        return [float(v) for v in stored], stored
    if kind == "uniform" and rng.random() < 0.5:
        stored = np.array(values, dtype="float32")
        return [float(v) for v in stored], stored
    return values, (values if rng.random() < 0.2 else np.array(values))


def make(seed):
    """A case: columns of plain values, the same as stored, and options."""
    rng = random.Random(seed)
    options = {}
    plain, columns = {}, {}

    def put(name, pair):
        plain[name], columns[name] = pair

    unlabelled = rng.choice((None, None, "keep", "exclude"))
    if unlabelled:
        options["unlabelled"] = unlabelled
    put("y", labels(rng, missing=0.01 if unlabelled else 0.0))
    if rng.random() < 0.3:
        options["threshold"] = rng.choice((0.5, 0.1, -1.0, 7))
        scores = [rng.choice((rng.random(), 0.5, 0.1)) for _ in range(N)]
        kind = rng.choice(("float32", "float64"))
        scores = [float(x) for x in np.array(scores, kind)]
        put("s", (scores, np.array(scores, kind)))
    else:
        put("p", labels(rng))
    n_features, most = rng.choice((
        (1, 60), (1, 60), (2, 8), (3, 3), (6, 2),  # keys of a byte
        (1, 180), (2, 60), (3, 16), (6, 3), (11, 2),  # wide keys
    ))
    for k in range(n_features):
        put(f"f{k}", feature(rng, most))
    if rng.random() < 0.4:
        put("w", weights(rng))
    options["nulls"] = rng.choice(("group", "group", "exclude"))
    return rng, plain, columns, options


def counted(plain, options):
    """Rows, weights and squares by group, label and decision."""
    rows = collections.Counter()
    sums = collections.defaultdict(lambda: [[], []])
    names = [name for name in plain if name[0] == "f"]
    for i, y in enumerate(plain["y"]):
        group = tuple(plain[name][i] for name in names)
        if options["nulls"] == "exclude" and None in group:
            continue
        if y is None and options.get("unlabelled") == "exclude":
            continue
        p = (plain["p"][i] if "p" in plain
             else int(plain["s"][i] >= options["threshold"]))
        rows[group, y, p] += 1
        if "w" in plain:
            sums[group, y, p][0].append(plain["w"][i])
    return rows, {
        key: (math.fsum(w), rounded(sum(fractions.Fraction(x) ** 2
                                        for x in w)))
        for key, (w, _) in sums.items()
    }


def rounded(x):
    return x.numerator / x.denominator


def roles(plain):
    found = {"y_true": "y", "sensitive_features": [
        name for name in plain if name[0] == "f"]}
    for role, name in (("y_pred", "p"), ("y_score", "s"),
                       ("sample_weight", "w")):
        if name in plain:
            found[role] = name
    return found


def whole(plain, columns, options, threads):
    audit = lf.Audit(**roles(plain), **options)
    audit.add(columns, threads=threads)
    return audit


def cut(column, start, end):
    return column[start:end]


def in_batches(rng, plain, columns, options):
    """By batches, into two audits that are saved and merged."""
    audits = [lf.Audit(**roles(plain), **options) for _ in range(2)]
    start = 0
    while start < N:
        end = min(N, start + rng.choice((1, 100, 3000, 4096, 17_000)))
        rng.choice(audits).add(
            {name: cut(c, start, end) for name, c in columns.items()})
        start = end
    if not audits[0].rows:
        audits.reverse()
    first = pickle.loads(pickle.dumps(audits[0]))
    first.merge(audits[1])
    return first


CELLS = {(1, 1): "tp", (0, 1): "fp", (1, 0): "fn", (0, 0): "tn"}


def check_report(report, plain, options):
    rows, sums = counted(plain, options)
    found = report.to_dict()
    used = sum(rows.values())
    assert found["rows"]["in"] == N and found["rows"]["used"] == used
    names = roles(plain)["sensitive_features"]
    grouping = next(g for g in found["groupings"] if g["by"] == names)
    groups = {tuple(g["group"][name] for name in names): g["counts"]
              for g in grouping["groups"]}
    assert set(groups) == {group for group, _, _ in rows}
    for (group, y, p), n in rows.items():
        counts = groups[group]
        if y is not None:
            assert counts[CELLS[y, p]] == n, (group, y, p)
        if "w" in plain and y is not None:
            weighted = counts["weighted"]
            squares = weighted["sum_of_squares"]
            assert (weighted[CELLS[y, p]], squares[CELLS[y, p]]) == sums[
                group, y, p]
    per_group = collections.Counter()
    for (group, _, _), n in rows.items():
        per_group[group] += n
    assert per_group == {g: c["n"] for g, c in groups.items()}


@pytest.mark.parametrize("seed", range(10))
def test_counts(seed):
    rng, plain, columns, options = make(seed)
    audit = whole(plain, columns, options, 1)
    names = roles(plain)["sensitive_features"]
    # Of thousands of groups that have no base rate, all else would be long.
    report = audit.report(by=[names], metrics=["selection_rate"],
                          comparisons=["difference"], allow_sparse=True)
    check_report(report, plain, options)
    state = audit.to_bytes()
    assert whole(plain, columns, options, 3).to_bytes() == state
    assert in_batches(rng, plain, columns, options).to_bytes() == state


# What is put into one row, the kind of error, and what may hold it.
FLAWS = {
    "y_pred": (2, 7, -1), "y_true": (2, 7, -1),
    "y_score": (math.nan,),
    "sample_weight": (math.nan, math.inf, -1.0, -5e-324, 1e300),
}


def flawed(rng):
    """Columns of NumPy, and the flaws in them: {column: (value, rows)}."""
    kind = rng.choice(("int8", "uint8", "int64", "float32", "float64"))
    columns = {
        "y_true": np.array([rng.random() < 0.5 for _ in range(N)], kind),
        "sex": np.array([rng.randrange(3) for _ in range(N)],
                        rng.choice(("int8", "int32"))),
    }
    if rng.random() < 0.4:
        columns["y_score"] = np.array([rng.random() for _ in range(N)])
    else:
        columns["y_pred"] = np.array(
            [rng.random() < 0.3 for _ in range(N)], rng.choice(("int8", kind)))
    if rng.random() < 0.5:
        columns["sample_weight"] = np.array(
            [rng.random() for _ in range(N)])
    flaws = {}
    for name in rng.sample([c for c in columns if c in FLAWS],
                           rng.choice((1, 1, 2))):
        value = rng.choice(FLAWS[name])
        if value == -1 and columns[name].dtype == "uint8":
            value = 255
        rows = sorted(rng.sample(range(N), rng.choice((1, 2, 40))))
        columns[name] = columns[name].copy()
        columns[name][rows] = value
        flaws[name] = (value, rows)
    return columns, flaws


@pytest.mark.parametrize("seed", range(8))
def test_errors(seed):
    """The first bad row is blamed and its kind counted; nothing is kept."""
    rng = random.Random(seed)
    columns, flaws = flawed(rng)
    options = {"threshold": 0.5} if "y_score" in columns else {}
    names = {name: name for name in columns if name != "sex"}
    audit = lf.Audit(sensitive_features="sex", **names, **options)
    before = {name: c[:1].copy() for name, c in columns.items()}
    for name in before:
        before[name][:] = 1
    audit.add(before)
    state = audit.to_bytes()
    order = ("y_true", "y_pred", "y_score", "sample_weight")
    first = min(flaws, key=lambda c: (flaws[c][1][0], order.index(c)))
    said = set()
    for threads in (1, 3):
        with pytest.raises(lf.FairnessError) as raised:
            audit.add(columns, threads=threads)
        error = raised.value
        said.add(str(error))
        assert error.column == first, flaws
        assert error.row == flaws[first][1][0]
        assert error.count == len(flaws[first][1])
        assert audit.to_bytes() == state
    assert len(said) == 1
    good = flaws[first][1][0]
    audit.add({name: c[:good] for name, c in columns.items()})
    assert audit.rows == 1 + good


@pytest.mark.parametrize("kind", ["int8", "int64", "float64"])
@pytest.mark.parametrize("positive, other, late", [(1, 2, 0), (0, 2, 1),
                                                   (1, -1, 0)])
@pytest.mark.parametrize("many", [False, True])
def test_third_label(kind, positive, other, late, many):
    """Another label than 0 and 1 goes beside one of them only, whichever
    came first; many: more groups than the fast way takes where it is."""
    y = np.full(N, positive, kind)
    rows = {"y": y, "p": np.arange(N) % 2}
    names = ["a", "b", "c"]
    for k, name in enumerate(names):
        rows[name] = np.arange(N) // (k + 1) % 2
        if many:
            rows[name][4096:8192] = np.arange(4096) // 8 ** k % 8
    audit = lf.Audit(y_true="y", y_pred="p", sensitive_features=names,
                     positive_label={"y_true": positive})
    for first, second in (((5000, other), (15_000, late)),
                          ((5000, late), (15_000, other)),
                          ((100, late), (5000, other))):
        y[:] = positive
        for at, value in (first, second):
            y[at] = value
        with pytest.raises(lf.DataError, match=f"is {second[1]}") as raised:
            audit.add(rows)
        assert (raised.value.row, audit.rows) == (second[0], 0)
    y[y == late] = other
    audit.add(rows)
    overall = audit.report(by=["a"]).to_dict()["overall"]["counts"]
    assert overall["positives"] == N - 2
