# SPDX-License-Identifier: MIT
"""Numbers published by other toolkits, through Python and through the command
line.

Their data are not ours to ship: they are looked for in ../shared/data beside
the project, and each test says so when it is skipped.  What is checked is
counted: docs/reference/published-values.md has the table, and so has the end
of a test run.
"""

import json
import pathlib
import re
from collections import Counter

import pytest

from peers import COLLECTIONS
from peers.reading import Check, known, runner
from published import ROOT, SHARED, shared

PAGE = ROOT / "docs/reference/published-values.md"
VIAS = ("Python", "command")


def entries(name):
    """The keys of all that was published or computed apart from us."""
    folder = shared(name)
    if (folder / "known.json").exists():
        yield from (key for key, _ in known(name))
    for path in sorted(folder.glob("reference*.json")):
        for text, values in json.loads(path.read_text()).items():
            yield from (f"{path.name}: {text}: {number}" for number in values)


def reasons(name, checked):
    """Counter of why entries are not among the checked."""
    found = Counter()
    for key in entries(name):
        if key not in checked:
            why = [reason for pattern, reason
                   in COLLECTIONS[name].NOT_COVERED
                   if re.search(pattern, key)]
            assert why, f"neither checked nor explained: {key}"
            found[why[0]] += 1
    return found


def listed():
    """The table of the page: {collection: (published, Python, command)}."""
    return {m[1]: tuple(map(int, m[0].replace(",", "").split("|")[3:6]))
            for m in re.finditer(r"^\| `(\w+)` \|.*$", PAGE.read_text(),
                                 re.M)}


@pytest.mark.parametrize("via", VIAS)
@pytest.mark.parametrize("name", COLLECTIONS)
def test_values(name, via, tmp_path, record_property):
    shared(name)
    checks = list(COLLECTIONS[name].checks(runner(via, tmp_path)))
    wrong = [c for c in checks if not c.holds]
    assert not wrong, wrong[:5]
    keys = {c.key for c in checks}
    assert len(keys) == len(checks)
    every = list(entries(name))
    assert keys <= set(every)
    record_property((name, via), len(keys))  # shown by conftest.py
    published, *least = listed()[name]
    assert len(keys) >= least[VIAS.index(via)]
    assert (published, len(keys)) == (len(every), len(every)
                                      - sum(reasons(name, keys).values()))


def test_every_collection_is_listed():
    assert list(listed()) == list(COLLECTIONS)
    if SHARED.exists():
        there = {path.parent.name for pattern in ("known.json",
                                                  "reference*.json")
                 for path in SHARED.glob(f"*/{pattern}")}
        assert there == set(COLLECTIONS)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_reasons_are_needed(name):
    """Each stands for something, and is on the page."""
    shared(name)
    page = " ".join(PAGE.read_text().split())
    for pattern, reason in COLLECTIONS[name].NOT_COVERED:
        assert any(re.search(pattern, key) for key in entries(name)), pattern
        assert reason in page, reason


def test_a_wrong_number_is_found():
    assert Check("", 0.5, 0.5000001, 1e-6).holds
    assert not Check("", 0.5, 0.500002, 1e-6).holds
    assert not Check("", None, 0.5, 1).holds
    assert not Check("", 0.5, None, 1).holds
    assert not Check("", True, False).holds
    assert pathlib.Path(PAGE).exists()
