# SPDX-License-Identifier: MIT
"""The example on the page of a name: numbers of tests/oracle/examples.py, the
arithmetic behind them, and the calls that give the same."""
import math
import pathlib
import re
import sys
from fractions import Fraction

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from oracle import examples  # noqa: E402


def parts_of(registry, name):
    """The metrics that a criterion is made of, by the legend of its
    formula."""
    formula = registry.text("criteria", name, "formula")
    found = []
    for short in dict.fromkeys(re.findall(r"\b([A-Z]+)_", formula)):
        metric = registry.text("metrics", short, "name")
        if metric:
            found.append((short, metric))
    return found


def cell(text):
    return text.replace("|", "\\|")


# ---- arithmetic ----

def cells_of(part):
    """What formulas call the counts of rows."""
    def n(label, decision):
        return sum(int(r["repaid"]) == label and int(r["granted"]) == decision
                   for r in part)
    c = {"TP": n(1, 1), "FP": n(0, 1), "FN": n(1, 0), "TN": n(0, 0)}
    c |= {"P": c["TP"] + c["FN"], "N": c["FP"] + c["TN"],
          "PP": c["TP"] + c["FP"], "PN": c["FN"] + c["TN"],
          "all rows": len(part), "unlabelled": 0, "unlabelled selected": 0,
          "unlabelled rejected": 0}
    c |= {f"c_{k.upper()}": v for k, v in examples.COSTS.items()}
    return c | {f"u_{k.upper()}": examples.UTILITIES.get(k, 0)
                for k in ("tp", "fp", "fn", "tn")}


def replaced(formula, values):
    """The formula with numbers in the place of names."""
    names = sorted(values, key=len, reverse=True)
    text = re.sub(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b",
                  lambda name: str(values[name[0]]), formula)
    return re.sub(r"(?<=[\d)]) (?=[-\d(])(?!- )", " · ", text)


def worked_out(text):
    """The value of such a text, or None where it is none."""
    text = text.replace("·", "*").replace("^", "**")
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    text = re.sub(r"(?<=[\d)]) (?=\()", " * ", text)
    text = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)(?![\w.])", r"F('\1')", text)
    scope = {"__builtins__": {}, "F": Fraction, "abs": abs, "min": min,
             "max": max, "sqrt": lambda x: Fraction(math.sqrt(x))}
    try:
        return eval(text, scope)
    except (SyntaxError, NameError, TypeError):
        return None


def same(found, exact):
    return found is not None and math.isclose(found, exact, rel_tol=1e-11,
                                              abs_tol=1e-15)


def arithmetic_of_metric(registry, name, group, groups):
    """The formula with the group's counts, where it is one of counts."""
    formula = registry.text("metrics", name, "formula")
    share = re.fullmatch(
        r"(\w+)_g / sum \1_h over all groups h(?:, \1 = (.*))?", formula)
    if share:
        one = share[2] or registry.text("metrics", share[1], "formula")
        each = {g: worked_out(replaced(one, cells_of(part)))
                for g, part in groups.items()}
        return (f"{each[group]} / "
                f"({' + '.join(str(each[g]) for g in groups if g)})")
    return replaced(formula, cells_of(groups[group]))


def arithmetic_of_criterion(registry, name, found):
    """max TPR_g as the larger of the groups' rates."""
    formula = registry.text("criteria", name, "formula")
    parts = dict(parts_of(registry, name))
    if name == "impact_ratio":
        parts["FR"] = "selection_rate"
    values = {short: examples.metric(metric)
              for short, metric in parts.items()}
    counts = {short: {g: examples.Worked(Fraction(cells_of(part)[short]))
                      for g, part in by_group().items()}
              for short in ("FN", "FP")}

    def at(short, group):
        return (values.get(short) or counts[short])[group].value

    def extreme(match):
        shorts = re.findall(r"([A-Z]+)_[gh]", match[2])
        each = [at(shorts[0], g) / (at(shorts[1], g) if shorts[1:] else 1)
                for g in by_group() if g]
        return f"{ {'max': max, 'min': min}[match[1]](each) }".strip()
    text = re.sub(r" (?:over groups|of the group) .*", "", formula)
    text = re.sub(
        r"(max|min) ([A-Z]+_[gh](?: / (?!max|min)[A-Z]+_[gh])?)", extreme,
        text)
    text = re.sub(r"([A-Z]+)_(g|ref)", lambda m: str(at(
        m[1], found.group if m[2] == "g" else found.reference)), text)
    return re.sub(r"^(\S+) / (\S+)$", r"(\1) / (\2)", text)


