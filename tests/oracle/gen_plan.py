# SPDX-License-Identifier: MIT
"""Plans, rows, and what has to become of them: the conformance vectors of
docs/reference/plan-format.md, for any reader of plans in any language.

Nothing here calls the library: artefacts are written, numbers compared and
coins tossed from the document alone, with fractions.

python3 tests/oracle/gen_plan.py > tests/conformance/plan/vectors.json
"""
import hashlib
import json
import math
import struct
from fractions import Fraction

MASK = 0xffffffff
UNSAFE = ([*range(0x20), *range(0x7f, 0xa0), 0x61c, 0x200e, 0x200f, 0x2028,
           0x2029, *range(0x202a, 0x202f), *range(0x2066, 0x206a)]
          + [ord(c) for c in "<>&"])
SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r",
         "\b": "\\b", "\f": "\\f"}


# ---- canonical JSON ----

def text(s):
    return '"' + "".join(
        SHORT.get(c) or (f"\\u{ord(c):04x}" if ord(c) in UNSAFE else c)
        for c in s) + '"'


def number(x):
    if isinstance(x, int):
        return str(x)
    if x == math.inf or x == -math.inf:
        return '"Infinity"' if x > 0 else '"-Infinity"'
    return str(int(x)) if x == int(x) and abs(x) < 2**53 else repr(x)


def scalar(v):
    if v is None:
        return "null"
    if isinstance(v, bool):
        return "true" if v else "false"
    return text(v) if isinstance(v, str) else number(v)


def inline(pairs):
    return "{" + ", ".join(f"{text(k)}: {v}" for k, v in pairs) + "}"


def group_text(by, values, parts, more, low):
    rule = ", ".join(inline([("threshold", number(t)), ("share", number(s))])
                     for t, s in parts)
    members = [("group", inline(zip(by, map(scalar, values)))),
               ("parts", f"[{rule}]"),
               *([] if low is None else [("refer_from", number(low))]),
               ("rows", "10"),
               *([] if low is None else [("referred", "0")]),
               ("selected", "4"),
               ("true_positives", "3"), ("false_positives", "1"),
               ("false_negatives", "2"), ("true_negatives", "4"),
               ("selection_rate", "0.4"), ("true_positive_rate", "0.6"),
               ("false_positive_rate", "0.2"),
               ("positive_predictive_value", "0.75"), ("set_aside", "null"),
               *((k, inline((n, number(x)) for n, x in v.items()))
                 for k, v in more.items())]
    lines = ",\n".join(f"      {text(k)}: {v}" for k, v in members)
    return "    {\n" + lines + "\n    }"


def artefact(plan):
    by = plan["by"]
    groups = plan["groups"]
    shared = plan.get("shared", False)
    mixed = any(len(parts) > 1 for _, parts in groups)
    members = [
        ("schema", text("libfairness/plan/1")), ("library", text("0.1.0")),
        ("model", scalar(plan.get("model"))), ("tally", text("0123456789abcdef" * 4)),
        ("rows", str(10 * len(groups))), ("constraint", text("equalized_odds")),
        ("max_difference", text("0.02")), ("min_ratio", "null"),
        ("min_rate", "null"), ("max_rate", "null"),
        *((k, scalar(v)) for k, v in plan.get("limits", {}).items()),
        *plan.get("also", ()),
        ("objective", text(plan.get("objective", "accuracy"))), ("value", "0.7"), ("bound", "0"),
        ("disparity", "0.015625"), ("reason", "null"), ("nodes", "12"),
        ("rule", text("shared" if shared else "by_group")),
        ("needs_groups", scalar(not shared)), ("randomized", scalar(mixed)),
        ("by", "[" + ", ".join(map(text, by)) + "]"),
        *([("control", "[" + ", ".join(map(text, plan["control"])) + "]")]
          if "control" in plan else []),
        ("score_type", scalar(plan.get("score_type", "float64"))),
        ("missing", scalar(plan.get("missing", "error"))),
        ("unseen", scalar(plan.get("unseen", "error"))),
        ("groups", "[\n" + ",\n".join(
            group_text(by, v, p, plan.get("more", [{}] * len(groups))[i],
                       plan.get("lows", [None] * len(groups))[i])
            for i, (v, p) in enumerate(groups))
         + "\n  ]"),
    ]
    body = "{\n" + ",\n".join(f"  {text(k)}: {v}" for k, v in members)
    digest = hashlib.sha256((body + "\n}\n").encode()).hexdigest()
    return body + f',\n  "sha256": "{digest}"\n}}\n'


