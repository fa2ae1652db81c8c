# SPDX-License-Identifier: MIT
"""fairness audit, report, merge."""

import os

from .. import _core
from .._audit import Audit
from .._count import ROLES, given, split_nulls
from .._report import Report
from . import files
from .output import CommandError, check_target, deliver, warn, write_whole

_REFERENCE_WORDS = ("largest", "best", "worst", "overall", "rest")


def split_columns(values, there):
    """Columns of an option: the value itself where it is one, otherwise its
    parts between commas."""
    names = []
    for value in values:
        names += [value] if value in there else value.split(",")
    return names


def _names(values):
    if values is None:
        return None
    return [name for value in values for name in value.split(",")]


def _amounts(text, option):
    if text is None:
        return None
    amounts = {}
    for part in text.split(","):
        name, equals, amount = part.partition("=")
        if name in amounts:
            raise CommandError(f"{option}: {name} is named twice")
        try:
            amounts[name] = float(amount)
        except ValueError:
            equals = ""
        if not equals:
            raise CommandError(f"{option}: expected name=number, found {part}")
    return amounts


def _positive(values):
    """One label, or labels by column."""
    if values is None:
        return None
    by_column = {}
    for value in values:
        column, equals, label = value.partition("=")
        if equals and column in ("y_true", "y_pred", "y_pred_baseline"):
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


def _reference(values, features):
    if values is None:
        return None
    if len(values) == 1 and values[0] in _REFERENCE_WORDS:
        return values[0]
    reference = {}
    for value in values:
        owners = [f for f in features if value.startswith(f + "=")]
        if not owners:
            raise CommandError(
                f"--reference {value}: expected FEATURE=VALUE with one of "
                f"{', '.join(features)}, or {', '.join(_REFERENCE_WORDS)}"
            )
        feature = max(owners, key=len)
        if feature in reference:
            raise CommandError(f"--reference: {feature} is named twice")
        reference[feature] = value[len(feature) + 1:]
    return reference


def _report_options(options, features, nulls):
    by = options.by
    if by is not None:
        by = [split_columns([value], features) for value in by]
    return given(
        by=by,
        reference=_reference(options.reference, features),
        metrics=_names(options.metrics),
        comparisons=_names(options.comparisons),
        favourable=options.favourable,
        undefined=options.undefined,
        confidence=options.confidence,
        min_count=options.min_count,
        min_share=options.min_share,
        costs=_amounts(options.costs, "--costs"),
        utilities=_amounts(options.utilities, "--utilities"),
        allow_sparse=options.allow_sparse,
        parsed=True,
        **nulls,
    )


def _check_targets(*paths):
    given = [path for path in paths if path is not None]
    if len(set(map(os.path.realpath, given))) < len(given):
        raise CommandError(f"{given[0]}: two results cannot have one path")
    for path in given:
        check_target(path)


def audit(options):
    targets = options.output, options.save
    _check_targets(*targets)
    files.check_once(options.files, targets)
    with files.Files(options.files, options.input_format) as sources:
        there = sources[0].columns
        sensitive = split_columns(options.sensitive_features, there)
        control = split_columns(options.control_features, there)
        for_audit, for_report = split_nulls(options.nulls)
        wanted = given(
            **{role: getattr(options, role) for role in ROLES},
            sensitive_features=sensitive,
            control_features=control or None,
            threshold=options.threshold,
            positive_label=_positive(options.positive_label),
            unlabelled=options.unlabelled,
            max_cells=options.max_cells,
            parsed=True,
            **for_audit,
        )
        shaping = _report_options(options, sensitive, for_report)
        core = None
        for source in sources:
            # Each with its own way of reading text; the name of the part
            # stands for all of them.
            first = {"shard": options.shard} if core is None else {}
            part = _core.Audit(
                {**wanted, **given(**first), "text_labels": source.labels}
            )
            source.add_to(part, wanted)
            if core is None:
                core = part
                continue
            try:
                core.merge(part)
            except _core.FairnessError as error:
                raise CommandError(f"{source.shown}: {error}") from error
    report = Report._of(core, shaping)
    text = report._core.write(options.format)
    if options.save is not None:
        write_whole(options.save, core.to_bytes())
    deliver(text, options.output)


def _load(path):
    with open(path, "rb") as file:
        data = file.read()
    try:
        return Audit.from_bytes(data), data
    except _core.FairnessError as error:
        raise CommandError(f"{path}: {error}") from error


def report(options):
    _check_targets(options.output)
    saved, _ = _load(options.saved)
    features = saved._named()["sensitive_features"]
    shaping = _report_options(options, features, given(nulls=options.nulls))
    made = Report._of(saved._core, shaping)
    deliver(made._core.write(options.format), options.output)


def _has_name(part):
    try:
        part.check_shards([])
    except _core.MismatchError:
        return True
    return False


def _manifest(path):
    try:
        with open(path, encoding="utf-8-sig") as file:
            names = [line.strip() for line in file]
    except UnicodeDecodeError:
        raise CommandError(f"{path}: not UTF-8 text") from None
    return [name for name in names if name]


def merge(options):
    _check_targets(options.output)
    if options.expect is not None and options.expect != len(options.saved):
        raise CommandError(
            f"--expect {options.expect}: {len(options.saved)} parts were given"
        )
    whole = None
    seen = {}
    for path in options.saved:
        part, data = _load(path)
        if options.manifest is not None and not _has_name(part):
            raise CommandError(
                f"{path}: it has no shard name, so no manifest can list it"
            )
        if whole is None:
            whole = part
        else:
            try:
                whole.merge(part)
            except _core.FairnessError as error:
                raise CommandError(f"{path}: {error}") from error
        # With shard names the merge would have failed.
        if part.rows > 0 and data in seen:
            warn(
                f"{path} and {seen[data]} are identical and have no shard "
                "names: the same part twice?"
            )
        seen.setdefault(data, path)
    if options.manifest is not None:
        whole.check_shards(_manifest(options.manifest))
    write_whole(options.output, whole.to_bytes())
