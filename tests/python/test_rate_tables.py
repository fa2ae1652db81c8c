# SPDX-License-Identifier: MIT
"""fairness gate --tables: rates, ratios, Fisher's exact p, and what they say."""

import csv
import json
import pathlib
import random
import re
from fractions import Fraction
from math import comb

import pytest
from markdown_it import MarkdownIt

from cli_help import call, write_csv
from libfairness._outputs import escape
from libfairness._outputs.markdown import markdown
from libfairness._outputs.tables import fisher
from outcomes import outcome_of
from test_outputs import HOSTILE, plain

ROOT = pathlib.Path(__file__).parents[2]
POLICY = '''schema = "libfairness/policy/1"
[data]
y_pred = "p"
frequency = "n"
favourable = "positive"
'''


def exact(a, n, b, m):
    """By all tables of the margins, in whole numbers."""
    ways = [comb(n, k) * comb(m, a + b - k) if 0 <= a + b - k <= m else 0
            for k in range(n + 1)]
    return Fraction(sum(w for w in ways if w <= ways[a]), sum(ways))


def test_fisher():
    # Fisher's tea: 3 of 4 against 1 of 4.  Agresti's book has 0.486.
    assert fisher(3, 4, 1, 4) == pytest.approx(34 / 70, rel=1e-14)
    r = random.Random(1)
    for _ in range(500):
        n, m = r.randint(1, 60), r.randint(1, 60)
        a, b = r.randint(0, n), r.randint(0, m)
        assert fisher(a, n, b, m) == pytest.approx(
            float(exact(a, n, b, m)), rel=1e-12), (a, n, b, m)
    # Large counts: all chances but those beside the first vanish.
    assert fisher(10**6, 2 * 10**6, 10**6, 2 * 10**6) == 1
    assert 0 <= fisher(0, 10**6, 10**6, 10**6) < 1e-300
    assert fisher(500_700, 10**6, 499_300, 10**6) == pytest.approx(
        0.0478, abs=2e-4)  # two proportions, z = 1.98


