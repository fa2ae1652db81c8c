# SPDX-License-Identifier: MIT
"""gate(): a policy held against rows, in one call."""

from ._baseline import core_of
from ._call import audit
from ._core import SpecificationError
from ._count import names_of
from ._errors import specification
from ._policy import as_policy
from ._verdict import Verdict, check_required


def gate(
    policy,
    y_true=None,
    y_pred=None,
    *,
    sensitive_features=None,
    control_features=None,
    data=None,
    y_score=None,
    threshold=None,
    y_pred_baseline=None,
    sample_weight=None,
    frequency=None,
    positive_label=None,
    favourable=None,
    unlabelled=None,
    nulls=None,
    max_cells=None,
    scores=None,
    max_scores=None,
    score_range=None,
    score_bins=None,
    by=None,
    reference=None,
    metrics=None,
    comparisons=None,
    undefined=None,
    confidence=None,
    min_count=None,
    min_share=None,
    costs=None,
    utilities=None,
    allow_sparse=None,
    calibration_bins=None,
    calibration_tolerance=None,
    threads=None,
    today=None,
    baseline=None,
):
    """Hold a policy against rows: pass, fail, inconclusive or error.

    Two bounds decide each rule.  It fails where some group is shown to be
    beyond the limit, at a level that all claims of the rule and all rules
    share; it passes where every group is shown to be within, each at the full
    level; otherwise it is inconclusive, which is not a pass.

    Parameters
    ----------
    policy : path, mapping or Policy
        Rules, and columns and options of the audit: a file in TOML, a mapping
        of the same shape, or a :class:`Policy`.
    y_true, ..., threads
        As in :func:`audit`; what is given wins over what the policy says.
        Groupings, and where they are not named the sensitive features, are
        those that the rules are by.  ``confidence`` and ``min_count`` are
        defaults for the rules.
    today : date or str, optional
        The day, such as ``"2027-01-31"``, that waivers are held against;
        default: what the clock says, in UTC.
    baseline : Report, Audit, path, bytes or mapping, optional
        What rules with ``max_increase`` or ``max_decrease`` are held
        against: other rows, of another model or time.  A report or an
        audit, what ``Audit.to_bytes()`` or ``fairness audit --save`` gave,
        or a report in JSON without weights.  For the same rows give
        ``y_pred_baseline`` instead, which shows smaller changes.

    Returns
    -------
    Verdict

    Raises
    ------
    SpecificationError
        A policy that makes no sense (of a file with line and column), or one
        that these data have no columns for.
    CorruptError, MismatchError
        A baseline that is damaged or cut off; or of another label, favourable
        decision, or other groupings.
    FairnessError
        As :func:`audit`: no verdict is ever given for rows that could not be
        read.
    OSError
        The policy or the baseline cannot be read.

    Examples
    --------
    >>> import libfairness as lf
    >>> policy = {
    ...     "schema": "libfairness/policy/1",
    ...     "data": {"y_pred": "hired", "frequency": "n",
    ...              "favourable": "positive"},
    ...     "rule": [{"criterion": "impact_ratio", "by": "sex", "min": 0.8}],
    ... }
    >>> verdict = lf.gate(policy, data={
    ...     "sex": list("FFMM"), "hired": [1, 0, 1, 0],
    ...     "n": [50, 450, 100, 400]})
    >>> verdict.status, verdict.rules[0]["observed"]["value"]
    ('fail', 0.5)
    """
    asked = dict(locals())
    return report_and_verdict(as_policy(asked.pop("policy")), asked)[1]


def _in_words_of(policy, asked, error):
    """An error about a column that the policy names, in its words."""
    name = getattr(error, "absent", None)
    if name is None or error.column in asked:
        return error
    _, _, said = str(error).partition(": ")
    where = policy._named_at(error.column, name)
    return specification(f"{where}: {said}", error.column)


def report_and_verdict(policy, asked):
    """What the rows are and what the policy says of them; asked: options of
    gate(), which None among them leaves out."""
    asked = dict(asked)
    today, baseline = asked.pop("today", None), asked.pop("baseline", None)
    asked = {key: value for key, value in asked.items() if value is not None}
    of_rules = {
        key: asked[key] for key in ("confidence", "min_count") if key in asked
    }
    options = {**policy._data, **asked}
    if "sensitive_features" not in options:
        options["sensitive_features"] = policy._features() or None
    elif options.get("data") is not None:
        policy._check_features(
            names_of(options["sensitive_features"], "sensitive_features")
        )
    options.setdefault("by", policy._groupings())
    options.pop("min_count", None)  # rules have it, or their defaults
    before = None
    if baseline is not None:
        before = core_of(baseline, policy, options.get("favourable"))
    try:
        report = audit(**options)
    except SpecificationError as error:
        raise _in_words_of(policy, asked, error) from None
    rules = policy._at(today, **of_rules)
    with policy._placing():
        verdict = Verdict._of(report._core, rules, before)
    check_required(policy, verdict)
    return report, verdict