def by_group():
    """The rows of each group, and of all of them behind None."""
    lines = examples.rows()
    return {g: [r for r in lines if r["group"] == g]
            for g in sorted({r["group"] for r in lines})} | {None: lines}


def number(value):
    """A fraction with few digits as it is; else, and beside it, decimals."""
    rounded = f"{float(value):.6g}"
    if value.denominator > 10 ** 9:
        return f"{rounded}…"
    if value.denominator == 1:
        return f"{value.numerator}"
    return f"{value.numerator}/{value.denominator} = " + (
        rounded if Fraction(rounded) == value else f"{rounded}…")


def checked(text, value):
    """A piece of arithmetic that gives the value, else nothing."""
    return text if same(worked_out(text.rpartition(": ")[2]), value) else None


# ---- the example ----

def table_of_counts():
    lines = ["| group | TP | FP | FN | TN | rows |", "|---|---|---|---|---|---|"]
    for group, part in by_group().items():
        c = cells_of(part)
        lines.append(f"| {group or 'all rows'} | {c['TP']} | {c['FP']} | "
                     f"{c['FN']} | {c['TN']} | {len(part)} |")
    return lines


def table_of_scores():
    lines = ["| group | scores of those who repaid | and of those who did not |",
             "|---|---|---|"]
    for group, part in by_group().items():
        if group:
            each = [" ".join(r["score"] for r in part if r["repaid"] == label)
                    for label in "10"]
            lines.append(f"| {group} | {each[0]} | {each[1]} |")
    return lines


def table_of_strata():
    lines = ["| branch | group | granted | not granted |", "|---|---|---|---|"]
    rows = examples.rows()
    for branch, group in sorted({(r["branch"], r["group"]) for r in rows}):
        part = [r["granted"] for r in rows
                if (r["branch"], r["group"]) == (branch, group)]
        lines.append(f"| {branch} | {group} | {part.count('1')} | "
                     f"{part.count('0')} |")
    return lines


def said_of(found):
    """Who is named by a comparison or criterion."""
    words = []
    if found.group:
        words.append(f"group {found.group}")
    if found.reference:
        words.append(f"reference {found.reference}")
    words.append(f"worse off {found.worse_off}" if found.worse_off
                 else "nobody is called worse off")
    return ", ".join(words).capitalize()


def options_of(needs):
    """What the call is given, by what is needed."""
    return {
        "y_true": "repaid" if "y_true" in needs else None,
        "y_pred": "granted" if "y_score" not in needs else None,
        "y_score": "score" if "y_score" in needs else None,
        "control": "branch" if "control_features" in needs else None,
        "costs": "costs" in needs, "utilities": "utilities" in needs,
    }


def python_call(options, shown):
    words = [f'{k}="{options[k]}"' for k in ("y_true", "y_pred", "y_score")
             if options[k]]
    lines = ["import pandas as pd", "import libfairness as lf", "",
             "report = lf.audit(",
             '    data=pd.read_csv("examples/data/loans.csv"),',
             f'    {", ".join(words)}, sensitive_features="group",']
    if options["control"]:
        lines.append('    control_features="branch",')
    if options["costs"]:
        lines.append('    costs={"false_positive": 1, "false_negative": 5},')
    if options["utilities"]:
        lines += ['    utilities={"true_positive": 1, "false_positive": -4,',
                  '               "false_negative": 0, "true_negative": 0},']
    return [*lines, '    favourable="positive",', ")", *shown]


def cli_call(options, more, then):
    words = ["fairness audit examples/data/loans.csv"]
    words += [f"--{k.replace('_', '-')} {options[k]}"
              for k in ("y_true", "y_pred", "y_score") if options[k]]
    words += ["--sensitive-features group"]
    if options["control"]:
        words.append("--control-features branch")
    words.append("--favourable positive")
    if options["costs"]:
        words.append("--costs false_positive=1,false_negative=5")
    if options["utilities"]:
        words += ["--utilities true_positive=1,false_positive=-4",
                  "--utilities false_negative=0,true_negative=0"]
    lines, line = [], "$"
    for word in [*words, *more, "--format csv", f"| {then}"]:
        if len(line) + len(word) > 76:
            lines.append(line + " \\")
            line = "   "
        line += f" {word}"
    return [*lines, line]


def short(value):
    """The double nearest to it, as everything shows it."""
    x = float(value)
    return repr(int(x)) if x == int(x) else repr(x)


