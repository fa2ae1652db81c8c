# SPDX-License-Identifier: MIT
"""Docstrings of the criterion functions: the registry's texts, and an example
whose numbers follow from the counts in it."""

import textwrap

from . import _core
from ._registry import legend, page, sentence

_PARAMETERS = """\
Parameters
----------
y_true : column of n labels{optional}
    What was true: 0 and 1, booleans, or two values of which
    `positive_label` is the positive one.  A column is a list, a NumPy
    array, a Series of pandas or Polars, an Arrow array; of `data` its name.
y_pred : column of n decisions{undecided}
sensitive_features : column, list of columns, mapping, or frame of n rows
    The groups that are compared: all observed combinations of the values.
control_features : as sensitive_features{controlled}
    Strata.  {strata}
data : frame, Arrow table or stream, mapping of name to column
    Where columns that are given by name are found.
y_score, threshold : column of n numbers, float{scored}
sample_weight, frequency : column of n numbers
    Sampling weights (real, at least 0); how many times a row counts
    (whole).
positive_label : label, or mapping of y_true, y_pred to a label
    The label that counts as positive; 0 and 1 need none.
favourable : {{"positive", "negative"}}
    Which decision helps the person.  Not declared: positive.
unlabelled : {{"error", "exclude", "keep"}}
    What a missing y_true means.
nulls : {{"group", "exclude", "error", "set_aside"}}
    What a missing group value means: a group of its own (default), a row
    that leaves the audit, an error, or a group that is not compared.
reference : mapping of feature to value, or a word
    What groups are compared with, where the formula has a reference:
    default ``"largest"``; also ``"best"``, ``"worst"``, ``"overall"``,
    ``"rest"``.
undefined : {{"propagate", "skip"}}
    A group without a value makes the answer undefined (default), or is
    left out and listed in ``left_out``.
confidence : float
    Of intervals, 0.95.
min_count, min_share : int, float
    Smaller groups are left out and listed in ``left_out``.
max_cells : int
    Most observed combinations of all features (65,536).
max_scores : int
    Most distinct scores that are kept, where scores are.
allow_sparse : bool
    Permit more than 20 groups of which most have one row.
calibration_bins : int or "distinct"
    Bins that calibration is measured in, 10; or one for each distinct score.
calibration_tolerance : float
    What ``calibration_within_groups`` is held against; not given: nothing.
threads : int, optional
    How many count the rows; no result depends on it.  Not given: as many as
    the machine has from a million rows on, else one."""

_RETURNS = """\
Returns
-------
Value
    ``value`` is the number, or None where ``reason`` says why there is
    none; ``group``, ``reference`` and ``worse_off`` name the groups behind it."""

_RAISES = """\
Raises
------
DataError
    A value that may not be there: names column, first row and count.
SpecificationError
    What was asked for makes no sense: an unknown option, lengths that
    differ, pandas indexes that differ.
TypeUnsupportedError
    A column of a type that is not supported.
LimitError
    Too many groups or distinct scores, or a count beyond 64 bits."""

# Counts of the example: TP, FN, FP, TN of group a, then of group b.
_DATA = """\
>>> import libfairness as lf
>>> y_true = [1, 1, 0, 0, 1, 1, 0, 0]
>>> {decided}
>>> group = ["a", "a", "a", "a", "b", "b", "b", "b"]
>>> n = [6, 2, 4, 4, 2, 2, 1, 7]  # rows: a 6 TP, 2 FN, 4 FP, 4 TN; b …"""

