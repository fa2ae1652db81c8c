# SPDX-License-Identifier: MIT
"""Every key of a policy with every kind of value: what the schema does not
allow is refused in a line of its own, by the name of the key."""

import datetime
import re
import tomllib

import jsonschema
import pytest

import libfairness as lf

SCHEMA = lf.schema("policy")
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
LINES = '''\
schema = "libfairness/policy/1"
[data]
{data}
[defaults]
{defaults}
[publish]
{publish}
[[rule]]
{rule}
[[include]]
{include}
[[waiver]]
{waiver}
[tiers.high]
{tiers}
'''
GOOD = {  # what every table says where nothing is wrong
    "rule": 'id = "one"\ncriterion = "impact_ratio"\nby = "g"\nmin = 0.8',
    "include": 'pack = "equalized-odds"\nby = "g"',
    "waiver": 'rule = "one"\nreason = "none"\nowner = "nobody"\n'
              "expires = 2027-01-31",
    "tiers": 'rules = ["one"]',
}
VALUES = ['"x"', '""', "7", "-1", "0.5", "nan", "inf", "1e400", "true", "[]",
          "[7]", '["x"]', '[["x"]]', "{}", '{g = "x"}', "{g = [1]}",
          '[{g = "x"}]', "[{}]", "[{g = []}]", "1979-05-27",
          "1979-05-27T07:32:00", "07:32:00"]


def keys_of(name):
    """The keys that the schema has for a table."""
    found = SCHEMA["properties"][name]
    for step in "items", "additionalProperties":
        if isinstance(found.get(step), dict):
            found = found[step]
    if "$ref" in found:
        found = SCHEMA["$defs"][found["$ref"].rpartition("/")[2]]
    return list(found["properties"])


def plain(value):
    """Days as their text; a time of a day is none."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    is_day = type(value) is datetime.date
    return value.isoformat() if is_day else value


def text_of(table, key, value):
    """The policy with this key, once, and the number of its line."""
    said = {**dict.fromkeys(("data", "defaults", "publish"), ""), **GOOD}
    own = [line for line in said[table].splitlines()
           if not line.startswith(f"{key} = ")]
    if key in ("max", "max_increase", "max_decrease"):
        own = [line for line in own if not line.startswith("min")]
    said[table] = "\n".join([f"{key} = {value}", *own])
    text = LINES.format(**said)
    head = text.index("[tiers" if table == "tiers" else f"[{table}]")
    return text, text.count("\n", 0, head) + 2


@pytest.mark.parametrize("table", ["data", "defaults", "publish", "rule",
                                   "include", "waiver", "tiers"])
def test_every_key_with_every_value(tmp_path, table):
    path = tmp_path / "p.toml"
    seen = refused = 0
    let_in = []
    for key in keys_of(table):
        for value in VALUES:
            text, line = text_of(table, key, value)
            allowed = VALIDATOR.is_valid(plain(tomllib.loads(text)))
            path.write_text(text)
            seen += 1
            try:
                lf.Policy.read(path)
            except lf.SpecificationError as error:
                refused += 1
                said = str(error)
                assert re.match(rf"{re.escape(str(path))}: line \d+, ", said)
                if not allowed:  # in the key's line, or the table's
                    assert (f"line {line}, column 1: {key}" in said
                            or f"line {line - 1}, column 1: " in said), said
                    assert key in said
            else:
                let_in += [] if allowed else [(key, value)]
    assert let_in == []
    assert seen == len(VALUES) * len(keys_of(table)) and refused > seen / 3
