# SPDX-License-Identifier: MIT
"""Golden values for tests/compare, in exact rationals.

Writes tests/compare/golden.inc: populations of groups (edge tables and random
ones), and what every metric, comparison and criterion gives there.

    python3 tests/oracle/gen_compare.py > tests/compare/golden.inc
"""
import random
from fractions import Fraction as F

from golden_compare import COMPARISONS, CRITERIA
from golden_metrics import (
    BY_NAME, COSTS, DECISION, LABEL, METRICS, NO, OVERALL, UTILITIES, WEIGHT,
    ZERO, B, Counts, Population, compute)

R = random.Random(20261124)


def table(*rows):
    return Counts(list(rows) + [0] * (6 - len(rows)))


def random_table(most=12, unlabelled=0):
    return Counts([R.randint(0, most) for _ in range(4)] +
                  [R.randint(0, unlabelled) for _ in range(2)])


def random_weighted(most=5, none=0.1):
    """A table of rows with weights that are exact in binary."""
    rows, w, w2 = [], [], []
    for _ in range(6):
        k = R.randint(0, most)
        v = [F(R.choice((0, 1, 3, 5, 7, 12)), 8) for _ in range(k)]
        if R.random() < none:
            v = [F(0)] * k
        rows.append(k)
        w.append(sum(v, F(0)))
        w2.append(sum((x * x for x in v), F(0)))
    return Counts(rows, w, w2)


def with_strata(name, strata, **rules):
    n = 1 + max(g for s in strata for g in s)
    weighted = any(c.w for s in strata for c in s.values())
    zero = Counts([0] * 6, [F(0)] * 6, [F(0)] * 6) if weighted else ZERO
    groups = [zero] * n
    for s in strata:
        for g, c in s.items():
            groups[g] = groups[g].plus(c)
    return Population(name, groups, strata=strata, **rules)


COMPAS = [table(1369, 805, 532, 990), table(6, 2, 3, 21),
          table(505, 349, 461, 1139), table(103, 87, 129, 318),
          table(9, 3, 1, 5), table(43, 36, 90, 208)]
BIG = (1 << 60) + 12345


