# SPDX-License-Identifier: MIT
"""init(): a commented policy for the data at hand, which can be held against
them."""

from ._count import ROLES, count, given, split_nulls
from ._errors import specification
from ._init_text import can_show, written
from ._packs import pack
from ._policy import Policy
from ._power import power_of
from ._registry import explain
from ._report import Report
from ._verdict import Verdict

_MOST = 20  # groups for which it is worked out what they can show
_RUNS = 200


# ---- what is asked for ----


def _listed(there):
    return f": there are {', '.join(map(repr, there[:30]))}" if there else ""


def check_roles(asked, there=()):
    """Roles are declared, never guessed.  there: the columns."""
    needed = [
        ("y_pred", "the decision (or y_score with threshold)",
         ("y_pred", "y_score")),
        ("sensitive_features", "the groups to compare",
         ("sensitive_features",)),
    ]
    for role, what, one_of in needed:
        if not [name for name in one_of if asked.get(name) is not None]:
            raise specification(
                f"{role}: say which column is {what}{_listed(there)}", role
            )
    if asked.get("favourable") is None:
        raise specification(
            "favourable: say which decision helps the person: positive or "
            "negative",
            "favourable",
        )


def _decides(asked):
    """Whether there are decisions."""
    return (
        asked.get("y_pred") is not None or asked.get("threshold") is not None
    )


def packs_of(asked, names=None):
    """Names of the packs, and what their includes say besides."""
    if names:
        return {name: {} for name in dict.fromkeys(names)}
    has_labels = asked.get("y_true") is not None
    found = {"four-fifths": {}} if _decides(asked) else {}
    if found and has_labels:
        found["equalized-odds"] = {"severity": "warn"}
    if not found and has_labels:
        found["calibration-within-groups"] = {}
    if not found:
        raise specification(
            "threshold: there are no rules by default for scores alone: give "
            "threshold or y_true, or name a pack",
            "threshold",
        )
    return found


def _rules(name):
    from ._toml import Document  # no import of libfairness waits for it

    return Document(pack(name).encode(), f"pack {name}").table["rule"]


def _subject(rule):
    return rule.get("criterion") or rule["metric"]


def check_columns(packs, asked, there=()):
    """Refuses packs without the columns that their rules are about."""
    for name in packs:
        for rule in _rules(name):
            subject = _subject(rule)
            needs = explain(subject).needs
            for role in "y_true", "y_score":
                if role in needs and asked.get(role) is None:
                    raise specification(
                        f"{role}: the pack {name} needs it for {subject}: say "
                        f"which column it is{_listed(there)}",
                        role,
                    )
            if "y_pred" in needs and not _decides(asked):
                raise specification(
                    f"threshold: the pack {name} needs decisions for "
                    f"{subject}: say from which score on a row is selected, "
                    "or which column holds them (y_pred)",
                    "threshold",
                )


def includes_of(packs, features):
    """One of each pack for every feature, or for what its rules are by."""
    found = []
    for name, said in packs.items():
        named = {
            feature for rule in _rules(name) if "by" in rule
            for feature in (
                [rule["by"]] if isinstance(rule["by"], str) else rule["by"])
        }
        if not named:
            for feature in features:
                prefix = {"prefix": f"{feature}-"} if len(features) > 1 else {}
                found.append({"pack": name, "by": feature, **prefix, **said})
        elif named <= set(features):
            found.append({"pack": name, **said})
        else:
            raise specification(
                f"pack {name}: it is by {' and '.join(sorted(named))}, "
                f"which the features {', '.join(features)} are not: include "
                'it by hand, with features = {sex = "gender", …}',
            )
    return found


# ---- what was found ----


def _groups(document, feature):
    """(group, rows, selected) of a feature, the largest first."""
    [found] = [
        each for each in document["groupings"]
        if each["by"] == [feature] and each["control"] is None
    ]
    groups = [
        (group["group"][feature], group["counts"]["n"],
         group["counts"]["selected"])
        for group in found["groups"]
    ]
    return sorted(groups, key=lambda group: -group[1])


def _shown(policy, rules, report, includes):
    """What the rules of each include can show."""
    most = max(
        (len(each["groups"]) for each in report.to_dict()["groupings"]),
        default=0,
    )
    if most > _MOST:
        return [[] for _ in includes]
    found = power_of(policy, rules, report, 0.8, _RUNS, 0)
    if len(found) > len(includes):  # packs with groupings of their own
        return [[] for _ in includes]
    return [list(can_show(rule)) for rule in found]


