# SPDX-License-Identifier: MIT
"""Golden results of libfairness/stats/test.h.

Fisher, McNemar and Barnard by enumeration in whole numbers; the others by
SciPy and statsmodels, which agree with the C code to 1e-9 or so.

python3 tests/oracle/gen_tests.py > tests/stats/golden_tests.h

A number behind the name multiplies the rows.  Needs scipy and statsmodels.
"""
import random
import sys
from fractions import Fraction
from math import comb

import golden

try:
    import numpy
    from scipy import optimize, stats
    from statsmodels.stats import contingency_tables, proportion
except ImportError:
    sys.exit(77)

random.seed(20269)
MORE = int(sys.argv[1]) if len(sys.argv) > 1 else 1


def row(*values):
    return "{{%s}}" % ", ".join(float(v).hex() for v in values)


def exact(chances, k):
    """lower, upper, two-sided, and the three of mid-p, from all chances."""
    total = sum(chances.values())
    here = chances[k]
    lower = sum(c for i, c in chances.items() if i <= k)
    upper = sum(c for i, c in chances.items() if i >= k)
    both = sum(c for c in chances.values() if c <= here)
    tied = sum(c for c in chances.values() if c == here)
    return [Fraction(v, total) for v in
            (lower, upper, both, lower - Fraction(here, 2),
             upper - Fraction(here, 2), both - Fraction(tied, 2))]


def fisher(a, b, c, d):
    marked, drawn, rows = a + b, a + c, a + b + c + d
    return exact({k: comb(marked, k) * comb(rows - marked, drawn - k)
                  for k in range(max(0, marked + drawn - rows),
                                 min(marked, drawn) + 1)}, a)


def tables(count, most):
    for i in range(count):
        n1, n2 = random.randint(1, most), random.randint(1, most)
        p = random.random() if i % 2 else random.random()**3
        q = p if i % 3 == 0 else random.random()
        a = sum(random.random() < p for _ in range(n1))
        c = sum(random.random() < q for _ in range(n2))
        yield a, n1 - a, c, n2 - c


def fishers():
    """a, b, c, d, then exact()."""
    for t in tables(60 * MORE, 40 if MORE == 1 else 400):
        if min(t[0] + t[1], t[2] + t[3], t[0] + t[2], t[1] + t[3]) > 0:
            yield row(*t, *fisher(*t))


def mcnemars():
    for i in range(30 * MORE):
        n = random.randint(1, 60 if i % 2 else 900)
        k = random.randint(0, n)
        yield row(k, n - k, *exact({j: comb(n, j) for j in range(n + 1)}, k))


def proportions():
    """a, b, c, d, z, p."""
    for a, b, c, d in tables(40 * MORE, 300):
        if a + c > 0 and b + d > 0:
            yield row(a, b, c, d, *proportion.proportions_ztest(
                [a, c], [a + b, c + d]))


def largest_chance(n1, n2, region):
    """Over all rates: a fine grid, and the best cell of it refined."""
    first = numpy.array([comb(n1, i) for i in range(n1 + 1)], float)
    second = numpy.array([comb(n2, j) for j in range(n2 + 1)], float)

    def binomial(choose, p):
        n = len(choose) - 1
        k = numpy.arange(n + 1)
        return choose * p**k * (1 - p)**(n - k)

    def chance(p):
        return float(binomial(first, p) @ region @ binomial(second, p))
    grid = [g / 2000 for g in range(1, 2000)]
    best = max(grid, key=chance)
    refined = optimize.minimize_scalar(
        lambda p: -chance(p), bounds=(best - 1 / 2000, best + 1 / 2000),
        method="bounded", options={"xatol": 1e-9})
    return min(1.0, max(chance(best), -refined.fun))


