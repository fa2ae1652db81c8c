# SPDX-License-Identifier: MIT
"""A reader of calibrators, written from docs/reference/calibrator-format.md
and not from the library."""
import bisect
import hashlib
import json
import math


def check_seal(text):
    """The seal by the recipe of the page: 83 bytes off, three in their
    place."""
    data = text.encode()
    digest = hashlib.sha256(data[:-83] + b"\n}\n").hexdigest()
    assert json.loads(text)["sha256"] == digest


def logistic(z):
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0


def logs(s):
    s = min(max(s, 2.0 ** -52), 1 - 2.0 ** -52)
    return math.log(s), math.log1p(-s)


def at(method, m, s, coin=None):
    if method == "calibrated_equalized_odds":
        return m["base_rate"] if coin < m["withheld"] else s
    if method == "platt":
        return logistic(m["slope"] * s + m["intercept"])
    if method == "beta":
        p, q = logs(s)
        return logistic(m["a"] * p - m["b"] * q + m["c"])
    if method == "temperature":
        p, q = logs(s)
        return logistic(m["slope"] * (p - q))
    knots, values = m["at"], m["value"]  # of quantile as of isotonic
    i = bisect.bisect_right(knots, s) - 1
    if i < 0:
        return values[0]
    if method == "histogram" or i + 1 == len(knots):
        return values[i]
    share = (s - knots[i]) / (knots[i + 1] - knots[i])
    return values[i] * (1 - share) + values[i + 1] * share


def apply(text, rows, coins=None):
    """Probabilities of (score, group as a dict), whose coins, where they are
    needed, are given too; None is an error."""
    c = json.loads(text)
    groups = {json.dumps(g["group"]): g for g in c["groups"]}
    for i, (score, group) in enumerate(rows):
        coin = None if coins is None else coins[i]
        own = groups.get(json.dumps(group))
        fate = c["missing" if None in group.values() else "unseen"]
        if c["needs_groups"] and own is None and fate == "error":
            yield None
            continue
        w = own["own_share"] if c["needs_groups"] and own is not None else 0
        p = at(c["method"], c["map"], score, coin)
        yield p if w == 0 else w * at(
            c["method"], own["map"], score, coin) + (1 - w) * p