def _check_verdict(policy, rules, report):
    """Refuses rules that can say nothing of these data, however many rows
    there are of the kind."""
    for rule in Verdict._of(report._core, rules).rules:
        by = " and ".join(map(repr, rule["by"] or ()))
        if rule["why"] == "single_group":
            raise specification(
                f"sensitive_features: of {by} there is but one group to "
                f"compare, so {rule['id']} has nothing to show: leave it out",
                "sensitive_features",
            )
        if rule["status"] == "error":
            subject = _subject(rule)
            raise specification(
                f"the rule {rule['id']} cannot be held against these data "
                f"({rule['why']}): {subject} needs {explain(subject).needs}"
            )


def _data(asked, features, document):
    """What [data] says: values as they are in the data."""
    said = {
        key: asked.get(key)
        for key in (*ROLES, "threshold", "sensitive_features",
                    "control_features", "unlabelled", "nulls", "max_cells",
                    "scores", "max_scores", "score_range", "score_bins",
                    "favourable", "undefined", "min_share", "allow_sparse",
                    "positive_label", "reference")
    }
    for key in ROLES:  # columns that were handed over have no name
        if not isinstance(said[key], str):
            said[key] = None
    said["sensitive_features"] = list(features)
    specification = document["specification"]
    if said["control_features"] is not None:
        said["control_features"] = specification["control_features"]
    for key in ("positive_label", "reference"):
        if said[key] is not None:
            said[key] = specification[key]
    return given(**said)


def policy_text(core, features, asked, shape, includes, command):
    """A policy for counted rows, once it has been held against them.  shape:
    how their report is made."""
    report = Report._of(core, shape)
    document = report.to_dict()
    groups = {feature: _groups(document, feature) for feature in features}
    defaults = given(
        confidence=asked.get("confidence"), min_count=asked.get("min_count")
    )
    around = command, _data(asked, features, document), defaults, includes
    draft = written(*around, groups, [[] for _ in includes])
    policy = Policy._of(draft.encode(), "the policy")
    rules = policy._made(typed_values=shape.get("parsed", False))
    grouped = Report._of(core, {**shape, "by": policy._groupings()})
    _check_verdict(policy, rules, grouped)
    shows = _shown(policy, rules, report, includes)
    return written(*around, groups, shows)


def init(
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
    reference=None,
    undefined=None,
    confidence=None,
    min_count=None,
    min_share=None,
    allow_sparse=None,
    packs=None,
    threads=None,
):
    """A commented policy for the data at hand: what to put into a file.

    It includes rule packs for each feature, requires the groups that are
    there, and says what their sizes can show.  Nothing is guessed: columns,
    and which decision helps the person, are said.  What it gives has been
    held against the rows, so ``gate`` takes it as it is.

    Parameters
    ----------
    y_true, ..., allow_sparse, threads
        As in :func:`audit`.  Names of columns in ``data`` stand in the
        policy; columns that are handed over are handed to :func:`gate` too.
    confidence, min_count : float, int
        Defaults of the rules.
    packs : list of str, optional
        Of :func:`packs`.  Not given: ``four-fifths``, and where there are
        labels ``equalized-odds`` as a warning; of scores without a threshold
        ``calibration-within-groups``.

    Returns
    -------
    str
        TOML; ``Policy.read`` reads it from a file.

    Raises
    ------
    SpecificationError
        A column that the rules need is not said, or a feature has one group
        only, of which they can show nothing.
    FairnessError
        As :func:`audit`.

    Examples
    --------
    >>> import libfairness as lf
    >>> text = lf.init(
    ...     data={"sex": list("FFMM"), "hired": [1, 0, 1, 0],
    ...           "n": [50, 450, 100, 400]},
    ...     y_pred="hired", frequency="n", sensitive_features="sex",
    ...     favourable="positive")
    >>> [line for line in text.splitlines() if line.startswith("pack")]
    ['pack = "four-fifths"']
    """
    asked = given(**{
        key: value for key, value in locals().items()
        if key not in ("data", "packs", "threads")
    })
    check_roles(asked)
    chosen = packs_of(asked, packs)
    check_columns(chosen, asked)
    for_audit, for_report = split_nulls(nulls)
    core, features = count(
        data,
        {role: asked.get(role) for role in ROLES},
        sensitive_features,
        control_features,
        {
            **{key: asked.get(key) for key in (
                "threshold", "positive_label", "unlabelled", "max_cells",
                "scores", "max_scores", "score_range", "score_bins")},
            **for_audit,
        },
        threads,
    )
    shape = {
        **{key: asked[key] for key in (
            "favourable", "reference", "undefined", "min_share",
            "allow_sparse") if key in asked},
        **for_report,
    }
    return policy_text(
        core, list(features), asked, shape, includes_of(chosen, features),
        'libfairness.gate("fairness.toml", data=rows).exit_code',
    )