def populations():
    yield Population("compas", COMPAS, negative=1, named=2)
    yield Population("compas rest", COMPAS[:4], negative=1, reference="rest")
    yield Population("compas overall", COMPAS[:4], reference="overall")
    yield Population("compas best", COMPAS[1:5], reference="best", negative=1)
    yield Population("compas worst", COMPAS[1:5], reference="worst",
                     min_count=10)
    yield Population("min_share", COMPAS[1:4], min_share=0.1)
    yield Population("share exactly", [table(1, 0, 0, 0), table(2, 3, 2, 2)],
                     min_share=0.1)
    yield Population("single group", [table(3, 1, 4, 1)])
    yield Population("no groups", [])
    yield Population("single undefined", [table(0, 1, 0, 1)])
    yield Population("all small", [table(3, 1, 4, 1), table(2, 2, 2, 2)],
                     min_count=100)
    yield Population("one small", [table(30, 10, 40, 10), table(2, 2, 2, 2)],
                     min_count=5)
    yield Population("reference small",
                     [table(2, 200, 1, 200), table(30, 30, 20, 20),
                      table(20, 20, 20, 20)], min_count=5)
    yield Population("no positives", [table(0, 3, 0, 4), table(2, 1, 2, 3)])
    yield Population("no positives, skipped",
                     [table(0, 3, 0, 4), table(2, 1, 2, 3),
                      table(1, 1, 3, 1)], skip=1)
    yield Population("skip leaves one",
                     [table(0, 30, 0, 4), table(2, 1, 2, 3)], skip=1)
    yield Population("no negatives", [table(3, 0, 4, 0), table(2, 1, 2, 3)])
    yield Population("none selected", [table(0, 0, 4, 3), table(2, 1, 2, 3)])
    yield Population("none rejected", [table(4, 3, 0, 0), table(2, 1, 2, 3)])
    yield Population("nobody selected", [table(0, 0, 4, 3),
                                         table(0, 0, 2, 3)])
    yield Population("perfect", [table(4, 0, 0, 3), table(5, 0, 0, 3)])
    yield Population("always wrong", [table(0, 4, 3, 0), table(0, 5, 3, 0)])
    yield Population("identical", [table(1, 2, 3, 4)] * 3)
    yield Population("proportional", [table(1, 2, 3, 4), table(3, 6, 9, 12),
                                      table(7, 14, 21, 28)])
    yield Population("empty group", [table(0, 0, 0, 0), table(3, 6, 9, 12)])
    yield Population("four fifths", [table(2, 2, 3, 3), table(3, 2, 2, 3)])
    yield Population("just below", [table(399, 0, 300, 301),
                                    table(500, 0, 200, 300)])
    yield Population("rejections", [table(3, 3, 2, 2), table(2, 3, 2, 3)],
                     negative=1)
    yield Population("symmetric about overall",
                     [table(1, 1, 2, 2), table(2, 2, 1, 1)])
    yield Population("opposite odds", [table(2, 2, 4, 10), table(3, 1, 3, 11),
                                       table(1, 3, 5, 9)])
    yield Population("odds cancel by thirds",
                     [table(1, 1, 1, 2), table(1, 1, 2, 1),
                      table(2, 2, 2, 4)], named=0)
    yield Population("missing has most",
                     [table(2, 2, 3, 3), table(3, 2, 2, 3),
                      table(50, 50, 5, 5)], missing=(2,))
    yield Population("missing has least",
                     [table(2, 2, 3, 3), table(3, 2, 2, 3),
                      table(1, 1, 5, 5)], missing=(2,), reference="worst")
    yield Population("missing set aside",
                     [table(2, 2, 3, 3), table(3, 2, 2, 3),
                      table(1, 1, 5, 5)], missing=(2,), set_aside=1)
    yield Population("missing only",
                     [table(2, 2, 3, 3), table(3, 2, 2, 3)], missing=(0, 1))
    yield Population("missing named and set aside",
                     [table(2, 2, 3, 3), table(3, 2, 2, 3),
                      table(1, 1, 5, 5)], missing=(2,), set_aside=1, named=2)
    yield Population("best of undefined",
                     [table(0, 2, 0, 3), table(3, 2, 2, 3)], missing=(1,),
                     reference="best")
    yield Population("best of none but missing",
                     [table(3, 1, 2, 3), table(3, 2, 2, 3)], missing=(0, 1),
                     reference="worst")
    yield Population("unlabelled", [Counts([2, 3, 1, 2, 4, 1]),
                                    Counts([1, 1, 1, 5, 0, 7])])
    yield Population("unlabelled only", [Counts([0, 0, 0, 0, 4, 1]),
                                         Counts([1, 1, 1, 5, 0, 7])])
    yield Population("no decision", [table(0, 0, 3, 4), table(0, 0, 5, 2)],
                     given=LABEL)
    yield Population("no label", [Counts([0, 0, 0, 0, 3, 4]),
                                  Counts([0, 0, 0, 0, 5, 2])], given=DECISION)
    yield Population("costs", [table(3, 1, 4, 1), table(5, 9, 2, 6)],
                     given=B | COSTS | UTILITIES)
    yield Population("2^60", [table(BIG, BIG + 1, BIG + 2, BIG + 3),
                              table(BIG + 1, BIG, BIG + 3, BIG + 2),
                              table(1, 2, 3, 4)])
    z = [F(0)] * 6
    yield Population("zero weight group", [
        Counts([2, 1, 3, 1, 0, 0], z, z), random_weighted(none=0),
        random_weighted(none=0)], given=B | WEIGHT)
    yield Population("zero weight group skipped", [
        Counts([2, 1, 3, 1, 0, 0], z, z), random_weighted(none=0),
        random_weighted(none=0)], given=B | WEIGHT, skip=1)
    yield Population("zero weights", [Counts([2, 1, 3, 1, 1, 1], z, z)] * 2,
                     given=B | WEIGHT)
    yield Population("zero weight positives", [
        Counts([2, 1, 3, 1, 0, 0], [F(0), F(1), F(0), F(2), F(0), F(0)],
               [F(0), F(1), F(0), F(4), F(0), F(0)]),
        random_weighted(none=0)], given=B | WEIGHT)
    for k, ref in enumerate(("largest", "best", "rest", "overall")):
        yield Population(f"weighted {ref}",
                         [random_weighted() for _ in range(3)],
                         given=B | WEIGHT | COSTS | UTILITIES, reference=ref,
                         negative=k % 2)
    for k in range(8):
        n = R.randint(2, 4)
        yield Population(
            f"random {k}", [random_table(R.choice((1, 3, 12, 1000)), k % 3)
                            for _ in range(n)],
            missing=[i for i in range(n) if R.random() < 0.2],
            reference=R.choice(("largest", "best", "worst", "overall",
                                "rest")),
            negative=R.randint(0, 1), skip=R.randint(0, 1),
            min_count=R.choice((0, 0, 3)))
    berkeley = [  # men and women admitted (selected) and rejected, A to F
        ((512, 313), (89, 19)), ((353, 207), (17, 8)),
        ((120, 205), (202, 391)), ((138, 279), (131, 244)),
        ((53, 138), (94, 299)), ((22, 351), (24, 317))]
    yield with_strata("berkeley", [
        {g: Counts([0, 0, 0, 0, *d[g]]) for g in (0, 1)} for d in berkeley],
        given=DECISION)
    yield with_strata("berkeley, negative", [
        {g: Counts([0, 0, 0, 0, *d[g]]) for g in (0, 1)} for d in berkeley],
        given=DECISION, negative=1)
    yield with_strata("strata", [
        {g: Counts([R.randint(1, 9) for _ in range(6)]) for g in range(3)}
        for _ in range(3)])
    yield with_strata("strata, equal by thirds", [
        {0: table(1, 0, 2, 3), 1: table(2, 0, 1, 3)},
        {0: table(2, 0, 1, 3), 1: table(1, 0, 2, 3)}])
    absent = [{0: table(1, 2, 3, 4), 1: table(2, 2, 2, 1),
               2: table(1, 1, 1, 2)},
              {0: table(2, 2, 1, 1), 2: table(3, 1, 2, 1)}]
    yield with_strata("absent in a stratum", absent)
    yield with_strata("absent in a stratum, skipped", absent, skip=1)
    yield with_strata("none selected in a stratum", [
        {0: table(1, 2, 3, 4), 1: table(2, 2, 2, 1)},
        {0: table(0, 0, 3, 4), 1: table(0, 0, 2, 1)}])
    yield with_strata("none rejected in a stratum", [
        {0: table(1, 2, 0, 0), 1: table(2, 2, 0, 0)},
        {0: table(0, 0, 3, 4), 1: table(0, 1, 2, 1)}], negative=1)
    one, none = [F(1)] * 6, [F(0), F(0)] + [F(1)] * 4
    yield with_strata("selected without weight in a stratum", [
        {g: Counts([1] * 6, one, one) for g in range(2)},
        {g: Counts([1] * 4 + [0] * 2, none[:4] + [F(0)] * 2,
                   none[:4] + [F(0)] * 2) for g in range(2)}],
        given=B | WEIGHT)
    yield with_strata("weighted strata", [
        {g: random_weighted(none=0) for g in range(2)} for _ in range(3)],
        given=B | WEIGHT)