def block(language, lines):
    return [f"```{language}", *lines, "```", ""]


def example_of_metric(registry, name):
    needs = registry.text("metrics", name, "needs")
    options = options_of(needs)
    groups, values = by_group(), examples.metric(name)
    lines = [*(table_of_scores() if options["y_score"]
               else table_of_counts()), ""]
    if options["costs"]:
        lines += ["A false positive costs 1, a false negative 5.", ""]
    if options["utilities"]:
        lines += ["A loan that is repaid yields 1, one that is not loses 4.",
                  ""]
    lines += ["| | worked out | |", "|---|---|---|"]
    for group in groups:
        worked = values[group]
        how = checked(worked.note or arithmetic_of_metric(
            registry, name, group, groups), worked.value)
        lines.append(f"| {group or 'all rows'} | {cell(how or '')} | "
                     f"{number(worked.value)} |")
    shown = ['for group in "ab":',
             f'    value = report.value("{name}", group={{"group": group}})',
             "    print(group, round(value.value, 6))"]
    printed = [f"{g} {round(float(values[g].value), 6)!r}" for g in "ab"]
    if name == "count":
        printed = [f"{g} {float(values[g].value)!r}" for g in "ab"]
    lines += ["", *block("python", python_call(options, shown)),
              *block("text", printed)]
    if name in examples.CLOSE:
        return lines
    call = cli_call(options, [f"--metrics {name}"],
                    "grep ^groups, | cut -d, -f4,8")
    order = [None, *filter(None, groups)]
    printed = [f"{f'group={g}' if g else ''},{short(values[g].value)}"
               for g in order]
    return lines + block("console", [*call, *printed])


def example_of_criterion(registry, name):
    needs = registry.text("criteria", name, "needs")
    options, found = options_of(needs), examples.criterion(name)
    lines = table_of_scores() if options["y_score"] else \
        table_of_strata() if options["control"] else table_of_counts()
    how = checked(found.note or arithmetic_of_criterion(
        registry, name, found), found.value)
    result = number(found.value)
    worked = f"{how} = {result}" if how else found.note or result
    lines += ["", *block("text", [worked]), f"{said_of(found)}.", ""]
    lines += block("python", python_call(options, [
        f'found = report["{name}"]',
        "print(round(found.value, 6), found.group, found.worse_off)"]))

    def key(group):
        return {"group": group} if group else None
    lines += block("text", [f"{round(float(found.value), 6)!r} "
                            f"{key(found.group)} {key(found.worse_off)}"])
    call = cli_call(options, ["--metrics all"] if options["y_score"] else [],
                    f"grep '^criteria,group,,.*,{name},' | cut -d, -f4,8")
    return lines + block("console", [
        *call, f"{f'group={found.group}' if found.group else ''},"
        f"{short(found.value)}"])


def example_of_comparison(registry, name):
    options = options_of("y_pred control_features" if name.startswith(
        "standardized") else "y_pred")
    all_found = examples.comparison(name)
    rate = examples.COMPARED
    lines = [f"Of the [selection rate]({rate}.md):", ""]
    lines += [*(table_of_strata() if options["control"]
                else table_of_counts()), ""]
    for found in all_found:
        result = number(found.value)
        if options["control"]:
            worked = [*found.note.split("; "), result]
        else:
            worked = [result if found.note == str(found.value)
                      else f"{found.note} = {result}"]
        lines += [*block("text", worked), f"{said_of(found)}.", ""]
    last = all_found[-1]
    asked = [f'"{rate}", comparison="{name}",']
    if name.endswith("_to_reference"):
        asked.append(f'group={{"group": "{last.group}"}},')
    lines += block("python", python_call(options, [
        "found = report.value(", *(f"    {line}" for line in asked), ")",
        "print(round(found.value, 6), found.worse_off)"]))
    worse = {"group": last.worse_off} if last.worse_off else None
    lines += block("text", [f"{round(float(last.value), 6)!r} {worse}"])
    call = cli_call(options, [f"--metrics {rate}", f"--comparisons {name}"],
                    "grep ^comparisons,group,, | cut -d, -f4,8")
    return lines + block("console", call + [
        f"{f'group={f.group}' if f.group else ''},{short(f.value)}"
        for f in all_found])


EXAMPLES = {"metrics": example_of_metric,
            "criteria": example_of_criterion,
            "comparisons": example_of_comparison}


def example(registry, table, name):
    """Its lines, or none where there is no oracle."""
    try:
        return EXAMPLES[table](registry, name)
    except KeyError:
        return []
