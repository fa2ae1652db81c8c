# SPDX-License-Identifier: MIT
"""evaluate() and cross_fit(): what a plan does on rows that it was not made
from."""

import array
import contextlib
import random

from . import _core
from ._applied import other_features, renamed
from ._call import audit
from ._count import count, given, split_nulls
from ._errors import specification
from ._evaluation import Evaluation
from ._joined import joined
from ._kinds import is_mapping
from ._plan import fit, plan as fitted
from ._plan_object import Plan
from ._referral import REFERRED, left, referrals
from ._report import Report

_MOST_FOLDS = 100


def _of_labels(positive_label):
    """That of y_true alone."""
    if not is_mapping(positive_label):
        return positive_label
    return given(y_true=positive_label.get("y_true")) or None


def labels_of(positive_label, has_baseline, selected=1):
    """The positive label of each column: decisions of a plan are 0 and 1."""
    if positive_label is None:
        return None
    if is_mapping(positive_label):
        found = dict(positive_label)
        before = found.pop("y_pred", None)
    else:
        found = {"y_true": positive_label}
        before = positive_label
    if has_baseline and before is not None:
        found["y_pred_baseline"] = before
    return {**found, "y_pred": selected}


def _reports(y_true, y_pred, decisions, columns, options, positive_label,
             people):
    """Before, where there are decisions, and after, of so many people of each
    row."""
    before = None
    if y_pred is not None:
        before = audit(y_true, y_pred, positive_label=positive_label,
                       **columns, **options)
    after = audit(
        y_true, decisions, y_pred_baseline=y_pred,
        positive_label=labels_of(positive_label, y_pred is not None),
        **{**columns, "frequency": people}, **options,
    )
    return before, after


def _sensitive(plan):
    """Its features that are no control features."""
    return [name for name in plan.by if name not in plan.control]


def _groupings(by, names, plan):
    """What is asked for, by default each feature and all together, and the
    groups of the plan: its constraint is about them."""
    own = _sensitive(plan)
    if not set(own) <= set(names):
        raise other_features(plan, names)
    if by is None:
        by = [*names, list(names)] if len(names) > 1 else names
    by = [by] if isinstance(by, str) else by
    if not isinstance(by, (list, tuple)) or not by:
        return by  # audit() says what is wrong
    wanted = sorted(own)
    there = [sorted(map(str, g)) if isinstance(g, (list, tuple)) else [g]
             for g in by]
    return by if wanted in there else [*by, own]


def made_from(plan, core):
    """Whether the plan was made from the rows of this audit of the core, by
    the digest of both."""
    try:
        report = Report._of(core, {
            "by": [plan.by], "undefined": "skip", "allow_sparse": True,
        })
        other = fit(report._core, {"rule": "shared"})
    except _core.FairnessError:  # no plan could be made from them
        return False
    return other._said["tally"] == plan._said["tally"]


