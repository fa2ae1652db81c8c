# SPDX-License-Identifier: MIT
"""Branch coverage by folder and the least covered files, from gcovr's JSON.

    scripts/long/coverage.py build-long/coverage/gcov.json

Fails where it is below what the library keeps to."""
import json
import sys
from fnmatch import fnmatch

LEAST = 97  # per cent of all branches
WHOLE = ["libfairness/tally/codec_*.c", "libfairness/base/bytes.c",
         "libfairness/stats/*.c"]  # of which every branch is taken
SHOWN = 12


def main():
    files = {}
    for file in json.load(open(sys.argv[1]))["files"]:
        counts = [(line["line_number"], branch["count"])
                  for line in file["lines"] for branch in line["branches"]]
        files[file["file"]] = (sum(n > 0 for _, n in counts), len(counts),
                               [line for line, n in counts if n == 0])
    folders = {}
    for path, (taken, n, _) in files.items():
        folder = folders.setdefault(path.split("/")[1], [0, 0])
        folder[0] += taken
        folder[1] += n
    total = [sum(column) for column in zip(*folders.values())]
    failed = []
    for name, (taken, n) in [*sorted(folders.items()), ("all", total)]:
        print(f"{name:36}{taken:6} of {n:5} branches  {100 * taken / n:6.2f} %")
    print()
    lowest = sorted((taken / n, path) for path, (taken, n, _) in files.items()
                    if n > 0)
    for share, path in lowest[:SHOWN]:
        taken, n, lines = files[path]
        if taken < n:
            print(f"{path.removeprefix('libfairness/'):36}{taken:6} of {n:5}"
                  f" branches  {100 * share:6.2f} %")
    for path, (taken, n, lines) in files.items():
        if taken < n and any(fnmatch(path, pattern) for pattern in WHOLE):
            failed.append(f"{path}: not all branches of lines "
                          f"{sorted(set(lines))}")
    if 100 * total[0] < LEAST * total[1]:
        failed.append(f"less than {LEAST} % of all branches")
    sys.exit("\n".join(failed) if failed else 0)


if __name__ == "__main__":
    main()
