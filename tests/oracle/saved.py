# SPDX-License-Identifier: MIT
"""The saved form of an audit, written from docs/reference/saved-format.md.

python3 tests/oracle/saved.py > tests/tally/golden_saved.h
python3 tests/oracle/saved.py --markdown            the examples as in the text
python3 tests/oracle/saved.py --check docs/reference/saved-format.md
"""
import re
import struct
import sys
from fractions import Fraction

MISSING = 0xFFFFFFFF


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


assert crc32c(b"123456789") == 0xE3069283


def u8(x):
    return struct.pack("<B", x)


def u32(x):
    return struct.pack("<I", x)


def u64(x):
    return struct.pack("<Q", x)


def text(s):
    return u32(len(s.encode())) + s.encode()


def name(s):
    return text(s) + b"\0"


def section(tag, data):
    return u32(tag) + u64(len(data)) + data


def window(first, limbs):
    return struct.pack("<iI", first, limbs)


def f64(x):
    return struct.pack("<d", x)


def sums(values):
    """The smallest window that holds them all, then each of them."""
    values = [Fraction(x) for x in values]
    base = min((lowest(x) for x in values if x), default=0)
    whole = [int(x / Fraction(2) ** (64 * base)) for x in values]
    n = max(x.bit_length() // 64 + 1 if x else 0 for x in whole)
    return window(base, n) + b"".join(
        u64(x >> 64 * i & 2**64 - 1) for x in whole for i in range(n))


def lowest(x):
    """The limb of the last bit of x."""
    last = Fraction(x.numerator & -x.numerator, x.denominator)
    return (last.numerator.bit_length() - last.denominator.bit_length()) // 64


def whole(version, parts):
    """With what comes before and behind them."""
    total = 8 + 4 + 8 + sum(len(data) for data, _, _ in parts) + 4
    parts = [(b"\x89FAIR\r\n\x1a", "magic", "magic"),
             (u32(version), "version", "format version"),
             (u64(total), "length", "length of all of it: %d bytes" % total)
             ] + parts
    body = b"".join(data for data, _, _ in parts)
    return parts + [(u32(crc32c(body)), "crc", "CRC-32C of all before")]


def example():
    """(bytes, short name, what they are) of the first example: rows
    (b, 1, yes, 1.5), (missing, 0, no, 2), (a, 1, no, 0), (b, 1, yes, 0.25)."""
    return whole(1, [
        (u32(1) + u32(0), "features",
         "one sensitive feature, no control feature"),
        (name("group"), "feature name",
         'its name: 5 bytes "group", a zero'),
        (u8(1) + name("recid"), "y_true name", 'y_true is called "recid"'),
        (u8(0) * 5, None, "the other five columns have no name"),
        (u8(6) + text("yes"), "positive", 'positive_label: text "yes"'),
        (u8(0) * 3, None, "no positive label by column"),
        (u8(0) + f64(0), "threshold", "no threshold"),
        (u8(0) + u8(0), "choices", "nulls = group, unlabelled = error"),
        (u32(1 | 2 | 16), "inputs", "inputs: y_true, y_pred, sample_weight"),
        (u64(4) + u64(4) + u64(4), "rows",
         "rows in, used, sum of frequencies"),
        (u64(0) * 4, "excluded", "rows excluded, by cause"),
        (u8(0) + u8(2) + u8(3) + u64(0) + u8(3) + u64(1), "y_true",
         "y_true: not mixed, two values, 0 and 1"),
        (u8(0) + u8(2) + u8(6) + text("no") + u8(6) + text("yes"), "y_pred",
         'y_pred: not mixed, two values, "no" and "yes"'),
        (u8(0) + u8(0), "baseline", "y_pred_baseline: none"),
        (u8(6) + u32(2) + u32(0) + text("a") + text("b"), "values",
         'group: text, two values, none above 2^63, "a" and "b"'),
        (u32(1) + name("part 1"), "shards", 'one shard, "part 1"'),
        (u32(3), "cells", "three cells"),
        (section(1, u32(0) + u32(1) + u32(MISSING)), "keys",
         'keys: value 0 ("a"), value 1 ("b"), missing'),
        # slot = label * 2 + decision: 0/no 0/yes 1/no 1/yes -/no -/yes
        (section(2, b"".join(map(u64, [0, 0, 1, 0, 0, 0,
                                       0, 0, 0, 2, 0, 0,
                                       1, 0, 0, 0, 0, 0]))), "tables",
         "tables: of each cell 0/no, 0/yes, 1/no, 1/yes, -/no, -/yes"),
        (section(3, sums([0] * 9 + [1.75] + [0] * 2 + [2] + [0] * 5)),
         "weights",
         "weights: limbs of 2^-64 and 2^0; b 1/yes 1.75, missing 0/no 2"),
        (section(4, sums([0] * 9 + [2.3125] + [0] * 2 + [4] + [0] * 5)),
         "squares",
         "squares: limbs of 2^-64 and 2^0; b 1/yes 2.3125, missing 0/no 4"),
    ])


def example_of_scores():
    """The same of the second: rows (b, 1, 0.75, 1.5), (a, 0, -0.25, 1),
    (b, 1, 0.75, 0.25), (b, 0, 0.75, 2), (a, 0, -0.0, 0)."""
    # score, place (cell * 3 + label), count, weight, its square
    entries = [(-0.25, 0, 1, 1, 1), (0.0, 0, 1, 0, 0), (0.75, 3, 1, 2, 4),
               (0.75, 4, 2, 1.75, 2.3125)]
    scores, places, counts, weights, squares = zip(*entries)
    return whole(2, [
        (u32(1) + u32(0), "features",
         "one sensitive feature, no control feature"),
        (name("group"), None, 'its name: 5 bytes "group", a zero'),
        (u8(0) * 6, None, "the six columns have no name"),
        (u8(0) * 4, None, "no positive label"),
        (u8(0) + f64(0), "threshold", "no threshold"),
        (u8(0) + u8(0), "choices", "nulls = group, unlabelled = error"),
        (u32(1 | 4 | 16), "inputs", "inputs: y_true, y_score, sample_weight"),
        (u8(0), "kept", "scores = exact"),
        (u64(5) + u64(5) + u64(5), "rows",
         "rows in, used, sum of frequencies"),
        (u64(0) * 4, None, "rows excluded, by cause"),
        (u8(0) + u8(2) + u8(3) + u64(0) + u8(3) + u64(1), "y_true",
         "y_true: not mixed, two values, 0 and 1"),
        (u8(0) + u8(0), None, "the decision: none"),
        (u8(0) + u8(0), None, "y_pred_baseline: none"),
        (u8(6) + u32(2) + u32(0) + text("a") + text("b"), None,
         'group: text, two values, none above 2^63, "a" and "b"'),
        (u32(0), None, "no shard"),
        (u32(2), "cells", "two cells"),
        (section(1, u32(0) + u32(1)), "keys",
         'keys: value 0 ("a"), value 1 ("b")'),
        (section(2, b"".join(map(u64, [2, 0, 0, 1, 2, 0]))), "tables",
         "tables: of each cell 0, 1, missing"),
        (section(3, sums([1, 0, 0, 2, 1.75, 0])), "weights",
         "weights: limbs of 2^-64 and 2^0; a/0 1, b/0 2, b/1 1.75"),
        (section(4, sums([1, 0, 0, 4, 2.3125, 0])), "squares",
         "squares: limbs of 2^-64 and 2^0; a/0 1, b/0 4, b/1 2.3125"),
        (section(5, b"".join(map(f64, scores))), "scores",
         "scores: -0.25, 0, 0.75, 0.75"),
        (section(6, b"".join(map(u32, places))), "places",
         "their places: a/0, a/0, b/0, b/1"),
        (section(7, b"".join(map(u64, counts))), "counts",
         "their counts: 1, 1, 1, 2"),
        (section(8, sums(weights)), "score weights",
         "their weights: 1, 0, 2, 1.75"),
        (section(9, sums(squares)), "score squares",
         "squares: 1, 0, 4, 2.3125"),
    ])


def example_of_bins():
    """The same of the third: rows (a, 1, -0.5), (a, 1, -1), (a, 0, 0.5),
    (b, 1, 3), (b, 1, 2.5); four bins from -1 to 3."""
    # where the bin begins, place, count, sum of scores
    entries = [(-1, 1, 2, -1.5), (0, 0, 1, 0.5), (2, 4, 2, 5.5)]
    bins, places, counts, totals = zip(*entries)
    return whole(3, [
        (u32(1) + u32(0), "features",
         "one sensitive feature, no control feature"),
        (name("group"), None, 'its name: 5 bytes "group", a zero'),
        (u8(0) * 6, None, "the six columns have no name"),
        (u8(0) * 4, None, "no positive label"),
        (u8(0) + f64(0), None, "no threshold"),
        (u8(0) + u8(0), None, "nulls = group, unlabelled = error"),
        (u32(1 | 4), "inputs", "inputs: y_true, y_score"),
        (u8(0), "kept", "scores = exact"),
        (u8(1) + f64(-1) + f64(3), "range", "a range, from -1 to 3"),
        (u32(4), "bins", "four bins"),
        (u64(5) + u64(5) + u64(5), None, "rows in, used, sum of frequencies"),
        (u64(0) * 4, None, "rows excluded, by cause"),
        (u8(0) + u8(2) + u8(3) + u64(0) + u8(3) + u64(1), "y_true",
         "y_true: not mixed, two values, 0 and 1"),
        (u8(0) + u8(0), None, "the decision: none"),
        (u8(0) + u8(0), None, "y_pred_baseline: none"),
        (u8(6) + u32(2) + u32(0) + text("a") + text("b"), None,
         'group: text, two values, none above 2^63, "a" and "b"'),
        (u32(0), None, "no shard"),
        (u32(2), "cells", "two cells"),
        (section(1, u32(0) + u32(1)), "keys",
         'keys: value 0 ("a"), value 1 ("b")'),
        (section(2, b"".join(map(u64, [1, 2, 0, 0, 2, 0]))), "tables",
         "tables: of each cell 0, 1, missing"),
        (section(5, b"".join(map(f64, bins))), "scores", "their bins begin at -1, 0, 2"),
        (section(6, b"".join(map(u32, places))), "places",
         "their places: a/1, a/0, b/1"),
        (section(7, b"".join(map(u64, counts))), "counts",
         "their counts: 2, 1, 2"),
        (section(10, sums(totals)), "sums",
         "their sums of scores: -1.5, 0.5, 5.5"),
    ])


def markdown(parts):
    """Long runs of one byte are shortened as `00 × 40`."""
    lines, at = [], 0
    for data, _, what in parts:
        lines.append("; %d: %s" % (at, what))
        row, i = [], 0
        while i < len(data):
            run = 1
            while i + run < len(data) and data[i + run] == data[i]:
                run += 1
            if run >= 12:
                row.append("%02x × %d" % (data[i], run))
                i += run
            else:
                row.append("%02x" % data[i])
                i += 1
        line = ""
        for word in row:
            if len(line) + len(word) + 1 > 76:
                lines.append(line.strip())
                line = ""
            line += " " + word
        lines.append(line.strip())
        at += len(data)
    return "\n".join(lines)


def c_array(of, parts):
    data = b"".join(part for part, _, _ in parts)
    lines = ["static const uint8_t golden_%s[] = {" % of]
    for i in range(0, len(data), 12):
        lines.append("    " + " ".join("0x%02x," % b
                                       for b in data[i:i + 12]))
    lines.append("};")
    lines.append("/* Where its parts begin. */")
    lines.append("static const golden_part golden_%s_parts[] = {" % of)
    at = 0
    for part, known, _ in parts:
        if known:
            lines.append('    {"%s", %d},' % (known, at))
        at += len(part)
    return "\n".join(lines + ["};"])


def header():
    return """\
/* SPDX-License-Identifier: MIT
 * The examples of docs/reference/saved-format.md.
 * Written by tests/oracle/saved.py. */
typedef struct golden_part {
    const char *name;
    unsigned offset;
} golden_part;

""" + c_array("saved", example()) + "\n\n" + c_array(
        "scores", example_of_scores()) + "\n\n" + c_array(
        "bins", example_of_bins())


def main():
    examples = [markdown(example()), markdown(example_of_scores()),
                markdown(example_of_bins())]
    if sys.argv[1:] == ["--markdown"]:
        print("\n\n".join(examples))
    elif sys.argv[1:2] == ["--check"]:
        with open(sys.argv[2], encoding="utf-8") as f:
            blocks = re.findall(r"```hex\n(.*?)\n```", f.read(), re.S)
        if blocks != examples:
            sys.exit("the examples in %s are not what tests/oracle/saved.py "
                     "--markdown writes" % sys.argv[2])
    else:
        print(header())


if __name__ == "__main__":
    main()
