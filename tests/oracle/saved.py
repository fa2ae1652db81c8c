# SPDX-License-Identifier: MIT
"""The saved form of an audit, written from docs/reference/saved-format.md.

python3 tests/oracle/saved.py > tests/tally/golden_saved.h
python3 tests/oracle/saved.py --markdown             the example as in the text
python3 tests/oracle/saved.py --check docs/reference/saved-format.md
"""
import re
import struct
import sys

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


def example():
    """(bytes, what they are) of the example: rows
    (b, 1, yes, 1.5), (missing, 0, no, 2), (a, 1, no, 0), (b, 1, yes, 0.25)."""
    parts = [
        (u32(1) + u32(0), "one sensitive feature, no control feature"),
        (name("group"), 'its name: 5 bytes "group", a zero'),
        (u8(1) + name("recid"), 'y_true is called "recid"'),
        (u8(0) * 5, "the other five columns have no name"),
        (u8(6) + text("yes"), 'positive_label: text "yes"'),
        (u8(0) * 3, "no positive label by column"),
        (u8(0) + struct.pack("<d", 0), "no threshold"),
        (u8(0) + u8(0), "nulls = group, unlabelled = error"),
        (u32(1 | 2 | 16), "inputs: y_true, y_pred, sample_weight"),
        (u64(4) + u64(4) + u64(4), "rows in, used, sum of frequencies"),
        (u64(0) * 4, "rows excluded, by cause"),
        (u8(0) + u8(2) + u8(3) + u64(0) + u8(3) + u64(1),
         "y_true: not mixed, two values, 0 and 1"),
        (u8(0) + u8(2) + u8(6) + text("no") + u8(6) + text("yes"),
         'y_pred: not mixed, two values, "no" and "yes"'),
        (u8(0) + u8(0), "y_pred_baseline: none"),
        (u8(6) + u32(2) + u32(0) + text("a") + text("b"),
         'group: text, two values, none above 2^63, "a" and "b"'),
        (u32(1) + name("part 1"), 'one shard, "part 1"'),
        (u32(3), "three cells"),
        (section(1, u32(0) + u32(1) + u32(MISSING)),
         'keys: value 0 ("a"), value 1 ("b"), missing'),
        # slot = label * 2 + decision: 0/no 0/yes 1/no 1/yes -/no -/yes
        (section(2, b"".join(map(u64, [0, 0, 1, 0, 0, 0,
                                       0, 0, 0, 2, 0, 0,
                                       1, 0, 0, 0, 0, 0]))),
         "tables: of each cell 0/no, 0/yes, 1/no, 1/yes, -/no, -/yes"),
        # 1.5 + 0.25 = 1.75 = 7 * 2^-2: limb -1 (2^-64) has the fraction
        (section(3, window(-1, 2) + b"".join(
            u64(lo) + u64(hi) for lo, hi in
            [(0, 0)] * 6 + [(0, 0)] * 3 + [(3 << 62, 1)] + [(0, 0)] * 2
            + [(0, 2)] + [(0, 0)] * 5)),
         "weights: limbs of 2^-64 and 2^0; b 1/yes 1.75, missing 0/no 2"),
        # 2.25 + 0.0625 = 2.3125 = 2 + 5/16
        (section(4, window(-1, 2) + b"".join(
            u64(lo) + u64(hi) for lo, hi in
            [(0, 0)] * 6 + [(0, 0)] * 3 + [(5 << 60, 2)] + [(0, 0)] * 2
            + [(0, 4)] + [(0, 0)] * 5)),
         "squares: limbs of 2^-64 and 2^0; b 1/yes 2.3125, missing 0/no 4"),
    ]
    total = 8 + 4 + 8 + sum(len(data) for data, _ in parts) + 4
    parts = [(b"\x89FAIR\r\n\x1a", "magic"), (u32(1), "format version"),
             (u64(total), "length of all of it: %d bytes" % total)] + parts
    body = b"".join(data for data, _ in parts)
    return parts + [(u32(crc32c(body)), "CRC-32C of all before")]


NAMES = ["magic", "version", "length", "features", "feature name",
         "y_true name", None, "positive", None, "threshold", "choices",
         "inputs", "rows", "excluded", "y_true", "y_pred", "baseline",
         "values", "shards", "cells", "keys", "tables", "weights", "squares",
         "crc"]


def markdown():
    """Long runs of one byte are shortened as `00 × 40`."""
    lines, at = [], 0
    for data, what in example():
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


def main():
    if sys.argv[1:] == ["--markdown"]:
        print(markdown())
    elif sys.argv[1:2] == ["--check"]:
        with open(sys.argv[2], encoding="utf-8") as f:
            blocks = re.findall(r"```hex\n(.*?)\n```", f.read(), re.S)
        if blocks != [markdown()]:
            sys.exit("the example in %s is not what tests/oracle/saved.py "
                     "--markdown writes" % sys.argv[2])
    else:
        data = b"".join(part for part, _ in example())
        print("/* SPDX-License-Identifier: MIT")
        print(" * The example of docs/reference/saved-format.md.")
        print(" * Written by tests/oracle/saved.py. */")
        print("static const uint8_t golden_saved[] = {")
        for i in range(0, len(data), 12):
            print("    " + " ".join("0x%02x," % b for b in data[i:i + 12]))
        print("};")
        print("/* Where its parts begin. */")
        print("static const struct {\n    const char *name;\n"
              "    unsigned offset;\n} golden_parts[] = {")
        at = 0
        for (part, _), known in zip(example(), NAMES):
            if known:
                print('    {"%s", %d},' % (known, at))
            at += len(part)
        print("};")


if __name__ == "__main__":
    main()
