# SPDX-License-Identifier: MIT
"""Every block of code in README and docs runs, and prints what is shown."""

import json
import pathlib
import re
import tomllib

import jsonschema
import pytest

import libfairness as lf
from blocks import LANGUAGES, ROOT, BlockError, blocks, library, printed

PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "bench/*.md", "examples/**/*.md")
    for path in ROOT.glob(pattern)
    if path.parent.name != "metrics"  # test_metric_pages.py runs those
)
WITH = {
    language: [
        page
        for page in PAGES
        if any(block.language == language for block in blocks(page))
    ]
    for language in LANGUAGES
}
RUN = sorted({*WITH["python"], *WITH["sh"], *WITH["console"]})
# Blocks that are not run, with the reasons that the pages give.
NOT_RUN = {
    "CONTRIBUTING.md": [
        "it runs this test",
        "it runs this test",
        "takes hours",
        "writes pages",
        "changes pages",
        "takes minutes",
    ],
    "README.md": ["installs packages", "installs packages"],
    "bench/README.md": [
        *["takes minutes"] * 15,
        "takes a quarter of an hour",
        *["takes minutes"] * 2,
    ],
    "docs/how-to/ci.md": [
        "it is collected by pytest",
        "there is no model here; tests/python/test_integrations.py",
        "it needs MLflow; scripts/long/mlflow.sh",
        "it needs MLflow; scripts/long/mlflow.sh",
    ],
    "docs/how-to/curves-and-plots.md": ["installs packages"],
    "docs/start/c.md": [
        "installs into the system",
        "installs into the home folder",
    ],
    "docs/performance.md": ["takes a quarter of an hour", *["takes minutes"] * 2],
    "docs/testing.md": [
        "takes hours",
        "takes minutes",
        "takes hours",
        "takes hours",
    ],
}


def name_of(page):
    return str(page.relative_to(ROOT))


def check(page, folder, languages):
    for one in printed(page, folder, languages):
        assert one.holds(), (
            f"{name_of(page)}:{one.first + 1}: shown:\n{one.want}\n"
            f"printed:\n{one.got}\n(tests/python/blocks.py brings a page up "
            "to date)"
        )


@pytest.mark.parametrize("page", RUN, ids=name_of)
def test_it_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    check(page, tmp_path, ("python", "sh", "console"))


@pytest.mark.parametrize("page", WITH["c"], ids=name_of)
def test_c_compiles_and_runs(page, tmp_path):
    if library() is None:
        pytest.skip("no build/ and no installed library")
    check(page, tmp_path, ("c",))


def all_of(language):
    for page in WITH[language]:
        for block in blocks(page):
            if block.language == language:
                yield block


def test_json_is_what_the_schema_says():
    schema = lf.schema()
    for block in all_of("json"):
        found = json.loads(block.code)
        if block.part:
            part = {**schema, "$ref": f"#/$defs/{block.part}"}
            for key in ("type", "required", "properties",
                        "additionalProperties"):
                part.pop(key, None)
            jsonschema.validate(found, part)
        elif not block.is_output or "schema" in found:
            jsonschema.validate(found, schema)


def test_toml_parses():
    for block in all_of("toml"):
        tomllib.loads(block.code)


def test_all_languages_are_known_and_all_marks_listed():
    found = {}
    for page in PAGES:
        for block in blocks(page):
            assert block.language in LANGUAGES, block.place
            if block.not_run:
                found.setdefault(name_of(page), []).append(block.not_run)
    assert found == NOT_RUN


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_code_stands_between_fences(page):
    """Indented or inside a list, a block would not be seen and not be run."""
    outside = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.M | re.S)
    assert not re.search(r"^\s*```", outside, re.M)
    assert not re.search(r"\n\n    \S", outside)


# The checker itself: each of these mistakes has to be found.
MISTAKES = {
    "value": "```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n",
    "silent": "```python\nprint(1 + 1)\n```\n",
    "raises": "```python\n1 / 0\n```\n",
    "other error": "```python\n1 / 0\n```\n\n```text\nValueError\n```\n",
    "command": "```console\n$ fairness explain recall_gap\n```\n",
    "printed": "```console\n$ echo a\nb\n```\n",
    "exit": "```console\n$ false\n$ echo $?\n0\n```\n",
    "script": "```sh\nfalse\ntrue\n```\n",
    "no end": "```python\n1\n",
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_found(mistake, tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text(MISTAKES[mistake])
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    with pytest.raises((BlockError, ZeroDivisionError)):
        for one in printed(page, folder):
            if not one.holds():
                raise BlockError


@pytest.mark.parametrize(
    "code", ["return fair_no_such();", 'printf("%s", 1);', "return 3;"]
)
def test_mistakes_in_c_are_found(code, tmp_path):
    if library() is None:
        pytest.skip("no build/ and no installed library")
    page = tmp_path / "page.md"
    page.write_text(
        f"```c\n#include <fairness/fairness.h>\n#include <stdio.h>\n{code}\n"
        "```\n"
    )
    folder = tmp_path / "work"
    folder.mkdir()
    with pytest.raises(BlockError):
        list(printed(page, folder, ("c",)))


def test_what_holds_holds(tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text(
        "```python\nx = 2\n```\n\n```python\nprint(x)\n1 / 0\n```\n\n"
        "```text\n2\nZeroDivisionError: ...\n```\n\n"
        "```console\n$ ls examples/data\n...compas_counts.csv\n...\n"
        "$ fairness audit nothing.csv \\\n    --sensitive-features a\n"
        "...nothing.csv...\n$ echo $?\n2\n```\n"
    )
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    found = list(printed(page, folder))
    assert len(found) == 4
    assert all(one.holds() for one in found)
