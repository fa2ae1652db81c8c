# SPDX-License-Identifier: MIT
"""Saved audits: reading them, and fairness merge."""

import os
import sys

from .. import _core
from .._audit import Audit
from .files import check_apart, check_once
from .output import CommandError, Results, check_targets, named, warn


def load(path, max_cells):
    """The audit, and its bytes; - is standard input."""
    if path == "-":
        if sys.stdin is None:
            raise CommandError("standard input is closed")
        path, data = "standard input", sys.stdin.buffer.read()
    else:
        if os.path.isdir(path):
            raise CommandError(f"{path}: a folder, not a saved audit")
        with named(path), open(path, "rb") as file:
            data = file.read()
    try:
        return Audit.from_bytes(data, max_cells=max_cells), data
    except _core.FairnessError as error:
        raise CommandError(f"{path}: ", error) from error


def _has_name(part):
    try:
        part.check_shards([])
    except _core.MismatchError:
        return True
    return False


def _manifest(path):
    """Names of shards, one a line; blanks around a name and empty lines do
    not count."""
    try:
        with named(path), open(path, encoding="utf-8-sig") as file:
            lines = [line.strip() for line in file]
    except UnicodeDecodeError:
        raise CommandError(f"{path}: not UTF-8 text") from None
    seen = {}
    for number, name in enumerate(lines, 1):
        if not name:
            continue
        if name in seen:
            raise CommandError(
                f"{path}: line {number}: {name} is in line {seen[name]} too"
            )
        seen[name] = number
    return list(seen)


def _check_paths(options):
    if options.saved.count("-") > 1:
        raise CommandError("standard input (-) is named twice")
    check_targets(options.output)
    check_apart(options.saved, [options.output], "one of the parts")
    check_apart([options.manifest], [options.output], "the manifest")
    if options.expect is not None and options.expect != len(options.saved):
        raise CommandError(
            f"--expect {options.expect}: {len(options.saved)} parts were given"
        )


def merge(options):
    """Saved audits into one, each part once."""
    _check_paths(options)
    names = None
    if options.manifest is not None:
        names = _manifest(options.manifest)
    whole = None
    seen = {}
    for path in options.saved:
        part, data = load(path, options.max_cells)
        if names is not None and not _has_name(part):
            raise CommandError(
                f"{path}: it has no shard name, so no manifest can list it: "
                "give audit --shard"
            )
        if whole is None:
            whole = part
        else:
            try:
                whole.merge(part)
            except _core.FairnessError as error:
                raise CommandError(f"{path}: ", error) from error
        # With shard names the merge would have failed.
        if part.rows > 0 and data in seen:
            check_once(options.saved)
            warn(
                f"{path} and {seen[data]} are identical and have no shard "
                "names: the same part twice?"
            )
        seen.setdefault(data, path)
    if names is not None:
        try:
            whole.check_shards(names)
        except _core.FairnessError as error:
            raise CommandError(f"{options.manifest}: ", error) from error
    with Results() as results:
        results.stage(options.output, whole.to_bytes())
        results.commit()
