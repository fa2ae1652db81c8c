# SPDX-License-Identifier: MIT
"""What fairness plan and fairness calibrate share: rows or saved audits in,
a file out; a file and rows in, a column out."""

import array
import os

from .. import _core
from .._count import ROLES, given, split_nulls
from .._report import Report
from . import words
from .columns import split_columns
from .commands import count
from .files import Files, check_apart, check_once
from .gate import is_saved
from .output import (CommandError, Results, check_targets, ended, named,
                     print_text)
from .progress import Progress
from .saved import load

_BLOCK = 1 << 16


def _stage(text, options, results):
    if options.output is None:
        print_text(text)
    else:
        results.stage(options.output, ended(text).encode("utf-8"))


def written(text, options):
    with Results() as results:
        _stage(text, options, results)
        results.commit()


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


def with_control(options, features, there):
    """The features with those that are control features behind them."""
    named = getattr(options, "control_features", None) or []
    control = split_columns(named, there)
    for name in control:
        if name in features:
            raise CommandError(
                f"--control-features: {name!r:.200} is a sensitive feature too"
            )
    return [*features, *control]


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
                f"see fairness {options.command} fit --help"
            )
        features = with_control(options, features, sources[0].columns)
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


_COUNTED = ("y_true", "y_pred", "y_score", "sensitive_features",
            "sample_weight", "frequency", "positive_label", "unlabelled",
            "score_range", "score_bins")


def _counted(options, for_audit):
    """What files of rows or saved audits hold, and the features of their
    groups."""
    saved = list(map(is_saved, options.files))
    if not any(saved):
        return _rows(options, for_audit)
    if not all(saved):
        path = options.files[saved.index(True)]
        raise CommandError(f"{path}: a saved audit among files of rows")
    asked = given(**{name: getattr(options, name, None) for name in _COUNTED})
    if options.nulls != "set_aside":
        asked |= given(nulls=options.nulls)
    if asked:
        raise CommandError(
            f"--{next(iter(asked)).replace('_', '-')}: the audit was counted "
            "and saved: what was counted cannot be said anew"
        )
    return _saved(options)


# ---- fit ----


def reported(options, **shape):
    """The report that one is made of, and the features of its groups."""
    check_targets(options.output)
    check_once(options.files)
    check_apart(options.files, [options.output], "the data")
    for_audit, for_report = split_nulls(options.nulls)
    core, features = _counted(options, for_audit)
    by = features
    if options.by is not None:
        by = split_columns(options.by, features)
        control = getattr(options, "control_features", None) or []
        by = [*by, *(name for name in split_columns(control, features)
                     if name not in by)]
    report = Report._of(core, given(
        by=[list(by)],
        allow_sparse=options.allow_sparse,
        parsed=True,
        **for_report,
        **shape,
    ))
    return report, list(by)


def fitted(thing, options):
    """Writes what was made: into a file as JSON, else as text."""
    format = options.format or ("text" if options.output is None else "json")
    written(
        thing.to_json() if format == "json" else thing.to_text(), options
    )


# ---- show ----


def shown(kind, path, options, **sql):
    check_targets(options.output)
    check_apart([path], [options.output], f"the {kind._word}")
    thing = load_artefact(kind, path)
    sql = given(score=options.y_score, dialect=options.dialect, **sql)
    if sql and options.format != "sql":
        name = next(iter(sql)).replace("score", "y-score")
        raise CommandError(f"--{name}: it is for --format sql")
    if options.format == "sql":
        text = thing.to_sql(**sql)
    elif options.format == "json":
        text = thing.to_json()
    else:
        text = thing.to_text()
    written(text, options)


# ---- apply ----


def load_artefact(kind, path):
    """A plan or calibrator from a file."""
    if os.path.isdir(path):
        raise CommandError(f"{path}: a folder, not a {kind._word}")
    try:
        with named(path):
            return kind.load(path)
    except _core.FairnessError as error:
        raise CommandError(f"{path}: ", error) from error


class _Applier:
    """Takes rows as an audit of the core does, and decides or maps them."""

    def __init__(self, thing, wanted, kind, options):
        self._thing = thing
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
        self._thing._core.decide(columns, features, ids, self._options, out)
        self.out += out


def _found(thing, kind, options, sources, row_id, seed):
    """What becomes of every row, in the order of the files."""
    wanted = given(
        y_score=options.y_score,
        sensitive_features=thing.by if thing.needs_groups else None,
        control_features=row_id and [row_id],
    )
    asked = given(seed=seed, model=options.model, y_score=options.y_score,
                  row_id=row_id)
    progress = Progress()
    found = array.array(kind)
    try:
        for source in sources:
            applier = _Applier(thing, wanted, kind, asked)
            progress.begin(source.shown, source.total)
            with named(source.shown):
                source.add_to(applier, wanted, progress)
            found += applier.out
    finally:
        progress.end()
    return found


def _csv(found, name):
    """Numbers of the rows, from 1, and what became of them."""
    yield f"row,{name}\n"
    for start in range(0, len(found), _BLOCK):
        yield "".join(
            f"{row},{x}\n"
            for row, x in enumerate(found[start:start + _BLOCK], start + 1)
        )


def applied(kind, path, options, name_of, row_id=None, seed=None):
    """Writes what becomes of every row, which name_of(thing) names: decisions
    are 0 and 1, all else are numbers."""
    check_targets(options.output)
    check_once(options.files)
    check_apart([path, *options.files], [options.output], "what is read")
    thing = load_artefact(kind, path)
    name = name_of(thing)
    with Files(
        options.files, options.input_format, options.threads
    ) as sources, Results() as results:
        found = _found(
            thing, "B" if name == "decision" else "d", options, sources,
            row_id, seed,
        )
        _stage("".join(_csv(found, name)), options, results)
        results.commit()
