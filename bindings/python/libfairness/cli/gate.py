# SPDX-License-Identifier: MIT
"""fairness gate and fairness power."""

import contextlib
import json
import os

from .. import _core, _files
from .._baseline import SAVED, from_bytes, report_of
from .._count import ROLES, given
from .._outputs.escape import one_line
from .._outputs.words import group
from .._policy import Policy, typed
from .._power import power_of
from .._report import Report
from .._verdict import Verdict, check_required, check_said
from . import words
from .columns import Absent
from .commands import count, wanted_of
from .files import Files, check_apart, check_once
from .models import check_models, models_of
from .output import (
    CommandError,
    Results,
    check_targets,
    named,
    print_text,
    warn,
)
from .saved import load
from .verdicts import outcome_of, stage, targets_of, text_of

_SHAPES = ("favourable", "reference", "undefined", "min_share",
           "allow_sparse")


@contextlib.contextmanager
def _about_the_policy():
    """Errors in the words of the policy, which are no options."""
    try:
        yield
    except _core.FairnessError as error:
        raise CommandError(str(error)) from error


def _looked_at(path):
    """The policy, and what is wrong with it, which is said when it is its
    turn.  It is read once: it may be a pipe."""
    try:
        return Policy.read(path), None
    except (_core.FairnessError, OSError) as error:
        return None, error


def _policy(options, policy, error):
    """The policy, and the core's with the defaults of the command line."""
    asked = given(confidence=options.confidence, min_count=options.min_count)
    with _about_the_policy():
        if error is not None:
            raise error
        today = getattr(options, "today", None)  # of gate alone
        return policy, policy._made(typed_values=True, today=today, **asked)


def is_saved(path):
    if path == "-" or not os.path.isfile(path):
        return False
    with named(path), open(path, "rb") as file:
        return file.read(len(SAVED)) == SAVED


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
        try:
            core = count(wanted, sources)
        except Absent as error:
            if error.role in asked:
                raise
            where = policy._named_at(error.role, error.name)
            raise CommandError(f"{where}: {error.said}") from None
        return core, wanted["sensitive_features"], nulls


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


def _report(options, policy):
    """The report that rules are held against, and what was said of nulls
    where that was saved."""
    saved = [path for path in options.files if is_saved(path)]
    if saved and len(saved) < len(options.files):
        raise CommandError(f"{saved[0]}: a saved audit among files of rows")
    read = _saved if saved else _rows
    core, features, nulls = read(options, policy)
    with _about_the_policy():
        policy._check_features(features)
    shapes = _shapes(options, policy, features)
    report = Report._of(core, {**shapes, **nulls, "parsed": True})
    return report, nulls if saved else None


def _baseline(options, policy):
    """The core's report of the baseline, or None."""
    path = options.baseline
    if path is None:
        return None
    if os.path.isdir(path):
        raise CommandError(f"{path}: a folder, not a report")
    with named(path):
        data = _files.whole(path)
    favourable = options.favourable or policy.data.get("favourable")
    try:
        audit = from_bytes(data, policy, favourable, options.max_cells)
        found = report_of(audit, policy, favourable)
    except _core.FairnessError as error:
        raise CommandError(f"{path}: ", error) from error
    if not any("max_increase" in rule or "max_decrease" in rule
               for rule in policy.rules):
        warn(
            f"{path}: no rule has max_increase or max_decrease, so nothing "
            "is held against the baseline"
        )
    return found


def _verdict(options, policy, rules, baseline):
    report, saved_nulls = _report(options, policy)
    with _about_the_policy(), policy._placing():
        verdict = Verdict._of(report._core, rules, baseline)
    with _about_the_policy():
        check_required(policy, verdict)
    if saved_nulls is not None:
        said = {**typed(policy.data), **saved_nulls}
        with _about_the_policy():
            check_said(
                {k: v for k, v in said.items() if k not in _SHAPES}, verdict
            )
    return verdict


def _warn_undeclared(verdicts):
    if any(
        verdict.to_dict()["specification"]["favourable"] is None
        for verdict in verdicts
    ):
        warn(
            "favourable is not declared: taken for positive; say in the "
            "policy which decision helps the person"
        )


def _warn_of_waivers(verdicts):
    """Waivers of groups that are not there, which do nothing."""
    rules = [rule for verdict in verdicts for rule in verdict.rules]
    gone = {
        (rule["id"], group(one, one_line)): None
        for rule in rules
        for one in (rule["waiver"] or {}).get("groups", ())
        if all(entry["group"] != one for entry in rule["evidence"])
    }
    for rule, name in gone:
        warn(f"the waiver of {rule} names {name}, of which there are no rows")


def gate(options):
    """The exit code is that of the worst verdict.  Verdicts of an earlier run
    go first: whatever ends this one, no file says what it did not find."""
    targets = targets_of(options)
    models = models_of(options)
    check_targets(*targets)
    files = [path for each in models.values() for path in each.files]
    policy, error = _looked_at(options.policy)
    included = () if policy is None else policy._files
    read = [options.policy, *included, options.baseline, *files]
    check_apart(read, targets, "what is read")
    for path in targets:
        _files.forget(path)
    check_models(options, models)
    policy, rules = _policy(options, policy, error)
    baseline = _baseline(options, policy)
    verdicts = {
        model: _verdict(each, policy, rules, baseline)
        for model, each in models.items()
    }
    _warn_undeclared(verdicts.values())
    _warn_of_waivers(verdicts.values())
    outcome = outcome_of(verdicts, policy, options)
    with Results() as results:
        stage(outcome, options, results)
        shown = text_of(outcome, options)
        if shown:
            print_text(shown)
        results.commit()
    return outcome.exit_code


def _share(x):
    return "-" if x is None else f"{100 * x:.1f} %"


def _plain(x):
    return "-" if x is None else f"{x:.3g}"


def _power_text(found, asked):
    """A paragraph for each rule."""
    often = f"{100 * asked:g} % of the time"
    for rule in found:
        yield f"{rule['id']}: {rule['claims']:,} claims\n"
        if not rule["claims"]:
            yield f"    nothing to compare: {rule['reason']}\n"
            continue
        if rule["reason"] is not None:
            yield "    about a change: what it can show is not worked out\n"
            continue
        yield (
            f"    without disparity it passes {_share(rule['chance_to_pass'])}"
            f" and fails {_share(rule['chance_to_fail'])} of the time;\n"
            f"    the value alone, {_plain(rule['expected'])} on average, "
            f"would be beyond the limit {_share(rule['chance_beyond'])} of it\n"
        )
        growth, value = rule["growth"], rule["detectable"]
        if growth is None:
            yield f"    no number of rows makes it pass {often}\n"
        elif growth > 1:
            yield (
                f"    with {growth:.3g} times the rows of every group it "
                f"passes {often}\n"
            )
        if value is None:
            yield f"    there is no disparity that it finds {often}\n"
        else:
            yield f"    it fails {often} from a value of {value:.3g} on\n"


def power(options):
    check_targets(options.output)
    check_once(options.files)
    policy, rules = _policy(options, *_looked_at(options.policy))
    check_apart(
        [options.policy, *policy._files, *options.files], [options.output],
        "what is read",
    )
    report, _ = _report(options, policy)
    with _about_the_policy():
        found = power_of(
            policy, rules, report, options.power, options.runs, options.seed
        )
    if options.format == "json":
        text = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    else:
        text = "".join(_power_text(found, options.power))
    with Results() as results:
        if options.output is None:
            print_text(text)
        else:
            results.stage(options.output, text.encode("utf-8"))
        results.commit()
