# SPDX-License-Identifier: MIT
"""Categories of pandas, read by their codes, against the same texts."""

import random

import pytest

import libfairness as lf

pd = pytest.importorskip("pandas")
np = pytest.importorskip("numpy")

N = 5000


def made(seed, names, *, missing=0.0):
    """Labels, decisions and categorical groups of some rows."""
    rng = random.Random(seed)
    codes = [-1 if rng.random() < missing else rng.randrange(len(names))
             for _ in range(N)]
    return (pd.Series([rng.randrange(2) for _ in range(N)]),
            pd.Series([rng.randrange(2) for _ in range(N)]),
            pd.Series(pd.Categorical.from_codes(codes, names)))


def saved(y, p, group):
    audit = lf.Audit(y_true="y", y_pred="p", sensitive_features="g")
    audit.add(pd.DataFrame({"y": y, "p": p, "g": group}))
    return audit.to_bytes()


@pytest.mark.parametrize("n_names", (1, 100, 127, 40_000))
@pytest.mark.parametrize("missing", (0.0, 0.1, 1.0))
def test_codes(n_names, missing):
    names = [f"name {i}" + "é" * (i % 3) for i in range(n_names)]
    y, p, group = made(n_names, names, missing=missing)
    widths = {127: "int16", 40_000: "int32"}
    assert group.cat.codes.dtype == widths.get(n_names, "int8")
    if missing == 1.0:
        with_none = pd.Series([None] * N, dtype=object)
    else:
        with_none = group.astype(object).where(group.notna(), None)
    assert saved(y, p, group) == saved(y, p, with_none)
    assert saved(y[7:], p[7:], group[7:]) == saved(
        y[7:], p[7:], with_none[7:])
    assert saved(y[::-2], p[::-2], group[::-2]) == saved(
        y[::-2], p[::-2], with_none[::-2])


@pytest.mark.parametrize("values", ([3, 1, 2], [True, False], ["", "a\0b"],
                                    [1.0, 2.0]))
def test_categories(values):
    y, p, group = made(5, values, missing=0.05)
    texts = group.astype(object).where(group.notna(), None)
    assert saved(y, p, group) == saved(y, p, texts)


def test_as_labels():
    y, p, group = made(6, ["no", "yes"])
    labels = pd.Series(np.where(y == 1, "yes", "no"), dtype="category")
    found = [
        lf.audit(labels if kind == "category" else labels.astype(kind),
                 p, sensitive_features=group,
                 positive_label={"y_true": "yes", "y_pred": 1}).to_json()
        for kind in ("category", "str", object)
    ]
    assert found[0] == found[1] == found[2]


def test_category_that_is_no_text():
    """The error names the first row that has it, not its place among the
    categories; where no row has it there is none."""
    names = pd.Index(["a", "b", "\ud800"], dtype=object)
    group = pd.Series(pd.Categorical.from_codes([0, 1, -1, 0, 1, 2, 2], names))
    y_pred = [0, 1, 0, 1, 0, 1, 0]
    with pytest.raises(lf.DataError, match="position 5 is not valid") as found:
        lf.audit(y_pred, sensitive_features=group)
    assert found.value.row == 5
    unused, texts = group[:5], ["a", "b", None, "a", "b"]
    assert saved(y_pred[:5], y_pred[:5], unused) == saved(
        y_pred[:5], y_pred[:5], texts)


def test_codes_that_lie():
    """Codes beyond the categories are an error, not a read astray."""
    from libfairness import _core
    codes = np.array([0, 1, 2, -1, -2], np.int8)
    for bad in (codes[[0, 1, 2]], codes[[0, 4]]):
        core = _core.Audit({"sensitive_features": ("g",)})
        column = _core.column_from_codes(bad, ("a", "b"), "g")
        labels = _core.column_from_sequence([1] * len(bad), "y_pred")
        with pytest.raises(lf.FairnessError):
            core.add_columns({"y_pred": labels}, (column,), ())
    assert _core.column_from_codes(codes.astype(float), ("a",), "g") is None
    assert _core.column_from_codes(codes[::2], ("a",), "g") is None
    assert _core.column_from_codes([1, 2], ("a",), "g") is None
