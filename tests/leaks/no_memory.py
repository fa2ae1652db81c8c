# SPDX-License-Identifier: MIT
"""Every allocation of Python fails once, in calls that succeed and in calls
that fail: a MemoryError or what would have been, no crash, and the audit as it
was.

    python tests/leaks/no_memory.py

Needs _testcapi, which not every Python has.  Without threads=: Python's own
way of starting threads hangs where it has no memory for it.
"""

import array
import sys

import libfairness as lf

try:
    from _testcapi import remove_mem_hooks, set_nomemory
except ImportError:
    sys.exit(77)

QUIET = 30  # calls without a failure: all allocations have been seen
MOST = 4000
Y = [1, 0, 1, 0]
G = ["a", "b", "a", None]
A = lf.Audit(y_pred="p", sensitive_features="g", shard="s")
A.add({"p": Y, "g": G})
STATE = A.to_bytes()
REPORT = A.report()
ARRAY = array.array("b", Y)


def changes_nothing(call):
    def checked():
        audit = lf.Audit.from_bytes(STATE)
        try:
            call(audit)
        except BaseException:
            remove_mem_hooks()
            assert audit.to_bytes() == STATE
            raise
    return checked


CASES = {
    "lists": lambda: lf.audit(Y, Y, sensitive_features=G),
    "array": lambda: lf.audit(y_pred=ARRAY, sensitive_features=ARRAY),
    "options": lambda: lf.audit(
        Y, Y, sensitive_features={"g": G}, reference={"g": "a"},
        metrics=["selection_rate"], by=["g"], positive_label={"y_true": 1},
        costs={"false_positive": 1, "false_negative": 2}, min_count=1),
    "bad row": lambda: lf.audit([1, None, 0, 1], sensitive_features=G),
    "bad option": lambda: lf.audit(Y, sensitive_features=G, nulls="x"),
    "bad column": lambda: lf.audit([1, "x"], sensitive_features=[1, 2]),
    "value": lambda: REPORT.value("selection_rate", group={"g": "a"}),
    "text": lambda: (REPORT.to_text(), REPORT.to_dict()),
    "table": lambda: list(REPORT.groups),
    "add": changes_nothing(lambda a: a.add({"p": Y, "g": G})),
    "merge": changes_nothing(
        lambda a: a.merge(lf.Audit(y_pred="p", sensitive_features="g"))),
    "frame": changes_nothing(lambda a: a.add(REPORT.groups)),
    "copy": changes_nothing(lambda a: (a.copy(), repr(a))),
    "bytes": lambda: lf.Audit.from_bytes(STATE).to_bytes(),
}


def main():
    for name, call in CASES.items():
        try:
            call()  # imports, caches
        except lf.FairnessError:
            pass
        seen = quiet = at = 0
        while quiet < QUIET and at < MOST:
            at += 1
            set_nomemory(at, at + 1)
            try:
                call()
                quiet += 1
            except MemoryError:
                seen += 1
                quiet = 0
            except lf.FairnessError:
                quiet += 1
            except SystemError as error:
                # Python 3.11 itself, where it has no memory for a frame; of a
                # function in C it would say "returned NULL without ...".
                if str(error) != "error return without exception set":
                    raise
            finally:
                remove_mem_hooks()
        assert seen, f"{name}: no allocation failed"
    print("no memory: ok")


if __name__ == "__main__":
    main()
