# SPDX-License-Identifier: MIT
"""Every row of the catalogue of bad inputs that concerns audits is shown by a
case of the table, or by a test of its own, through C, Python and the command
line; or it says why it cannot happen there."""

import pathlib
import re

import pytest

import libfairness as lf
from libfairness import cli
from test_bad_gates import GATES
from test_bad_inputs import CASES, command, fronts
from test_bad_states import MERGES, as_files

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs/reference/bad-inputs.md"
ROWS = (*range(1, 44), 46, 47, 49, 50, 51, 53, 54, 55,
        58, 59, 60, 61, 62, 63, 64, 65, 66)
FRONTS = ("C", "Python", "command")

# What no row of the table can hold has tests of its own.
TESTS = {
    (14, "Python"): "python/test_bad_python.py:"
                    "test_different_indexes_are_refused",
    (27, "C"): "base/test_hash.c:test_colliding_texts_do_not_flood",
    (27, "Python"): "python/test_bad_python.py:"
                    "test_colliding_labels_take_no_longer",
    (29, "command"): "python/test_bad_inputs.py:test_arrow_file",
    (30, "command"): "python/test_bad_inputs.py:test_arrow_file",
    (31, "command"): "python/test_bad_inputs.py:test_arrow_file",
    (32, "command"): "python/test_bad_inputs.py:test_arrow_file",
    (33, "C"): "column/test_feature.c:test_numbers",
    (33, "Python"): "python/test_bad_python.py:test_strided_and_reversed",
    (34, "C"): "bad_inputs/test_surroundings.c:memory_that_changes_meanwhile",
    (34, "Python"): "python/test_bad_python.py:"
                    "test_a_buffer_that_changes_meanwhile",
    (38, "C"): "tally/test_codec_damage.c:test_every_bit",
    (38, "Python"): "python/test_bad_states.py:"
                    "test_every_flipped_bit_is_refused",
    (38, "command"): "python/test_catalogue.py:test_damaged_saved_files",
    (39, "C"): "tally/test_codec_damage.c:test_every_field_at_its_extremes",
    (39, "Python"): "python/test_bad_states.py:"
                    "test_hostile_fields_behind_a_right_checksum",
    (39, "command"): "python/test_catalogue.py:test_damaged_saved_files",
    (40, "C"): "tally/test_codec_damage.c:test_lies",
    (40, "Python"): "python/test_bad_states.py:"
                    "test_hostile_fields_behind_a_right_checksum",
    (40, "command"): "python/test_catalogue.py:test_damaged_saved_files",
    (41, "C"): "plan/test_serve.c:test_groups",
    (41, "Python"): "python/test_plan_apply.py:test_what_is_refused",
    (41, "command"): "python/test_cli_plan.py:test_errors",
    (42, "C"): "plan/test_read.c:test_forged",
    (42, "Python"): "python/test_plan_apply.py:test_files",
    (42, "command"): "python/test_cli_plan.py:test_damaged_plans",
    (43, "C"): "plan/test_apply.c:test_batches",
    (43, "Python"): "python/test_plan_apply.py:test_coins",
    (43, "command"): "python/test_cli_plan.py:test_coins",
    (46, "C"): "bad_inputs/test_surroundings.c:surroundings_change_nothing",
    (46, "Python"): "python/test_surroundings.py:"
                    "test_floating_point_environment",
    (46, "command"): "python/test_surroundings.py:"
                     "test_locale_of_the_command",
    (47, "C"): "bad_inputs/test_surroundings.c:a_forked_child_goes_on",
    (47, "Python"): "python/test_surroundings.py:test_fork",
    (58, "command"): "python/test_cli_gate.py:test_ended_from_outside",
    (59, "Python"): "python/test_cli_stop.py:test_a_disk_that_fails",
    (59, "command"): "python/test_cli_errors.py:"
                     "test_targets_that_are_no_files",
    (60, "C"): "bad_inputs/test_surroundings.c:a_second_copy_is_no_trouble",
    (60, "Python"): "python/test_surroundings.py:test_subinterpreters",
    (63, "C"): "plan/test_refusals.c:infeasible_says_what_would_do",
    (63, "Python"): "python/test_plan.py:test_infeasible",
    (63, "command"): "python/test_cli_plan.py:"
                     "test_infeasible_says_what_is_not",
    (64, "C"): "calibrate/test_calibrator.c:data_that_cannot_be_fitted",
    (64, "Python"): "python/test_calibrator.py:test_what_cannot_be_applied",
    (64, "command"): "python/test_cli_calibrate.py:"
                     "test_damaged_and_of_other_groups",
    (65, "C"): "calibrate/test_read.c:forgeries",
    (65, "Python"): "python/test_calibrator.py:test_files",
    (65, "command"): "python/test_cli_calibrate.py:"
                     "test_damaged_and_of_other_groups",
    (66, "C"): "plan/test_refusals.c:options_that_make_no_sense",
    (66, "Python"): "python/test_plan.py:test_what_makes_no_sense",
    (66, "command"): "python/test_cli_plan.py:test_errors",
}

