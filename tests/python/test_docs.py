# SPDX-License-Identifier: MIT
"""What the documents say holds: links lead somewhere, names of files are
right, the manual lists all there is.  test_blocks.py runs their code,
test_metric_pages.py those of metrics."""

import pathlib
import re
import shlex

import pytest

import libfairness as lf
from libfairness import _core
from libfairness.cli import arguments

ROOT = pathlib.Path(__file__).parents[2]
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "bench/*.md", "examples/**/*.md")
    for path in ROOT.glob(pattern)
)
MANUAL = (ROOT / "docs/man/fairness.1").read_text()


def parsers():
    """Every command that exists, with its options."""
    return arguments._all_commands(arguments._parser())


def test_result_of_the_readme():
    """README shows the command with which quickstart begins."""
    script = (ROOT / "scripts/quickstart.sh").read_text()
    shown = (ROOT / "README.md").read_text()
    (ours,) = re.findall(
        r"^audit compas (.*)$", script.replace("\\\n", " "), re.M
    )
    theirs, *_ = re.findall(
        r"^\$ fairness audit (.*)$", shown.replace("\\\n", " "), re.M
    )
    assert shlex.split(ours) == shlex.split(theirs)


def test_long_tests():
    """The page on testing names every long test."""
    page = (ROOT / "docs/testing.md").read_text()
    names = {path.stem for path in (ROOT / "scripts/long").glob("*.sh")}
    assert names and names == set(re.findall(
        r"`(\w+)`", page.partition("run alone:")[2].partition(". ")[0]))


def anchors(page):
    """What a code host makes of the headings of a page."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", page.read_text(), re.M)
    }


@pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: str(page.relative_to(ROOT))
)
def test_links_and_paths(page):
    """Relative links, and paths of this tree in backticks, lead somewhere."""
    text = page.read_text()
    missing = []
    for link, anchor in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", text):
        if "://" in link:
            continue
        target = page.parent / link if link else page
        if not target.exists() or anchor and anchor not in anchors(target):
            missing.append(f"{link}#{anchor}")
    folders = ROOT, ROOT / "libfairness", ROOT / "include"
    names = re.findall(r"`([a-z_]+/[a-zA-Z_/.]+\.(?:c|h|py|sh|md))`", text)
    for name in set(names) - {"tests/a/test_b.c", "libfairness/a/b.c"}:
        if not any((folder / name).exists() for folder in folders):
            missing.append(name)
    assert not missing


def test_decisions_are_listed():
    folder = ROOT / "docs/decisions"
    index = (folder / "README.md").read_text()
    pages = [p for p in folder.glob("*.md") if p.name != "README.md"]
    assert pages
    for page in pages:
        title = page.read_text().splitlines()[0].removeprefix("# ")
        assert f"[{title}]({page.name})" in index


def test_every_page_is_in_the_index():
    index = (ROOT / "docs/README.md").read_text()
    for page in (ROOT / "docs").glob("*/*.md"):
        name = page.relative_to(ROOT / "docs")
        if name.parts[0] not in ("decisions", "metrics"):
            assert f"]({name})" in index, name


def test_the_manual_has_every_command_and_option():
    said = set(
        re.findall(r"--[a-z-]*[a-z]", MANUAL.replace("\\-", "-"))
    )
    there = {"--version", "--help"}
    for name, parser in parsers().items():
        assert f".B fairness {name}" in MANUAL
        there |= {
            option
            for action in parser._actions
            for option in action.option_strings
            if option.startswith("--")
        }
    assert said == there
    assert f"libfairness {lf.__version__}" in MANUAL


def test_pages_of_reference_name_everything():
    """Commands and options, errors, what the package exports."""
    text = (ROOT / "docs/reference/command-line.md").read_text()
    for name, parser in parsers().items():
        assert f"`{name}`" in text
        for action in parser._actions:
            for option in action.option_strings:
                if option not in ("-h", "--help"):
                    assert re.search(rf"`{option}[` ]", text), option
    text = (ROOT / "docs/reference/errors.md").read_text()
    header = (ROOT / "include/fairness/status.h").read_text()
    codes = re.findall(r"^#define (FAIR_ERR_\w+)", header, re.M)
    assert codes
    for code in codes:
        assert f"\n| `{code}` |" in text
    pages = text + (ROOT / "docs/reference/python.md").read_text()
    criteria = set(_core.names("criteria"))
    for name in set(lf.__all__) - criteria - {"__version__"}:
        assert f"`{name}`" in pages or f".{name}`" in pages, name
    for cls in lf.Report, lf.Value:
        for name in dir(cls):
            if not name.startswith("_"):
                assert re.search(rf"[`.]{name}[`(]", pages), name


def test_reasons_are_explained():
    page = (ROOT / "docs/how-to/undefined.md").read_text()
    reasons = _core.names("reasons")
    assert len(reasons) > 10
    for reason in reasons:
        assert f"`{reason}`" in page, reason


def test_tables_page_lists_the_columns():
    """docs/reference/tables.md has each column of each table, in order."""
    report = lf.audit([1, 0], [1, 0], sensitive_features=["a", "b"])
    text = (ROOT / "docs/reference/tables.md").read_text()
    for table in ("groups", "comparisons", "warnings", "rows"):
        section = text.split(f"\n## {table}\n")[1].split("\n## ")[0]
        listed = [
            name
            for line in section.splitlines()
            if line.startswith("| `")
            for name in re.findall(r"`(\w+)`", line.split("|")[1])
        ]
        found = list(report.to_pandas(table).columns)
        assert sorted(listed) == sorted(found), table