def evaluate(
    plan,
    y_true=None,
    y_score=None,
    *,
    sensitive_features=None,
    control_features=None,
    y_pred=None,
    data=None,
    seed=None,
    row_id=None,
    model=None,
    sample_weight=None,
    frequency=None,
    positive_label=None,
    favourable=None,
    unlabelled=None,
    nulls=None,
    by=None,
    reference=None,
    metrics=None,
    comparisons=None,
    undefined=None,
    confidence=None,
    min_count=None,
    min_share=None,
    replicates=None,
    threads=None,
):
    """What a plan does on rows, before and after, best on rows that it was
    not made from.

    On the rows that it was made from a plan looks better than it is: its
    thresholds are where the disparity of just these rows is small.  If these
    are such rows, :attr:`Evaluation.on_its_own_rows` and the text say so.

    Parameters
    ----------
    plan : Plan
    y_true, y_score : column of n labels, column of n finite numbers
        As in :func:`audit`.
    sensitive_features : column, frame, list of columns or mapping
        The groups to compare, among them the features of the plan; with
        ``data`` names of columns, by default those of the plan.
    y_pred : column of n decisions, optional
        Those of today, to hold the plan's against.
    data : frame or mapping of names to columns, optional
        Where columns that are given by name are found.
    seed, row_id, model
        As in :meth:`Plan.apply`.  Replicates are drawn by the seed too.
    control_features, sample_weight, ..., threads
        As in :func:`audit`.

    Returns
    -------
    Evaluation

    Raises
    ------
    MismatchError, DataError, TypeUnsupportedError
        As :meth:`Plan.apply`.
    SpecificationError
        No plan, or as :func:`audit`.

    Examples
    --------
    >>> import libfairness as lf
    >>> plan = lf.plan(
    ...     [1, 0, 1, 0, 1, 0, 0, 1], [.9, .6, .4, .2, .7, .5, .3, .1],
    ...     sensitive_features={"team": list("aaaabbbb")},
    ...     constraint="demographic_parity", tolerance="0.25")
    >>> found = lf.evaluate(
    ...     plan, [1, 0, 0, 1], [.8, .3, .6, .2],
    ...     sensitive_features={"team": list("aabb")}, y_pred=[1, 1, 1, 0])
    >>> found.before["overall_accuracy_difference"].value
    0.5
    >>> found.constraint.value, found.constraint.limit
    (0.0, 0.25)
    """
    if not isinstance(plan, Plan):
        raise specification(
            f"plan: expected a Plan, found a {type(plan).__name__}: plan() "
            "makes one, Plan.load() reads one", "plan",
        )
    if sensitive_features is None and data is not None:
        sensitive_features = _sensitive(plan)
    if control_features is None and plan.control:
        if data is None:
            raise specification(
                f"the plan holds within {', '.join(plan.control)}: give "
                "control_features", "control_features",
            )
        control_features = plan.control
    strata = control_features if plan.control else None
    decisions = plan.apply(
        y_score, sensitive_features=sensitive_features,
        control_features=strata, data=data, seed=seed, row_id=row_id,
        model=model,
    )
    if data is None and not plan.control:
        sensitive_features = renamed(plan, sensitive_features)
    columns = dict(
        sensitive_features=sensitive_features,
        control_features=control_features, data=data,
        sample_weight=sample_weight, threads=threads,
        unlabelled=unlabelled, nulls=nulls,
    )
    all_features, control = joined(sensitive_features, strata, data)
    scored, names = count(
        data,
        {"y_true": y_true, "y_score": y_score, "sample_weight": sample_weight,
         "frequency": frequency},
        all_features, None,
        {"positive_label": _of_labels(positive_label),
         "unlabelled": unlabelled, **split_nulls(nulls)[0]}, threads,
    )
    names = [name for name in names if name not in control]
    by = _groupings(by, names, plan)
    referred, people = None, frequency
    if plan.refers:
        if frequency is not None:
            people = _numbers(frequency, "frequency", data)
        referred = audit(
            None, referrals(decisions), by=by, frequency=frequency,
            confidence=confidence, **{**columns, "unlabelled": None},
            **REFERRED,
        )
        decisions, people = left(decisions, people)
    before, after = _reports(
        y_true, y_pred, decisions, {**columns, "frequency": frequency},
        dict(
            favourable=favourable, by=by,
            reference=reference, metrics=metrics, comparisons=comparisons,
            undefined=undefined, confidence=confidence, min_count=min_count,
            min_share=min_share, replicates=replicates,
            seed=seed if replicates is not None else None,
        ),
        positive_label, people,
    )
    return Evaluation._of((plan,), before, after, made_from(plan, scored),
                          referred=referred)


# ---- folds ----


def _numbers(values, name, data):
    """A column of whole numbers as Python's own."""
    try:
        if isinstance(values, str):
            values = data[values]
        for method in ("to_list", "tolist", "to_pylist"):
            if hasattr(values, method):
                values = getattr(values, method)()
                break
        values = list(values)
    except Exception:
        values = [None]
    if not all(isinstance(x, int) and x >= 0 for x in values):
        raise specification(
            f"{name}: folds need a column of whole numbers, 0 or more", name
        )
    return values


def _length(y_score, data):
    if y_score is None:
        raise specification("y_score is not given", "y_score")
    if isinstance(y_score, str) and data is not None:
        y_score = data[y_score]
    return len(y_score)


@contextlib.contextmanager
def _in_fold(fold, parts):
    """Errors with the fold in which they are found."""
    where = f"fold {fold + 1} of {len(parts)}"
    if not any(parts[fold]):
        raise specification(f"{where} has no rows: take fewer folds", "folds")
    try:
        yield
    except (_core.InfeasibleError, _core.MismatchError) as error:
        error.args = (f"{where}: {error}",)
        raise


def _parts(n, frequency, folds, seed):
    """For each fold how many of each row's people are in it."""
    draw = random.Random(seed)
    if frequency is None:
        found = [bytearray(n) for _ in range(folds)]
        for row in range(n):
            found[int(draw.random() * folds)][row] = 1
        return found
    found = [array.array("Q", bytes(8 * n)) for _ in range(folds)]
    for row, people in enumerate(frequency):
        for _ in range(people):
            found[int(draw.random() * folds)][row] += 1
    return found


def _checked(folds, seed):
    if isinstance(folds, bool) or not isinstance(folds, int) or not (
        2 <= folds <= _MOST_FOLDS
    ):
        raise specification(
            f"folds is {folds!r:.200}, expected 2 to {_MOST_FOLDS}", "folds"
        )
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise specification(
            f"seed is {seed!r:.200}, expected a whole number, 0 or more",
            "seed",
        )


def _fold_audits(y_true, y_pred, parts, decided, columns, labels):
    """Audits of the core, of each fold as the others' plan decides it."""
    for part, decisions in zip(parts, decided):
        core, _ = count(
            columns["data"],
            {
                "y_true": y_true,
                "y_pred": decisions,
                "y_pred_baseline": y_pred,
                "sample_weight": columns["sample_weight"],
                "frequency": array.array("Q", iter(part)),
            },
            columns["sensitive_features"], None,
            {"positive_label": labels_of(labels, y_pred is not None)}, None,
        )
        yield core