def barnards():
    """a, b, c, d, lower, upper, two-sided, by whole numbers: SciPy loses
    tables that are as far out but for rounding."""
    for a, b, c, d in tables(12 * MORE, 30):
        n1, n2, n = a + b, c + d, a + b + c + d

        def square(i, j, n1=n1, n2=n2, n=n):
            """Of z with its sign, but for what all tables share."""
            apart, spread = i * n2 - j * n1, (i + j) * (n - i - j)
            return Fraction(apart * abs(apart), spread) if spread else 0
        seen = square(a, c)
        z = numpy.array([[square(i, j) for j in range(n2 + 1)]
                         for i in range(n1 + 1)], dtype=object)
        yield row(a, b, c, d, *(
            largest_chance(n1, n2, region.astype(float))
            for region in (z <= seen, z >= seen, abs(z) >= abs(seen))))


def groups():
    """yes and no of four groups, chi-square, p, G, p, degrees of freedom."""
    for i in range(40 * MORE):
        sizes = [random.randint(1, 10**random.randint(1, 4))
                 for _ in range(4)]
        if i % 4 == 0:
            sizes[random.randrange(4)] = 0
        p = random.random()
        yes = [int(numpy.random.default_rng(i * 9 + g).binomial(
            n, p if i % 2 else min(1, p * (1 + g / 9))))
            for g, n in enumerate(sizes)]
        no = [n - y for n, y in zip(sizes, yes)]
        full = [[y for y, n in zip(yes, sizes) if n],
                [m for m, n in zip(no, sizes) if n]]
        if 0 in (sum(yes), sum(no)):
            continue
        chi = stats.chi2_contingency(full, correction=False)
        g = stats.chi2_contingency(full, correction=False,
                                   lambda_="log-likelihood")
        yield row(*yes, *no, chi[0], chi[1], g[0], g[1], chi[2])


def strata():
    """Three strata, then Mantel-Haenszel without and with correction, the
    odds ratio and its interval, Breslow-Day without and with Tarone: chances
    are SciPy's, as statsmodels takes them from 1."""
    for i in range(40 * MORE):
        three = [[random.randint(1, 10**random.randint(1, 3))
                  for _ in range(4)] for _ in range(3)]
        if i % 4 == 0:
            three[0][random.randrange(4)] = 0
        table = contingency_tables.StratifiedTable(
            [numpy.array(t).reshape(2, 2) for t in three])
        apart = sum((a * d - b * c) / (a + b + c + d) for a, b, c, d in three)
        out = []
        for correction in (False, True):
            statistic = table.test_null_odds(correction).statistic
            if correction and abs(apart) < 0.5:
                statistic = 0  # as R; statsmodels goes beyond and back
            out += [statistic, stats.chi2.sf(statistic, 1)]
        out += [table.oddsratio_pooled, *table.oddsratio_pooled_confint()]
        for adjust in (False, True):
            result = table.test_equal_odds(adjust)
            out += [result.statistic, stats.chi2.sf(result.statistic, 2)]
        yield row(*sum(three, []), *out)


def welches():
    """Mean, variance, n of two, then t, lower, upper, two-sided."""
    for _ in range(30 * MORE):
        one, two = ((random.gauss(0, 1), 10**random.uniform(-3, 2),
                     random.randint(2, 10**random.randint(1, 5)))
                    for _ in range(2))
        results = [stats.ttest_ind_from_stats(
            one[0], one[1]**0.5, one[2], two[0], two[1]**0.5, two[2],
            equal_var=False, alternative=side)
            for side in ("less", "greater", "two-sided")]
        if min(r.pvalue for r in results) > 1e-290:
            yield row(*one, *two, results[0].statistic,
                      *(r.pvalue for r in results))


golden.header("Results of tests, by fractions, SciPy and statsmodels.")
for name, rows in (("fisher", fishers()), ("mcnemar", mcnemars()),
                   ("proportion", proportions()), ("groups", groups()),
                   ("strata", strata()), ("welch", welches()),
                   ("barnard", barnards())):
    golden.table("golden_row golden_" + name, rows)
