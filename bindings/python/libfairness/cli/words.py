# SPDX-License-Identifier: MIT
"""What options mean: their values as the library takes them."""

from .._count import given
from .columns import split_columns
from .output import CommandError

REFERENCE_WORDS = ("largest", "best", "worst", "overall", "rest")
LABEL_ROLES = ("y_true", "y_pred", "y_pred_baseline")


def names(values):
    """Names with commas between them, or None."""
    if values is None:
        return None
    return [name for value in values for name in value.split(",")]


def amounts(values, option):
    """name=number, with commas between them."""
    if values is None:
        return None
    found = {}
    for part in names(values):
        name, equals, amount = part.partition("=")
        if name in found:
            raise CommandError(f"{option}: {name} is named twice")
        try:
            found[name] = float(amount)
        except ValueError:
            equals = ""
        if not equals:
            raise CommandError(f"{option}: expected name=number, found {part}")
    return found


def _group(text, features):
    """FEATURE=VALUE,…: values may have commas; None: it does not begin so."""
    group, last = {}, None
    for part in text.split(","):
        owners = [f for f in features if part.startswith(f + "=")]
        if owners:
            last = max(owners, key=len)
            group[last] = part[len(last) + 1:]
        elif last is None:
            return None
        else:
            group[last] += "," + part
    return group


def group_costs(values, features):
    """FEATURE=VALUE,…:NAME=X,…: values may have commas and colons."""
    if values is None:
        return None
    found = []
    for value in values:
        text, _, costs = value.rpartition(":")
        group = _group(text, features)
        if group is None:
            raise CommandError(
                f"--group-costs {value}: expected FEATURE=VALUE:NAME=X "
                f"with {', '.join(features)}, such as "
                f"{features[0]}=a:false_positive=1,false_negative=5"
            )
        found.append({"group": group, **amounts([costs], "--group-costs")})
    return found


def groups(values, option, features):
    """FEATURE=VALUE,…: a group each."""
    if values is None:
        return None
    found = [_group(value, features) for value in values]
    if None in found:
        raise CommandError(
            f"{option} {values[found.index(None)]}: expected FEATURE=VALUE "
            f"with {', '.join(features)}"
        )
    return found


def also(values):
    """NAME=X of a largest difference, NAME:X of a smallest ratio."""
    if values is None:
        return None
    found = []
    for value in values:
        for sign, key in ("=", "max_difference"), (":", "min_ratio"):
            name, there, amount = value.partition(sign)
            if there:
                found.append({"constraint": name, key: amount})
                break
        else:
            raise CommandError(
                f"--also {value}: expected NAME=X, such as "
                "equal_opportunity=0.05, or NAME:X of a ratio"
            )
    return found


def positive(values):
    """One label, or labels by column."""
    if values is None:
        return None
    by_column = {}
    for value in values:
        column, equals, label = value.partition("=")
        if equals and column in LABEL_ROLES:
            if column in by_column:
                raise CommandError(
                    f"--positive-label: {column} is named twice"
                )
            by_column[column] = label
        elif len(values) == 1:
            return value
        else:
            raise CommandError(
                "--positive-label: one label, or y_true=V, y_pred=V, "
                "y_pred_baseline=V"
            )
    return by_column


def reference(values, features):
    """A word, or a value for each feature that is named."""
    if values is None:
        return None
    if len(values) == 1 and values[0] in REFERENCE_WORDS:
        return values[0]
    found = {}
    for value in values:
        owners = [f for f in features if value.startswith(f + "=")]
        if not owners:
            raise CommandError(
                f"--reference {value}: expected FEATURE=VALUE with one of "
                f"{', '.join(features)}, or {', '.join(REFERENCE_WORDS)}"
            )
        feature = max(owners, key=len)
        if feature in found:
            raise CommandError(f"--reference: {feature} is named twice")
        found[feature] = value[len(feature) + 1:]
    return found


def report_options(options, features, nulls):
    """What shapes the answer."""
    by = options.by
    if by is not None:
        by = [split_columns([value], features) for value in by]
    return given(
        by=by,
        reference=reference(options.reference, features),
        metrics=names(options.metrics),
        comparisons=names(options.comparisons),
        favourable=options.favourable,
        undefined=options.undefined,
        confidence=options.confidence,
        min_count=options.min_count,
        min_share=options.min_share,
        costs=amounts(options.costs, "--costs"),
        utilities=amounts(options.utilities, "--utilities"),
        allow_sparse=options.allow_sparse,
        calibration_bins=options.calibration_bins,
        calibration_tolerance=options.calibration_tolerance,
        p_values=options.p_values,
        replicates=options.replicates,
        seed=options.seed,
        parsed=True,
        **nulls,
    )