# ---- the coin ----

def philox(counter, key):
    x, (k0, k1) = list(counter), key
    for _ in range(10):
        a, b = x[0] * 0xd2511f53, x[2] * 0xcd9e8d57
        x = [b >> 32 ^ x[1] ^ k0, b & MASK, a >> 32 ^ x[3] ^ k1, a & MASK]
        k0, k1 = (k0 + 0x9e3779b9) & MASK, (k1 + 0xbb67ae85) & MASK
    return x


def coin(seed, row_id):
    if isinstance(row_id, str):
        digest = hashlib.sha256(row_id.encode()).digest()
        counter = [*struct.unpack("<3I", digest[:12]), 2]
    else:
        bits = row_id & (1 << 64) - 1
        counter = [bits & MASK, bits >> 32, 0, int(row_id < 0)]
    x = philox(counter, (seed & MASK, seed >> 32))
    return Fraction((x[0] | x[1] << 32) >> 11, 1 << 53)


# ---- rows ----

def same(a, b):
    return type(a) is type(b) and a == b


def parts_of(plan, values):
    if plan.get("shared"):
        return plan["groups"][0][1]
    for own, parts in plan["groups"]:
        if all(map(same, own, values)):
            return parts
    fate = plan.get("missing" if None in values else "unseen", "error")
    return {"error": None, "select": [(-math.inf, 1)],
            "reject": [(math.inf, 1)]}.get(fate, [(fate, 1)])


def is_referred(plan, values, score):
    """Whether it is in the band of its group."""
    if "lows" not in plan:
        return False
    for (own, parts), low in zip(plan["groups"], plan["lows"]):
        if plan.get("shared") or all(map(same, own, values)):
            return low <= score < parts[0][0]
    return False


def row_of(plan, row):
    values, score = row[0], row[1]
    out = {"group": dict(zip(plan["by"], values)), "score": score}
    parts = parts_of(plan, values)
    if len(row) > 2:
        out["row_id"] = row[2]
    if parts is None:
        return {**out, "error": "MISMATCH"}
    if is_referred(plan, values, score):
        return {**out, "probability": None, "decision": 2}
    share = sum((Fraction(s) for t, s in parts
                 if t == -math.inf or (t != math.inf
                                       and Fraction(score) >= Fraction(t))),
                Fraction(0))
    out["probability"] = float(share)
    toss = coin(plan["seed"], row[2]) if "seed" in plan else Fraction(0)
    out["decision"] = int(toss < share)
    return out


def float32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