# What cannot happen there.
REASONS = {
    (13, "command"): "the fields of a line are one row; a line with too few "
                     "or too many is an error of test_cli_errors.py",
    (14, "C"): "columns in C have no index",
    (14, "command"): "columns of a file have no index",
    (27, "command"): "names are hashed by the core, in the call that Python "
                     "makes too",
    (33, "command"): "files have no strides, masks or dimensions",
    (34, "command"): "what is counted is what was read: a copy in memory",
    (47, "command"): "every command is a process of its own",
    (58, "C"): "a verdict is a value: only a command ends with it",
    (58, "Python"): "a verdict is a value: only a command ends with it",
    (59, "C"): "the core writes into memory and through callbacks, never to "
               "files",
    (60, "command"): "one library in one interpreter",
}


def shown_by_table():
    found = {(c.number, "C") for c in CASES if "c" in c.fronts}
    found |= {(c.number, "Python") for c in CASES if c.fronts - {"c", "cli"}}
    found |= {(c.number, "command") for c in CASES if "cli" in c.fronts
              and fronts.csv_text(c.columns) is not None
              and command(c, "x") is not None}
    found |= {(g.case.number, front) for g in GATES for front in FRONTS}
    found |= {(m.number, front) for m in MERGES for front in ("C", "Python")}
    return found | {(m.number, "command") for m in MERGES if as_files(m)}


@pytest.mark.parametrize("row", ROWS)
def test_row(row):
    for front in FRONTS:
        place = row, front
        assert (place in TESTS) + (place in REASONS) \
            + (place in shown_by_table()) > 0, place
        assert not (place in REASONS and place in TESTS), place


@pytest.mark.parametrize("place", TESTS, ids=lambda p: f"{p[0]}-{p[1]}")
def test_named_tests_are_there(place):
    file, _, name = TESTS[place].partition(":")
    text = (ROOT / "tests" / file).read_text()
    assert re.search(rf"^(def {name}\(|START_TEST\({name}\))", text, re.M), \
        TESTS[place]


def test_reasons_are_needed():
    assert not REASONS.keys() & shown_by_table()


def test_the_page_has_every_row():
    """And nothing else; parts that are to come have none yet."""
    listed = set()
    for first, last in re.findall(r"^\| (\d+)(?:–(\d+))? \|",
                                  PAGE.read_text(), re.M):
        listed |= set(range(int(first), int(last or first) + 1))
    assert listed == set(ROWS)


# 38 to 40 through the command line; Python and C try every bit.

def test_damaged_saved_files(tmp_path, capsysbinary):
    audit = lf.Audit(y_true="y", y_pred="d", sensitive_features=["g"])
    audit.add({"y": [1, 0, 1, 0], "d": [1, 0, 0, 1], "g": list("aabb")})
    data = audit.to_bytes()
    path, other = tmp_path / "bad.audit", tmp_path / "good.audit"
    other.write_bytes(data)
    damaged = [data[:n] for n in range(0, len(data), 23)]
    for i in range(0, 8 * len(data), 89):
        flipped = bytearray(data)
        flipped[i // 8] ^= 1 << (i % 8)
        damaged.append(bytes(flipped))
    for bad in damaged:
        path.write_bytes(bad)
        for words in (["report", str(path)],
                      ["merge", str(other), str(path),
                       "--output", str(tmp_path / "out")]):
            code = cli.main(words)
            out, errors = capsysbinary.readouterr()
            assert (code, out) == (2, b"") and errors.count(b"\n") == 1
            assert b"bad.audit" in errors
    assert not (tmp_path / "out").exists()