@pytest.fixture
def tables(capsysbinary, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def written(policy, columns, *words):
        pathlib.Path("p.toml").write_text(POLICY + policy)
        write_csv("d.csv", columns)
        code, out, said = call(capsysbinary, "gate", "p.toml", "d.csv",
                               "--format", "json", "--tables", "t.md", *words)
        assert code in (0, 1, 3), said
        return json.loads(out), pathlib.Path("t.md").read_text()

    return written


def rows(**groups):
    """Columns of groups of (selected, rows)."""
    return {"g": [g for g in groups for _ in "ab"], "p": [1, 0] * len(groups),
            "n": [n for k, all_ in groups.values() for n in (k, all_ - k)]}


def cells(text):
    """By the name of the group: the cells behind it."""
    return {re.sub("<.*?>", "", name): rest.split(" | ")
            for name, rest in re.findall(r"^\| (<code>.*?) \| (.*) \|$", text,
                                         re.M)[1:]}


FOUR = '[[include]]\npack = "four-fifths"\nby = "g"\n'


def test_readings(tables):
    verdict, text = tables(FOUR, rows(
        top=(500, 1000), fair=(490, 1000), clear=(300, 1000), few=(2, 8),
        nearly=(39, 98), smaller=(430, 1000)))
    found = cells(text)
    assert found["top"] == ["1,000", "500", "0.500", "1.000", "-", "-"]
    assert found["fair"][3:] == ["0.980", "0.69", "-"]
    assert found["clear"][5] == "below 0.8, significant"
    assert found["few"][3:] == ["0.500", f"{fisher(2, 8, 500, 1000):.2g}",
                                "below 0.8, not significant"]
    assert found["nearly"][5] == "below 0.8; one more would reach it"
    assert found["smaller"][5] == "at least 0.8, yet significant"
    [rule] = verdict["rules"]
    assert min(float(c[3]) for c in found.values()) == pytest.approx(
        rule["observed"]["value"], abs=5e-4)


def test_markdown_reads_them_too():
    """Where the group and the highest one may be shown."""
    policy = {"schema": "libfairness/policy/1",
              "data": {"y_pred": "p", "frequency": "n",
                       "favourable": "positive", "sensitive_features": "g"},
              "include": [{"pack": "four-fifths", "by": "g"}]}
    columns = rows(top=(500, 1000), fair=(490, 1000), clear=(300, 1000),
                   nearly=(39, 98), smaller=(430, 1000))

    def read(columns, **more):
        text = markdown(outcome_of({**policy, **more}, columns))
        return dict(re.findall(
            r"^\| <code>g&#61;(.*?)</code> \|.*\| (.*?) \|$", text, re.M))

    found = read(columns)
    p = {name: f"(p {fisher(k, n, 500, 1000):.2g})" for name, k, n in (
        ("clear", 300, 1000), ("nearly", 39, 98), ("smaller", 430, 1000))}
    assert found == {
        "top": "-", "fair": "-",
        "clear": f"below 0.8, significant {p['clear']}",
        "nearly": f"below 0.8; one more would reach it {p['nearly']}",
        "smaller": f"at least 0.8, yet significant {p['smaller']}"}
    # The highest is withheld, and then nothing is read.
    columns = rows(top=(9, 12), fair=(490, 1000), clear=(300, 1000),
                   other=(400, 1000))
    assert "reading" not in markdown(outcome_of(policy, columns))
    # Of weights, and of differences, there is none.
    columns["w"] = [1.0] * len(columns["n"])
    data = {**policy["data"], "sample_weight": "w"}
    assert "reading" not in markdown(
        outcome_of({**policy, "data": data}, columns))
    other = {"criterion": "demographic_parity_difference", "max": 0.1}
    assert "reading" not in markdown(outcome_of(
        {**policy, "include": [], "rule": [other]}, columns, least=0))


def test_the_limit_is_exact(tables):
    """4 of 5 of the highest rate is no less than four fifths of it."""
    _, text = tables(FOUR, rows(a=(500, 1000), b=(400, 1000), c=(399, 1000)))
    found = cells(text)
    assert found["b"][5] == "at least 0.8, yet significant"
    assert found["c"][5] == "below 0.8; one more would reach it"


def test_local_law_144(tables):
    columns = rows(a=(300, 600), b=(100, 400), z=(5, 9))
    columns["g"] += ["", ""]  # missing
    columns["p"] += [1, 0]
    columns["n"] += [7, 14]
    columns["sex"] = ["f", "m"] * 4
    policy = '[[include]]\npack = "nyc-ll144"\nfeatures = {race = "g"}\n'
    verdict, text = tables(policy, columns)
    assert verdict["status"] == "pass"
    parts = {part.partition("</code>")[0]: part
             for part in text.split("\n## <code>")}
    race = parts["ll144&#45;race"]
    found = cells(race)
    assert set(found) == {"a", "b", "z"}
    assert found["a"][:4] == ["600", "300", "0.500", "1.000"]
    assert found["b"][:4] == ["400", "100", "0.250", "0.500"]
    # Number and rate, and no ratio.
    assert found["z"][:4] == ["9", "5", "0.556", "-"]
    assert "21 of unknown category" in race
    assert "needs a justification: g=<code>z</code>" in race or (
        "justification" in race and "<code>z</code>" in race)
    assert parts["ll144&#45;race&#45;sex"].count("<code>b</code>") == 2
    scores = '[[include]]\npack = "nyc-ll144-scores"\n' \
             'features = {race = "g"}\n'
    columns["s"] = [0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.5, 0.6]
    _, text = tables(scores, columns, "--y-score", "s")
    assert "scoring rate" in text and "Fisher" in text


def test_the_page_shows_what_is_written(tables):
    """docs/reference/policy.md, of Berkeley's applicants by department."""
    with open(ROOT / "examples/data/berkeley_counts.csv") as file:
        lines = list(csv.DictReader(file))
    columns = {"g": [line["department"] for line in lines],
               "p": [line["admitted"] for line in lines],
               "n": [line["count"] for line in lines],
               "sex": [line["gender"] for line in lines]}
    policy = '[[include]]\npack = "nyc-ll144"\nfeatures = {race = "g"}\n'
    _, text = tables(policy, columns)
    page = (ROOT / "docs/reference/policy.md").read_text()
    part = text.split("## <code>ll144&#45;race</code>")[1]
    wanted = [line.replace("<code>g<", "<code>department<")
              for line in part.split("\n## ")[0].splitlines()
              if line.startswith("|")]
    assert len(wanted) == 8 and "\n".join(wanted) in page


def test_no_minimum_withholds_from_what_has_to_be_published(tables):
    columns = rows(a=(500, 1000), b=(2, 8))
    _, text = tables(FOUR, columns)
    assert cells(text)["b"][:2] == ["8", "2"]
    least = "[publish]\nmin = 50\n"
    assert tables(least + FOUR, columns)[1] == text
    assert tables(FOUR, columns, "--publish-min", "50")[1] == text


def test_strata_weights_and_other_rules(tables):
    columns = rows(a=(300, 600), b=(100, 400))
    columns["c"] = ["x", "y", "y", "x"]
    columns["w"] = [1.5, 0.5, 2, 1]
    other = '[[rule]]\nmetric = "selection_rate"\nby = "g"\nmax = 0.9\n'
    _, text = tables(other, columns)
    assert "No rule is about ratios" in text
    _, text = tables(FOUR + 'strata = "each"\n', columns,
                     "--control-features", "c")
    assert text.count("Within") == 2
    _, text = tables(FOUR, columns, "--sample-weight", "w")
    assert cells(text)["b"][4:] == ["-", "-"]


def test_hostile_names(tables):
    """As a parser of Markdown reads them: a row each, no markup, no command."""
    _, text = tables(
        FOUR, rows(**{name: (5, 10) for name in HOSTILE}))
    parser = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    shown, tokens = plain(parser.parse(text))
    for name in HOSTILE:
        assert escape.one_line(name).strip() in shown, name
    assert not {token.type for token in tokens} & {
        "link_open", "image", "em_open", "strong_open", "s_open",
        "code_inline", "code_block", "fence", "html_block"}
    assert {t.content for t in tokens if t.type == "html_inline"} == {
        "<code>", "</code>"}
    assert [t.tag for t in tokens if t.type == "heading_open"] == ["h1", "h2"]
    lines = [t for t in tokens if t.type == "tr_open"]
    inside = [t for t in tokens if t.type in ("td_open", "th_open")]
    assert len(lines) == 1 + len(HOSTILE) and len(inside) == 7 * len(lines)
    assert all(line.isprintable() for line in text.split("\n"))
    assert not re.search("@octocat|https:|::error|##.z", text)


def test_hostile_names_of_columns_and_small_groups(tables):
    """Names of features and rules too, and of groups that are left out."""
    feature = "| <b>`\u2028# x ]]>"
    columns = rows(a=(50, 100), **{"<i>|\u202e": (1, 3)})
    columns[feature] = columns.pop("g")
    quoted = json.dumps(feature)
    _, text = tables(
        f'[[rule]]\nid = "<b>|` ]]>"\ncriterion = "impact_ratio"\n'
        f'by = {quoted}\nmin = 0.8\nmin_count = 10\nset_aside = "allow"\n',
        columns)
    assert "needs a justification" in text and not set(text) & set("\u202e\u2028")
    assert not re.search("<b>|<i>|]]>|^# x", text, re.M)
    table = [line for line in text.splitlines() if line.startswith("| <code>")]
    assert len(table) == 3
    assert all(line.count("|") == 8 for line in table)