ONE = 1
third = round(2**53 / 3) / 2**53
PLANS = [
    {"name": "text", "by": ["race"], "groups": [
        (["Asian"], [(0.1, ONE)]), (["Black"], [(1e-05, ONE)]),
        (["Other"], [(math.inf, ONE)]), (["White"], [(-math.inf, ONE)]),
        (["z" * 40], [(0.3, ONE)])],
     "rows": [(["Asian"], 0.1), (["Asian"], 0.09999999999999999),
              (["Black"], 1e-05), (["Black"], 9.999999999999999e-06),
              (["Other"], 1e308), (["White"], -1e308), (["z" * 40], 0.3),
              (["z" * 39], 0.3), (["z" * 20 + "y" + "z" * 19], 0.3), (["asian"], 0.5), ([""], 0.5),
              ([None], 0.5)]},
    {"name": "float32", "by": ["race"], "score_type": "float32",
     "groups": [(["a"], [(float32(0.08), ONE)]), (["b"], [(float32(0.1), ONE)])],
     "rows": [(["a"], float32(0.08)), (["a"], 0.08), (["a"], 0.0799),
              (["b"], float32(0.1)), (["b"], 0.1)]},
    {"name": "bins", "by": ["g"], "score_type": None, "groups": [
        ([False], [(0.6000000000000001, ONE)]), ([True], [(0.25, ONE)])],
     "rows": [([False], 0.6), ([False], 0.6000000000000001), ([True], 0.25)]},
    {"name": "numbers", "by": ["n"], "unseen": "select", "missing": "reject",
     "groups": [([-(2**63)], [(1, ONE)]), ([-1], [(2, ONE)]), ([3], [(3, ONE)]),
                ([2**63 - 1], [(4, ONE)]), ([2**64 - 1], [(-5.5, ONE)])],
     "rows": [([-(2**63)], 1), ([-1], 1), ([-1], 2), ([3], 3), ([4], -9),
              ([2**63 - 1], 4), ([2**63 - 1], 3.5), ([2**64 - 1], -5.5),
              ([2**64 - 1], -6), ([2**64 - 2], -9), ([None], 9)]},
    {"name": "numbers that are near", "by": ["n"], "unseen": "reject",
     "groups": [([-1], [(0.25, ONE)]), ([3], [(-math.inf, ONE)]),
                ([9], [(0.75, ONE)])],
     "rows": [([n], 0.5) for n in (-2, -1, 0, 2, 3, 4, 9, 10, 2**40, -(2**63))]},
    {"name": "two features", "by": ["race", "is <old>"], "missing": 0.5,
     "unseen": -0.5, "groups": [
        (["a", False], [(0.25, ONE)]), (["a", True], [(0.75, ONE)]),
        (["b", None], [(1, ONE)]), (["\u00e9\u2028\"\\\u0000", False], [(0, ONE)]),
        ([None, True], [(2, ONE)])],
     "rows": [(["a", False], 0.25), (["a", True], 0.25), (["a", None], 0.5),
              (["a", None], 0.25), (["b", None], 0.5), (["b", None], 1),
              (["b", True], -0.5), (["b", True], -0.75),
              (["\u00e9\u2028\"\\\u0000", False], 0), (["\u00e9", False], -1),
              ([None, True], 1), ([None, True], 2), ([None, False], 1),
              ([None, None], 0)]},
    {"name": "limits", "by": ["g"], "limits": {
        "no_lower_than": 0.5, "no_higher_than": -2, "max_selected": "0.2",
        "min_selected": "3"},
     "groups": [([1], [(0.5, ONE)]), ([2], [(0.25, ONE)])],
     "rows": [([1], 0.25), ([2], 0.25)]},
    {"name": "also", "by": ["g"], "also": [("also", "[\n    " + inline([
        ("constraint", text("demographic_parity")),
        ("max_difference", text("0.1")), ("min_ratio", "null"),
        ("disparity", "0.0625"), ("reason", "null")]) + ",\n    " + inline([
            ("constraint", text("predictive_parity")),
            ("max_difference", "null"), ("min_ratio", text("0.8")),
            ("disparity", "0.875"), ("reason", "null")]) + "\n  ]")],
     "groups": [([1], [(0.5, ONE)]), ([2], [(0.25, ONE)])],
     "rows": [([1], 0.25), ([2], 0.25)]},
    {"name": "costs", "by": ["g"], "objective": "expected_cost", "more": [
        {"costs": {"false_positive": 1, "false_negative": 2.5}},
        {"costs": {"false_positive": 0, "false_negative": 1e100}}],
     "groups": [([1], [(0.5, ONE)]), ([2], [(0.25, ONE)])],
     "rows": [([1], 0.25), ([2], 0.25)]},
    {"name": "utilities", "by": ["g"], "objective": "utility", "more": [
        {"utilities": {"true_positive": 3, "false_positive": -4,
                       "false_negative": -0.5, "true_negative": 0}}] * 2,
     "groups": [([1], [(0.5, ONE)]), ([2], [(0.25, ONE)])],
     "rows": [([1], 0.5), ([2], 0.125)]},
    {"name": "strata", "by": ["g", "region", "year"],
     "control": ["region", "year"], "groups": [
        ([1, "n", 7], [(0.5, ONE)]), ([1, "s", None], [(0.25, ONE)]),
        ([2, "n", 7], [(0.75, ONE)])],
     "rows": [([1, "n", 7], 0.5), ([1, "s", None], 0.375), ([2, "n", 7], 0.5),
              ([2, "s", 7], 0.9)]},
    {"name": "referral bands", "by": ["g"], "objective": "least_referred",
     "unseen": 0.5, "missing": "reject", "groups": [
        ([1], [(0.5, ONE)]), ([2], [(0.5, ONE)]), ([3], [(0.75, ONE)]),
        ([4], [(math.inf, ONE)]), ([5], [(0.1, ONE)])],
     "lows": [0.25, 0.5, 0.5, 0.5, -math.inf],
     "rows": [([g], score) for g in (1, 2, 3, 4, 5, 6, None) for score in (
         -1, 0.09999999999999999, 0.1, 0.24999999999999997, 0.25,
         0.49999999999999994, 0.5, 0.7499999999999999, 0.75, 1e300)]},
    {"name": "a shared referral band", "by": ["g"], "shared": True,
     "objective": "least_referred", "score_type": "float32",
     "groups": [(["a"], [(0.75, ONE)]), (["b"], [(0.75, ONE)])],
     "lows": [0.5, 0.5], "rows": [(["a"], 0.75), (["b"], 0.5), (["c"], 0.625),
                                  ([None], 0.375)]},
    {"name": "shared", "by": ["race"], "shared": True, "model": "credit \u2265 7",
     "groups": [(["a"], [(0.5, ONE)]), (["b"], [(0.5, ONE)])],
     "rows": [(["a"], 0.5), (["b"], 0.25), (["c"], 0.5), ([None], 0.75)]},
]
MIXED = [
    (["a"], [(-math.inf, 0.25), (0.5, 0.5), (math.inf, 0.25)]),
    (["b"], [(0.25, third), (0.75, 1 - third)]),
    (["c"], [(0.5, ONE)]),
    (["d"], [(0.125, 2**-53), (0.5, 0.5), (0.75, 0.5 - 2**-53)]),
]
# A coin that is as large as the share: that is not below it.
EDGE = float(coin(0, 7))
MIXED.append((["e"], [(0.5, EDGE), (0.75, 1 - EDGE)]))
IDS = [0, 1, 2, 7, -1, -2, -(2**63), 2**63, 2**64 - 1, 2**32, 2**53 + 1]
NAMES = ["", "a", "row-17", "\u00e9", "7", "x" * 70]
for name, ids in (("randomized by numbers", IDS), ("randomized by names", NAMES)):
    for seed in (0, 2**64 - 1, 20261130):
        PLANS.append({
            "name": f"{name}, seed {seed}", "by": ["g"], "seed": seed,
            "unseen": "reject", "groups": MIXED,
            "rows": [([g], score, i) for i in ids for g, score in (
                ("a", 0.25), ("a", 0.5), ("b", 0.25), ("b", 0.5), ("b", 0.75),
                ("c", 0.5), ("d", 0.125), ("d", 0.5), ("d", 0.75),
                ("e", 0.5), ("f", 1.0))]})


def main():
    cases = [{"name": p["name"], "seed": p.get("seed"),
              "artefact": artefact(p), "rows": [row_of(p, r) for r in p["rows"]]}
             for p in PLANS]
    print('{"cases": [')
    print(",\n".join(
        f'{{"name": {json.dumps(c["name"])}, "seed": {json.dumps(c["seed"])}, '
        f'"artefact": {json.dumps(c["artefact"])},\n "rows": [\n  '
        + ",\n  ".join(map(json.dumps, c["rows"])) + "]}" for c in cases))
    print("]}")


main()
