# SPDX-License-Identifier: MIT
"""fairness init: a commented policy for the rows of files."""

import os
import shlex

from .._count import given
from .._init import (
    check_columns,
    check_roles,
    includes_of,
    packs_of,
    policy_text,
)
from .._outputs.escape import one_line
from . import words
from .commands import count, wanted_of
from .files import Files, check_apart, check_once
from .output import CommandError, Results, check_targets, print_text


def _command(options):
    """The gate that the policy is for."""
    name = options.output or "fairness.toml"
    return (
        f"fairness gate {shlex.quote(one_line(name))} "
        f"{shlex.quote(one_line(options.files[0]))}"
    )


def _asked(options, there):
    """What was said of the rows, by the names that [data] has."""
    wanted, _ = wanted_of(options, there)
    return {
        **wanted,
        **given(
            nulls=options.nulls,
            favourable=options.favourable,
            undefined=options.undefined,
            min_share=options.min_share,
            allow_sparse=options.allow_sparse,
            reference=options.reference,
            confidence=options.confidence,
            min_count=options.min_count,
        ),
    }


def _text(options):
    with Files(
        options.files, options.input_format, options.threads
    ) as sources:
        there = sources[0].columns
        asked = _asked(options, there)
        check_roles(asked, there)
        packs = packs_of(asked, options.pack)
        check_columns(packs, asked, there)
        features = asked["sensitive_features"]
        includes = includes_of(packs, features)
        wanted, nulls = wanted_of(options, there)
        core = count(wanted, sources)
    shape = given(
        favourable=options.favourable,
        reference=words.reference(options.reference, features),
        undefined=options.undefined,
        min_share=options.min_share,
        allow_sparse=options.allow_sparse,
        parsed=True,
        **nulls,
    )
    return policy_text(
        core, features, asked, shape, includes, _command(options))


def init(options):
    if options.output is not None and os.path.lexists(options.output):
        raise CommandError(
            f"{options.output}: it is there already, and is not written over"
        )
    check_targets(options.output)
    check_once(options.files)
    check_apart(options.files, [options.output], "the data")
    text = _text(options)
    with Results() as results:
        if options.output is None:
            print_text(text)
        else:
            results.stage(options.output, text.encode("utf-8"))
        results.commit()