# How the numbers come from the counts, and the first digits of the answer.
_EXAMPLES = {
    "demographic_parity_difference": ("10/16 - 3/12", "0.375"),
    "demographic_parity_ratio": ("(3/12) / (10/16)", "0.4"),
    "impact_ratio": ("(3/12) / (10/16)", "0.4"),
    "equal_opportunity_difference": ("6/8 - 2/4", "0.25"),
    "equal_opportunity_ratio": ("(2/4) / (6/8)", "0.666..."),
    "predictive_equality_difference": ("4/8 - 1/8", "0.375"),
    "predictive_equality_ratio": ("(1/8) / (4/8)", "0.25"),
    "equalized_odds_difference": ("max(6/8 - 2/4, 4/8 - 1/8)", "0.375"),
    "equalized_odds_ratio": ("min((2/4) / (6/8), (1/8) / (4/8))", "0.25"),
    "average_odds_difference": (
        "((2/4 - 6/8) + (1/8 - 4/8)) / 2, b against a",
        "-0.3125",
    ),
    "average_absolute_odds_difference": (
        "((6/8 - 2/4) + (4/8 - 1/8)) / 2",
        "0.3125",
    ),
    "predictive_parity_difference": ("2/3 - 6/10", "0.0666..."),
    "predictive_parity_ratio": ("(6/10) / (2/3)", "0.9"),
    "conditional_use_accuracy_difference": (
        "max(2/3 - 6/10, 7/9 - 4/6)",
        "0.111...",
    ),
    "overall_accuracy_difference": ("9/12 - 10/16", "0.125"),
    "treatment_equality_difference": ("2/1 - 2/4", "1.5"),
    "conditional_demographic_disparity": (
        "(12 (2/4 - 6/8) + 16 (4/11 - 4/5)) / 28, of a",
        "-0.356...",
    ),
    "four_fifths": ("(3/12) / (10/16)", "0.4"),
    "auc_gap": ("(2*8 + 2*7) / (4*8) - (6*8 + 2*4) / (8*8)", "0.0625"),
    "cross_auc": ("(6*8 + 2*7) / (8*8) - (2*8 + 2*4) / (4*8)", "0.21875"),
    "abroca": ("(6/8 - 2/4) 1/8 + (1 - 6/8) 3/8", "0.125"),
    "score_distance_ks": ("9/12 - 6/16, up to 0.4", "0.375"),
    "score_distance_wasserstein": (
        "(7/12 - 4/16) 0.3 + (9/12 - 6/16) 0.2 + (10/12 - 10/16) 0.3",
        "0.237...",
    ),
    "score_distance_energy": (
        "root of 2 ((1/3)**2 0.3 + (3/8)**2 0.2 + (5/24)**2 0.3)",
        "0.385...",
    ),
    "sufficiency_gap": ("0 or 1 at every score, in both groups", "0.0"),
    "multicalibration_error": ("a at 0.6: |4*0.6 - 0| / 28", "0.0857..."),
    "calibration_within_groups": (
        "a: (|5.4 - 6| + |0.8 - 2| + |2.4 - 0| + |0.4 - 0|) / 16",
        "0.2875",
    ),
}


def _example(name, labelled, scored):
    said, answer = _EXAMPLES[name]
    strata = name == "conditional_demographic_disparity"
    decided = "y_pred = [1, 0, 1, 0, 1, 0, 1, 0]"
    words = ["y_true" if labelled else "None", "y_pred"]
    if scored:
        words[0] = "y_true"
        decided = "y_score = [0.9, 0.4, 0.6, 0.1, 0.9, 0.4, 0.6, 0.1]"
        words[1] = "y_score=y_score"
    words += ["sensitive_features=group", "frequency=n"]
    words += ['control_features=["x", "x", "y", "y"] * 2'] * strata
    words += ['favourable="positive"']
    call = _wrapped(", ".join(words) + ")", 62).splitlines()
    lines = [f">>> found = lf.{name}("]
    lines += [f"...     {line}" for line in call]
    lines += [f">>> found.value  # {said}", answer]
    if name == "four_fifths":
        lines += [">>> found.within_limit", "False"]
    elif name in ("demographic_parity_difference", "impact_ratio"):
        lines += [">>> found.worse_off", "{'sensitive_feature_0': 'b'}"]
    data = _DATA.format(decided=decided)
    return "\n".join(["Examples", "--------", data, *lines])


def _wrapped(text, width=75, indent=""):
    return textwrap.fill(
        text, width, subsequent_indent=indent, break_long_words=False,
        break_on_hyphens=False,
    )


def of_criterion(name):
    """The docstring of one function."""

    def said(field):
        return _core.text("criteria", name, field)

    labelled = "y_true" in said("needs")
    scored = "y_score" in said("needs")
    strata = "control_features" in said("needs")
    parameters = _PARAMETERS.format(
        optional="" if labelled else ", optional: may be None",
        undecided=", optional\n    Not asked for: this is about scores."
        if scored
        else "\n    What was decided, as y_true.  Or give y_score and threshold.",
        scored="\n    The scores; a threshold changes nothing here."
        if scored
        else "\n    Selected where the score is at least the threshold.",
        controlled="" if strata else ", optional",
        strata="The answer is averaged over them."
        if strata
        else "The answer is over all rows; see `audit` for each stratum.",
    )
    notes = [
        _wrapped(f"{label}: {sentence(said(field))}", indent="    ")
        for label, field in (
            ("Range", "range"),
            ("Orientation", "orientation"),
            ("Undefined", "undefined"),
            ("Interval", "interval"),
            ("Caveat", "caveat"),
            ("Elsewhere", "elsewhere"),
        )
    ]
    notes.append(f"Worked example: {page('criteria', name)}")
    parts = [
        _wrapped(sentence(said("summary"))),
        _wrapped(sentence(said("details"))),
        textwrap.indent(
            "\n".join(
                _wrapped(line, 71, "    ")
                for line in (said("formula"), *legend(said("formula")))
            ),
            "    ",
        ),
        parameters,
        _RETURNS,
        _RAISES,
        "Notes\n-----\n" + "\n\n".join(notes),
        f"References\n----------\n{_wrapped(sentence(said('reference')))}",
        _example(name, labelled, scored),
    ]
    return "\n\n".join(parts) + "\n"