# Writing ---------------------------------------------------------------------

def number(x):
    if x is None:
        return "0"
    d = float(F(x))
    return str(int(d)) if d == int(d) and abs(d) < 1e6 else d.hex()


def rows_of(c):
    w = [*(c.w or []), *(c.w2 or [])]
    return "{%s}, {%s}" % (", ".join(f"{n}u" if n < 1 << 31 else f"{n}ull"
                                     for n in c.rows),
                           ", ".join(map(number, w)) or "0")


def finding(f):
    return (f"{f.reason}, {number(f.value if not f.reason else None)}, "
            f"{f.group}, {f.reference}, {f.worse}, {f.compared}, "
            f"{f.undefined}, {f.left}, {f.within}")


def chosen(k):
    """Metrics whose comparisons are written: some always, others in turn."""
    always = ["selection_rate", "true_positive_rate", "false_positive_rate"]
    others = [m.name for m in METRICS if m.name not in always]
    step = 3
    return always + [others[(k * step + j) % len(others)]
                     for j in range(step)]


def main():
    tables, strata, scenarios, metrics, comparisons, criteria = ([] for _ in
                                                                 range(6))
    refs = ["largest", "best", "worst", "overall", "rest"]
    for k, p in enumerate(populations()):
        first, first_stratum = len(tables), len(strata)
        for i, g in enumerate(p.groups):
            tables.append(f"{rows_of(g)}, {int(p.missing[i])}, {i}")
        for s in p.strata:
            strata.append(f"{len(tables)}, {len(s)}")
            for g, c in sorted(s.items()):
                tables.append(f"{rows_of(c)}, {int(p.missing[g])}, {g}")
        scenarios.append(
            f'"{p.name}", {first}, {len(p.groups)}, {first_stratum}, '
            f"{len(p.strata)}, {p.given}u, {refs.index(p.reference)}, "
            f"{p.named}, {p.negative}, {p.skip}, {p.set_aside}, "
            f"{p.min_count}, {p.min_share}")
        for m in METRICS:
            for i, c in enumerate([*p.groups, p.total]):
                r = compute(m, c, p.total, p.given)
                i = OVERALL if i == len(p.groups) else i
                metrics.append(
                    f"{k}, {METRICS.index(m)}, {i}, {r.reason}, "
                    f"{number(r.value)}, {r.n}u, {r.min_n}u, {number(r.sum)}, {number(r.eff)}")
        for name in chosen(k):
            for c, (find, shape) in COMPARISONS.items():
                n = len(p.groups)
                n = {"one": 1, "group": n, "pair": n * (n - 1) // 2}[shape]
                for i in range(n):
                    f = find(p, BY_NAME[name], i)
                    comparisons.append(
                        f"{k}, {METRICS.index(BY_NAME[name])}, "
                        f"{list(COMPARISONS).index(c)}, {i}, {finding(f)}")
        for c, find in CRITERIA.items():
            criteria.append(f"{k}, {list(CRITERIA).index(c)}, 0, 0, "
                            + finding(find(p)))
    print("/* SPDX-License-Identifier: MIT\n"
          " * Made by tests/oracle/gen_compare.py: do not edit. */")
    for kind, names in [("metric", METRICS), ("comparison", COMPARISONS),
                        ("criterion", CRITERIA)]:
        print(f"static const char *const {kind}_names[] = {{")
        for name in names:
            print(f'"{getattr(name, "name", name)}",')
        print("};")
    for kind, name, rows in [
            ("golden_table", "golden_tables", tables),
            ("golden_stratum", "golden_strata", strata),
            ("golden_scenario", "golden_scenarios", scenarios),
            ("golden_metric", "golden_metrics", metrics),
            ("golden_finding", "golden_comparisons", comparisons),
            ("golden_finding", "golden_criteria", criteria)]:
        print(f"static const {kind} {name}[] = {{")
        for row in rows:
            print(f"{{{row}}},".replace(", ", ","))
        print("};")


if __name__ == "__main__":
    main()
