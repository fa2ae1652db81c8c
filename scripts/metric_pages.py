# SPDX-License-Identifier: MIT
"""The page of one name in docs/metrics: the registry's words, and an example
that tests/oracle/examples.py works out."""
import re

import metric_examples

FIELDS = [
    ("suite", "Suite"),
    ("needs", "Needs"),
    ("range", "Range"),
    ("orientation", "Orientation"),
    ("undefined", "Undefined"),
    ("interval", "Interval"),
    ("reference", "Source"),
    ("aliases", "Also called"),
]
KINDS = {"metrics": "metric", "comparisons": "comparison",
         "criteria": "criterion"}



def sentence(text):
    return text if text.endswith("?") else f"{text}."


def linked(text):
    """DOIs and the like as links."""
    for pattern, address in (
            (r"doi:(10\.\S+\w)", r"https://doi.org/\1"),
            (r"arXiv:(\d{4}\.\d{4,5})", r"https://arxiv.org/abs/\1")):
        text = re.sub(pattern, lambda found: "[{}]({})".format(
            found[0], re.sub(r"[()<>]", lambda c: f"%{ord(c[0]):X}",
                             found.expand(address))), text)
    return re.sub(r"(?<![(\w])https?://\S+\w", r"<\g<0>>", text)


def codes(registry, text):
    """Reasons and interval methods lead to what is said of them."""
    known = {*registry.names("reasons"), *registry.names("methods")}
    return re.sub(r"[a-z_]+", lambda word: (
        f"[{word[0]}](../reference/codes.md#{word[0]})"
        if word[0] in known else word[0]), text)


def used_by(registry, metric):
    return [name for name in registry.names("criteria")
            if metric in dict(metric_examples.parts_of(registry, name)).values()]


def facts(registry, table, name):
    lines = ["| | |", "|---|---|"]
    for field, label in FIELDS:
        text = registry.text(table, name, field)
        if field in ("undefined", "interval"):
            text = codes(registry, text)
        if field == "reference":
            text = linked(text)
        if field == "aliases":
            text = ", ".join(f"`{alias}`" for alias in text.split())
        if field == "suite" and text:
            text = f"[{text}](README.md#{text})"
        if text:
            lines.append(f"| {label} | {metric_examples.cell(text)} |")
    made_of = [f"`{short}` is [{metric}]({metric}.md)"
               for short, metric in metric_examples.parts_of(registry, name)] \
        if table == "criteria" else []
    made_of += [f"[{other}]({other}.md)"
                for other in registry.names("criteria")
                if other in registry.text(table, name, "formula").split()]
    used = [f"[{c}]({c}.md)" for c in used_by(registry, name)] \
        if table == "metrics" else []
    if made_of:
        lines.append(f"| Made of | {', '.join(made_of)} |")
    if used:
        lines.append(f"| Compared by | {', '.join(used)} |")
    return lines


def elsewhere(registry, table, name):
    text = registry.text(table, name, "elsewhere")
    if text.startswith("none"):
        return [sentence(text.partition(": ")[2].capitalize())]
    return [f"- {linked(part)}" for part in text.split("; ")]


def page(registry, table, name):
    """The page, and whether it has its example."""
    def text(field):
        return registry.text(table, name, field)
    lines = [f"# {name}", "",
             f"A {KINDS[table]}. {sentence(text('summary'))} "
             f"{sentence(text('details'))}", "",
             *metric_examples.block("text", text("formula").split("; ")),
             *facts(registry, table, name), ""]
    if text("caveat"):
        lines += ["## Read with care", "",
                  *[f"- {part}" for part in text("caveat").split("; ")], ""]
    if text("elsewhere"):
        lines += ["## Elsewhere", "", *elsewhere(registry, table, name), ""]
    found = metric_examples.example(registry, table, name)
    if found:
        lines += ["## Example", "",
                  "[Nineteen loans](README.md#the-rows-of-the-examples), as "
                  "in every example here.", "", *found]
    lines += [f"The same in a shell: `fairness explain {name}`. "
              "[All names](README.md)"]
    return "\n".join(lines) + "\n", bool(found)
