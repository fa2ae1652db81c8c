# SPDX-License-Identifier: MIT
"""fairness plan fit, apply and show."""

import array
import os

from .. import _core
from .._count import ROLES, given, split_nulls
from .._plan import Plan, fit, plan_options
from .._report import Report
from . import words
from .columns import split_columns
from .commands import count
from .files import Files, check_apart, check_once
from .gate import is_saved
from .output import (
    CommandError,
    Results,
    check_targets,
    ended,
    named,
    print_text,
)
from .progress import Progress
from .saved import load

_BLOCK = 1 << 16


def _written(text, options, results):
    if options.output is None:
        print_text(text)
    else:
        results.stage(options.output, ended(text).encode("utf-8"))


# ---- fit ----


def _saved(options):
    """Saved audits as one, and the features of its groups."""
    whole = None
    for path in options.files:
        part, _ = load(path, options.max_cells)
        if whole is None:
            whole = part
            continue
        try:
            whole.merge(part)
        except _core.FairnessError as error:
            raise CommandError(f"{path}: ", error) from error
    return whole._core, whole._names["sensitive_features"]


def _rows(options, nulls):
    """The rows of files, counted, and the features of their groups."""
    with Files(
        options.files, options.input_format, options.threads
    ) as sources:
        features = split_columns(
            options.sensitive_features or [], sources[0].columns
        )
        if not features:
            raise CommandError(
                "the following arguments are required: --sensitive-features: "
                "see fairness plan fit --help"
            )
        wanted = given(
            **{role: getattr(options, role, None) for role in ROLES},
            sensitive_features=features,
            positive_label=words.positive(options.positive_label),
            unlabelled=options.unlabelled,
            max_cells=options.max_cells or None,
            max_scores=options.max_scores or None,
            score_range=options.score_range,
            score_bins=options.score_bins,
            **nulls,
        )
        return count(wanted, sources), features


_COUNTED = ("y_true", "y_score", "sensitive_features", "sample_weight",
            "frequency", "positive_label", "unlabelled", "score_range",
            "score_bins")


def _counted(options, for_audit):
    saved = list(map(is_saved, options.files))
    if not any(saved):
        return _rows(options, for_audit)
    if not all(saved):
        path = options.files[saved.index(True)]
        raise CommandError(f"{path}: a saved audit among files of rows")
    asked = given(**{name: getattr(options, name) for name in _COUNTED})
    if options.nulls != "set_aside":
        asked |= given(nulls=options.nulls)
    if asked:
        raise CommandError(
            f"--{next(iter(asked)).replace('_', '-')}: the audit was counted "
            "and saved: what was counted cannot be said anew"
        )
    return _saved(options)


def plan_fit(options):
    check_targets(options.output)
    check_once(options.files)
    check_apart(options.files, [options.output], "the data")
    for_audit, for_report = split_nulls(options.nulls)
    core, features = _counted(options, for_audit)
    by = features
    if options.by is not None:
        by = split_columns(options.by, features)
    report = Report._of(core, given(
        by=[list(by)],
        undefined=options.undefined,
        min_share=options.min_share,
        costs=words.amounts(options.costs, "--costs"),
        utilities=words.amounts(options.utilities, "--utilities"),
        allow_sparse=options.allow_sparse,
        parsed=True,
        **for_report,
    ))
    plan = fit(report._core, plan_options(
        constraint=options.constraint,
        objective=options.objective,
        max_difference=options.max_difference,
        min_ratio=options.min_ratio,
        min_rate=options.min_rate,
        max_rate=options.max_rate,
        rule=options.rule and options.rule.replace("-", "_"),
        threshold=options.threshold,
        min_count=options.min_count,
        max_nodes=options.max_nodes,
        missing=options.missing,
        unseen=options.unseen,
        model=options.model,
    ))
    format = options.format or ("text" if options.output is None else "json")
    text = plan.to_json() if format == "json" else plan.to_text()
    with Results() as results:
        _written(text, options, results)
        results.commit()


# ---- apply ----


def _plan(path):
    if os.path.isdir(path):
        raise CommandError(f"{path}: a folder, not a plan")
    try:
        with named(path):
            return Plan.load(path)
    except _core.FairnessError as error:
        raise CommandError(f"{path}: ", error) from error


class _Decider:
    """Takes rows as an audit of the core does, and decides them."""

    def __init__(self, plan, wanted, kind, options):
        self._plan = plan
        self._features = wanted.get("sensitive_features", ())
        self._ids = wanted.get("control_features", ())
        self._score = wanted["y_score"]
        self._options = options
        self.out = array.array(kind)

    @property
    def rows(self):
        return len(self.out)

    def reset(self):
        del self.out[:]

    def add_stream(self, capsule, progress):
        names = tuple({self._score, *self._features, *self._ids})
        found = _core.columns_from_stream(capsule, "data", names)
        self.add_columns(
            {"y_score": found[self._score]},
            tuple(found[name] for name in self._features),
            tuple(found[name] for name in self._ids),
        )
        progress(self.rows)

    def add_columns(self, columns, features, ids):
        n = len(columns["y_score"])
        out = array.array(self.out.typecode, bytes(n * self.out.itemsize))
        self._plan._core.decide(columns, features, ids, self._options, out)
        self.out += out


def _decided(plan, options, sources):
    """Decisions of every row, in the order of the files."""
    wanted = given(
        y_score=options.y_score,
        sensitive_features=plan.by if plan.needs_groups else None,
        control_features=options.row_id and [options.row_id],
    )
    asked = given(seed=options.seed, model=options.model,
                  y_score=options.y_score, row_id=options.row_id)
    kind = "d" if options.probability else "B"
    progress = Progress()
    found = array.array(kind)
    try:
        for source in sources:
            decider = _Decider(plan, wanted, kind, asked)
            progress.begin(source.shown, source.total)
            with named(source.shown):
                source.add_to(decider, wanted, progress)
            found += decider.out
    finally:
        progress.end()
    return found


def _csv(found):
    """Numbers of the rows, from 1, and what became of them."""
    yield "row,probability\n" if found.typecode == "d" else "row,decision\n"
    for start in range(0, len(found), _BLOCK):
        yield "".join(
            f"{row},{x}\n"
            for row, x in enumerate(found[start:start + _BLOCK], start + 1)
        )


def plan_apply(options):
    check_targets(options.output)
    check_once(options.files)
    check_apart([options.plan, *options.files], [options.output],
                "what is read")
    plan = _plan(options.plan)
    with Files(
        options.files, options.input_format, options.threads
    ) as sources, Results() as results:
        found = _decided(plan, options, sources)
        _written("".join(_csv(found)), options, results)
        results.commit()


# ---- show ----


def plan_show(options):
    check_targets(options.output)
    check_apart([options.plan], [options.output], "the plan")
    plan = _plan(options.plan)
    sql = given(score=options.y_score, coin=options.coin,
                dialect=options.dialect,
                probability=options.probability or None)
    if sql and options.format != "sql":
        name = next(iter(sql)).replace("score", "y-score")
        raise CommandError(f"--{name}: it is for --format sql")
    if options.format == "sql":
        text = plan.to_sql(**sql)
    else:
        text = plan.to_json() if options.format == "json" else plan.to_text()
    with Results() as results:
        _written(text, options, results)
        results.commit()
