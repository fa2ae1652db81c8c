# SPDX-License-Identifier: MIT
"""power(): what the rules of a policy can show."""

from ._errors import specification
from ._policy import as_policy

_FIELDS = (
    "chance_to_pass",
    "chance_to_fail",
    "chance_beyond",
    "expected",
    "growth",
    "detectable",
    "claims",
    "reason",
)


def power(policy, report, *, power=0.8, runs=1000, seed=0):
    """What the rules of a policy can show with groups of a report's sizes.

    Rates are set, counts drawn ``runs`` times, and judged: look before the
    first red run whether a gate can pass at all.  Rules share the level as if
    none of them failed.

    Parameters
    ----------
    policy : path, mapping or Policy
        See :class:`Policy`.
    report : Report
        Data like those that the gate will see: its groups have these sizes.
        It needs the groupings that the rules are by.
    power : float
        From 0.5 to below 1: how often what is there shall be found.
    runs : int
        At most 1,000,000.  With 1,000 a chance is within 0.03 of what it is.
    seed : int
        Of the draws; equal ones give equal numbers, on every machine.

    Returns
    -------
    list of dict, one for each rule
        ``id``; ``claims``, how many are tested.  Where there is no disparity,
        all groups having the value that they have together, or scores that
        are right: ``chance_to_pass``, ``chance_to_fail``, ``chance_beyond`` (that the
        value alone is beyond the limit), ``expected`` (the mean of the
        value), ``growth`` (the rule passes with the power asked for if every
        group has so many times its rows; 1: it does already).
        ``detectable``: the rule fails with that power if the smallest
        group's value makes the rule's this.  Both are reached surely: by two
        standard errors of the runs.  None where there is no such number.
        ``reason``: None, or why there is no number at all:
        ``not_applicable`` of a change from a baseline, or why there is
        nothing to compare.

    Raises
    ------
    SpecificationError
        As :meth:`Report.gate`; a number out of range.

    Examples
    --------
    >>> import libfairness as lf
    >>> report = lf.audit(y_pred=[1, 0, 1, 0], frequency=[100, 400, 90, 410],
    ...                   sensitive_features={"team": list("aabb")})
    >>> [rule] = lf.power(
    ...     {"schema": "libfairness/policy/1",
    ...      "rule": [{"criterion": "impact_ratio", "min": 0.8}]}, report)
    >>> rule["chance_to_pass"] < 0.2, rule["growth"] > 2
    (True, True)
    """
    policy = as_policy(policy)
    return power_of(policy, policy._core, report, power, runs, seed)


def power_of(policy, rules, report, power, runs, seed):
    """The same of the core's rules."""
    if runs == 0:  # its default, to the core
        raise specification("runs is 0, expected 1 to 1,000,000", "runs")
    with policy._placing():
        return [
            {
                "id": rule.get("id") or rule.get("criterion") or rule["metric"],
                **dict(
                    zip(
                        _FIELDS,
                        report._core.power(rules, i, power, runs, seed),
                        strict=True,
                    )
                ),
            }
            for i, rule in enumerate(policy.rules)
        ]
