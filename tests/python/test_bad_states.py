# SPDX-License-Identifier: MIT
"""Merges and saved audits of the table of bad inputs (rows 28 and 35 to 40)
through Python and the command line."""

import json
import pathlib
import sys

import pytest

import libfairness as lf
from libfairness import cli

sys.path.insert(
    0, str(pathlib.Path(__file__).resolve().parent.parent / "bad_inputs"))

import fronts  # noqa: E402
from cases import MERGES  # noqa: E402
from table import CLASSES, SELF  # noqa: E402
from test_bad_inputs import (  # noqa: E402
    ROLES, check_values, command, renamed)


def audit_of(part):
    roles = {r: r for r in ROLES if r in part.columns}
    audit = lf.Audit(sensitive_features=part.features("s"),
                     control_features=part.features("c") or None,
                     **roles, **part.options)
    audit.add(renamed(fronts.arrow_table(part.batches), "arrow", part))
    return audit


def merged(merge):
    whole = audit_of(merge.parts[0])
    for part in merge.parts[1:]:
        before = whole.to_bytes()
        try:
            whole.merge(whole if part == SELF else audit_of(part))
        except lf.FairnessError:
            assert whole.to_bytes() == before
            raise
    if merge.manifest is not None:
        whole.check_shards(merge.manifest)
    return whole


@pytest.mark.parametrize(
    "merge", [pytest.param(m, id=f"{m.number}-{m.id}") for m in MERGES])
def test_merges(merge):
    if merge.errors:
        with pytest.raises(lf.FairnessError) as caught:
            merged(merge)
        error = caught.value
        assert type(error).__name__ in {CLASSES[e] for e in merge.errors}
        assert error.code in merge.errors, error.code
        assert all(word in str(error) for word in merge.says), error
        return
    report = merged(merge).report().to_dict()
    check_values(merge, report)


# The command line: parts as CSV, saved, merged with a manifest.

def as_files(merge):
    """Whether files of text can hold the parts: types are lost in them."""
    return all(
        part == SELF or (
            fronts.csv_text(part.columns) is not None
            and command(part, "x") is not None
            and all(fronts.is_text(part.columns["s:" + name])
                    for name in part.features("s")))
        for part in merge.parts)


def saved_parts(merge, folder):
    """One saved audit a part, with the name of its shard."""
    for i, part in enumerate(merge.parts):
        if part == SELF:
            yield folder / "part-0.audit"
            continue
        rows = folder / f"part-{i}.csv"
        rows.write_bytes(fronts.csv_text(part.columns).encode())
        target = folder / f"part-{i}.audit"
        words = command(part, rows)
        del words[1:3]  # --format
        assert cli.main(["audit", *words, "--no-report",
                         "--save", str(target)]) == 0
        yield target


@pytest.mark.parametrize(
    "merge", [pytest.param(m, id=f"{m.number}-{m.id}") for m in MERGES
              if as_files(m)])
def test_merges_of_files(merge, tmp_path, capsysbinary):
    words = ["merge", *map(str, saved_parts(merge, tmp_path))]
    if merge.manifest is not None:
        (tmp_path / "manifest").write_text("\n".join(merge.manifest) + "\n")
        words += ["--manifest", str(tmp_path / "manifest")]
    whole = tmp_path / "whole.audit"
    code = cli.main([*words, "--output", str(whole)])
    out, errors = capsysbinary.readouterr()
    if merge.errors:
        assert (code, out, errors.count(b"\n")) == (2, b"", 1), errors
        assert all(w in errors.decode() for w in merge.says), errors
        assert not whole.exists()
        return
    assert code == 0, errors
    assert cli.main(["report", str(whole), "--format", "json"]) == 0
    check_values(merge, json.loads(capsysbinary.readouterr().out),
                 as_text=True)


STATES = {
    "rows": {"y_true": [1, 0, 1, 0], "y_pred": [1, 0, 0, 1],
             "race": ["a", "b", None, "b"]},
    "weights": {"y_true": [1, 0, 1, 0], "y_pred": [1, 0, 0, 1],
                "race": ["a", "a", "b", "b"],
                "sample_weight": [0.1, 2.5, 1e-9, 3.0]},
}


def state(name):
    import pyarrow as pa
    columns = STATES[name]
    roles = {r: r for r in ROLES if r in columns}
    audit = lf.Audit(sensitive_features=["race"], shard="part-1", **roles)
    audit.add(pa.table(columns))
    return audit.to_bytes()


def refused_or_same(data):
    """The only two ways for bytes from anywhere to end."""
    try:
        audit = lf.Audit.from_bytes(data)
    except (lf.CorruptError, lf.LimitError, lf.MismatchError):
        return
    assert audit.to_bytes() == data


@pytest.mark.parametrize("name", STATES)
def test_a_state_comes_back(name):
    data = state(name)
    audit = lf.Audit.from_bytes(data)
    assert audit.to_bytes() == data
    assert audit.report().to_dict()["rows"]["in"] == 4


@pytest.mark.parametrize("name", STATES)
def test_every_prefix_is_refused(name):
    data = state(name)
    for n in range(len(data)):
        with pytest.raises(lf.CorruptError):
            lf.Audit.from_bytes(data[:n])


@pytest.mark.parametrize("name", STATES)
def test_every_flipped_bit_is_refused(name):
    data = state(name)
    for i in range(8 * len(data)):
        bad = bytearray(data)
        bad[i // 8] ^= 1 << (i % 8)
        with pytest.raises(lf.CorruptError):
            lf.Audit.from_bytes(bytes(bad))


@pytest.mark.parametrize("name", STATES)
def test_removed_and_inserted_bytes(name):
    data = state(name)
    for i in range(len(data) + 1):
        refused_or_same(data[:i] + data[i + 1:])
        for extra in (0, 1, 0x7f, 0xff):
            refused_or_same(data[:i] + bytes([extra]) + data[i:])


def crc_steps():
    steps = []
    for n in range(256):
        for _ in range(8):
            n = n >> 1 ^ (0x82f63b78 if n & 1 else 0)
        steps.append(n)
    return steps


CRC_STEPS = crc_steps()


def crc32c(data):
    """Castagnoli's CRC as four bytes."""
    crc = 0xffffffff
    for byte in data:
        crc = crc >> 8 ^ CRC_STEPS[(crc ^ byte) & 0xff]
    return (crc ^ 0xffffffff).to_bytes(4, "little")


def test_the_checksum():
    assert crc32c(b"123456789") == (0xe3069283).to_bytes(4, "little")


@pytest.mark.parametrize("name", STATES)
def test_hostile_fields_behind_a_right_checksum(name):
    """Every aligned or unaligned 4- and 8-byte field at 0, 1 and its
    largest: whatever is claimed (4 billion groups, version 0, sums that do
    not add up), it is refused, or it is a state like any other."""
    data = state(name)
    body, trailer = data[:-4], data[-4:]
    assert crc32c(body) == trailer
    for width in (1, 2, 4, 8):
        for value in (0, 1, 2, 2 ** (8 * width - 1), 2 ** (8 * width) - 1):
            field = value.to_bytes(width, "little")
            for i in range(0, len(body) - width + 1):
                bad = body[:i] + field + body[i + width:]
                refused_or_same(bad + crc32c(bad))
