# SPDX-License-Identifier: MIT
"""Verdicts as JUnit XML: a suite for every model, a test for every rule.

Everything is in it, small counts too: it is for who may see the data."""

from .escape import one_line

_ELEMENTS = {"fail": "failure", "error": "error", "inconclusive": "skipped"}


def _printable(text):
    """XML has no control characters, not even escaped."""
    return "\n".join(map(_line, text.split("\n")))


def _line(text):
    indent = text[:len(text) - len(text.lstrip(" "))]
    return indent + one_line(text)


def _became(rule):
    """The element that says what became of a rule; None: it is met, or does
    not count."""
    if rule["status"] == "inconclusive" and rule["severity"] == "error":
        return _ELEMENTS["fail" if rule["counts_as"] == "fail"
                         else "inconclusive"]
    return _ELEMENTS.get(rule["counts_as"])


def _counts(became):
    counts = {
        "tests": len(became),
        "failures": became.count("failure"),
        "errors": became.count("error"),
        "skipped": became.count("skipped"),
    }
    return {name: str(n) for name, n in counts.items()}


def _suite(root, name, verdict):
    from xml.etree import ElementTree as xml

    rules = verdict.rules
    _, *said = verdict.to_text().rstrip("\n").split("\n\n")
    became = [_became(rule) for rule in rules]
    tests = xml.SubElement(
        root, "testsuite", name=one_line(name), **_counts(became)
    )
    for rule, element, text in zip(rules, became, said, strict=True):
        case = xml.SubElement(
            tests, "testcase", classname="fairness", name=one_line(rule["id"])
        )
        text = _printable(text)
        if element is not None:
            found = xml.SubElement(
                case, element, message=text.split("\n")[0]
            )
            if element != "skipped":
                found.set("type", rule["why"])
            found.text = text
        elif rule["status"] != "pass":
            xml.SubElement(case, "system-out").text = text
    return became


def junit(outcome):
    """Rules that fail are failures, those that cannot be held against the
    data errors, inconclusive ones are skipped unless they count as failed;
    warnings are notes of tests that pass."""
    from xml.etree import ElementTree as xml

    root = xml.Element("testsuites", name="fairness gate")
    became = []
    for model, verdict in outcome.verdicts.items():
        name = outcome.policy if model is None else model
        became += _suite(root, name, verdict)
    for name, n in _counts(became).items():
        root.set(name, n)
    xml.indent(root)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        + xml.tostring(root, encoding="unicode")
        + "\n"
    )
