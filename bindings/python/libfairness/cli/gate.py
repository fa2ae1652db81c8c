# SPDX-License-Identifier: MIT
"""fairness gate."""

import contextlib
import os

from .. import _core, _files
from .._count import ROLES, given
from .._policy import Policy, typed
from .._report import Report
from .._verdict import Verdict, check_said
from . import words
from .commands import count, wanted_of
from .files import Files, check_apart, check_once
from .junit import junit
from .output import (
    CommandError,
    Results,
    check_targets,
    named,
    print_text,
    warn,
)
from .saved import load

_SAVED = b"\x89FAIR\r\n\x1a"
_SHAPES = ("favourable", "reference", "undefined", "min_share",
           "allow_sparse")


@contextlib.contextmanager
def _about_the_policy():
    """Errors in the words of the policy, which are no options."""
    try:
        yield
    except _core.FairnessError as error:
        raise CommandError(str(error)) from error


def _policy(options):
    """The policy, and the core's with the defaults of the command line."""
    asked = given(confidence=options.confidence, min_count=options.min_count)
    with _about_the_policy():
        policy = Policy.read(options.policy)
        return policy, policy._made(typed_values=True, **asked)


def _is_saved(path):
    if path == "-" or not os.path.isfile(path):
        return False
    with named(path), open(path, "rb") as file:
        return file.read(len(_SAVED)) == _SAVED


def _check_names(policy, names, path):
    """What was counted is what the policy is about."""
    for role in (*ROLES, "sensitive_features", "control_features"):
        said, found = policy.data.get(role), names.get(role)
        if said is None:
            continue
        if isinstance(said, str):
            same = said == found
        else:
            same = set(said) <= set(found or ())
        if not same:
            raise CommandError(
                f"{path}: the policy says {role} = {said!r:.200}, the saved "
                f"audit was made with {found!r:.200}"
            )


def _saved(options, policy):
    """Saved audits as one: the core's, its features, and what was said of
    nulls."""
    asked, nulls = wanted_of(options, ())
    if policy.data.get("nulls") == "set_aside":
        nulls = {"nulls": "set_aside"}
    asked.pop("max_cells", None)
    if asked:
        raise CommandError(
            f"--{next(iter(asked)).replace('_', '-')}: the audit was counted "
            "and saved: what was counted cannot be said anew"
        )
    most = options.max_cells or policy.data.get("max_cells", 0)
    whole = None
    for path in options.files:
        part, _ = load(path, most)
        _check_names(policy, part._names, path)
        if whole is None:
            whole = part
            continue
        try:
            whole.merge(part)
        except _core.FairnessError as error:
            raise CommandError(f"{path}: ", error) from error
    return whole._core, whole._names["sensitive_features"], nulls


def _rows(options, policy):
    """The rows of files, counted."""
    with Files(
        options.files, options.input_format, options.threads
    ) as sources:
        said = typed(policy.data)
        options.nulls = options.nulls or said.pop("nulls", None)
        asked, nulls = wanted_of(options, sources[0].columns)
        wanted = {
            **{k: v for k, v in said.items() if k not in _SHAPES},
            **asked,
        }
        if "sensitive_features" not in wanted:
            wanted["sensitive_features"] = policy._features()
        if not wanted["sensitive_features"]:
            raise CommandError(
                f"{options.policy}: it names no sensitive features, and "
                "--sensitive-features is not given"
            )
        return count(wanted, sources), wanted["sensitive_features"], nulls


def _shapes(options, policy, features):
    """What shapes the report that the rules are held against."""
    said = typed(policy.data)
    return {
        **{key: said[key] for key in _SHAPES if key in said},
        **given(
            favourable=options.favourable,
            reference=words.reference(options.reference, features),
            undefined=options.undefined,
            min_share=options.min_share,
            allow_sparse=options.allow_sparse,
            by=policy._groupings(),
        ),
    }


def _verdict(options):
    policy, rules = _policy(options)
    saved = [path for path in options.files if _is_saved(path)]
    if saved and len(saved) < len(options.files):
        raise CommandError(f"{saved[0]}: a saved audit among files of rows")
    read = _saved if saved else _rows
    core, features, nulls = read(options, policy)
    with _about_the_policy():
        policy._check_features(features)
    shapes = _shapes(options, policy, features)
    report = Report._of(core, {**shapes, **nulls, "parsed": True})
    verdict = Verdict._of(report._core, rules)
    if saved:
        said = {**typed(policy.data), **nulls}
        with _about_the_policy():
            check_said(
                {k: v for k, v in said.items() if k not in _SHAPES}, verdict
            )
    if verdict.to_dict()["specification"]["favourable"] is None:
        warn(
            "favourable is not declared: taken for positive; say in the "
            "policy which decision helps the person"
        )
    return verdict


def _text(verdict, options):
    form = options.format
    if form is None:
        ending = os.path.splitext(options.output or "")[1].lower()
        form = "json" if ending == ".json" else "text"
    return verdict.to_json() if form == "json" else verdict.to_text()


def gate(options):
    """The exit code is that of the verdict.  A verdict of an earlier run goes
    first: whatever ends this one, no file says what it did not find."""
    targets = [options.output, options.json, options.junit]
    check_targets(*targets)
    check_once(options.files)
    check_apart(
        [options.policy, *options.files], targets, "what is read"
    )
    for path in filter(None, targets):
        _files.forget(path)
    verdict = _verdict(options)
    with Results() as results:
        for path, text in (
            (options.output, _text(verdict, options)),
            (options.json, verdict.to_json()),
            (options.junit, junit(verdict, options.policy)),
        ):
            if path is not None:
                results.stage(path, text.encode("utf-8"))
        if options.output is None:
            print_text(_text(verdict, options))
        results.commit()
    return verdict.exit_code