def _merged(cores):
    whole = cores[0].copy()
    for core in cores[1:]:
        whole.merge(core)
    return whole


def _by_fold(parts, decided, n):
    """The decision of each row by the plan of the others."""
    decisions = bytearray(n)
    for part, found in zip(parts, decided):
        for row in range(n):
            if part[row]:
                decisions[row] = found[row]
    return decisions


def cross_fit(
    y_true=None,
    y_score=None,
    *,
    sensitive_features,
    folds=5,
    seed=0,
    y_pred=None,
    data=None,
    row_id=None,
    sample_weight=None,
    frequency=None,
    positive_label=None,
    favourable=None,
    metrics=None,
    confidence=None,
    **options,
):
    """What plans of this kind do on rows that they are not made from.

    The rows are dealt to folds by lot; each fold is decided by a plan that
    is made from all others.  Rates and the objective are those of all folds
    together: every row counts once, and none was seen by the plan that
    decides it.  Differences between groups are given fold by fold
    (:attr:`Evaluation.folds`): over all folds together the errors of the
    plans cancel, and groups look closer than any one plan brings them.

    Parameters
    ----------
    y_true, y_score, sensitive_features, y_pred, data, sample_weight, \
frequency, positive_label
        As in :func:`evaluate`; a row with a frequency is as many people, each
        of whom is dealt by lot.
    folds : int
        From 2 to 100.
    seed : int
        Of the lots, and of the coins of randomized plans; equal seeds give
        equal folds of rows in the same order.
    row_id : column, optional
        Of randomized plans, as in :meth:`Plan.apply`; not given: the number
        of the row.
    favourable, metrics, confidence
        As in :func:`audit`.
    **options
        Those of :func:`plan`.

    Returns
    -------
    Evaluation
        With the plan of each fold as ``plans``.

    Raises
    ------
    InfeasibleError
        No thresholds satisfy the constraint on the rows of some plan.
    MismatchError
        A group that is in one fold alone: ``unseen`` says what becomes of
        its rows, or fewer folds.
    SpecificationError
        As :func:`plan`.

    Examples
    --------
    >>> import libfairness as lf, random
    >>> draw = random.Random(1)
    >>> score = [draw.random() for _ in range(600)]
    >>> found = lf.cross_fit(
    ...     [int(draw.random() < s) for s in score], score,
    ...     sensitive_features={"team": ["a", "b"] * 300},
    ...     constraint="demographic_parity", tolerance=0.02)
    >>> max(plan.disparity for plan in found.plans) <= 0.02
    True
    >>> max(fold.value for fold in found.folds) > 0.05
    True
    """
    _checked(folds, seed)
    if options.get("control_features") is not None:
        raise specification(
            "control_features: folds have no strata: make a plan of some rows "
            "and evaluate() it on others", "control_features",
        )
    people = None
    if frequency is not None:
        people = _numbers(frequency, "frequency", data)
    n = _length(y_score, data)
    if people is not None and len(people) != n:
        raise specification(
            f"frequency has {len(people)} rows, y_score has {n}: columns must "
            "be of the same length", "frequency",
        )
    parts = _parts(n, people, folds, seed)
    whole = people if people is not None else bytes(b"\1") * n
    columns = dict(data=data, sensitive_features=sensitive_features)
    plans, decided = [], []
    for fold, part in enumerate(parts):
        others = array.array("Q", (a - b for a, b in zip(whole, part)))
        with _in_fold(fold, parts):
            made = fitted(
                y_true, y_score, sample_weight=sample_weight,
                frequency=others, positive_label=positive_label, **columns,
                **options,
            )
            coins = {}
            if made.randomized:
                ids = row_id
                if ids is None:
                    ids = array.array("q", range(n))
                coins = dict(seed=seed, row_id=ids)
            decided.append(made.apply(
                y_score,
                sensitive_features=(
                    sensitive_features if data is None else None
                ),
                data=data, model=options.get("model"), **coins,
            ))
        plans.append(made)
    columns["sample_weight"] = sample_weight
    shape = given(favourable=favourable, metrics=metrics,
                  confidence=confidence)
    referred = None
    if plans[0].refers:
        referred = Report._of(_merged(list(_fold_audits(
            None, None, parts, map(referrals, decided), columns, None
        ))), REFERRED | given(confidence=confidence))
        decided, parts = zip(*map(left, decided, parts))
    cores = list(_fold_audits(
        y_true, y_pred, parts, decided, columns, positive_label
    ))
    if people is None and referred is None:
        before, after = _reports(
            y_true, y_pred, _by_fold(parts, decided, n), columns, shape,
            positive_label, None,
        )
    else:
        after = Report._of(_merged(cores), shape)
        before = y_pred is not None and audit(
            y_true, y_pred, positive_label=positive_label,
            frequency=frequency, **columns, **shape,
        ) or None
    folds_found = tuple(Report._of(core, shape) for core in cores)
    return Evaluation._of(tuple(plans), before, after, False, folds_found,
                          referred)
