# SPDX-License-Identifier: MIT
"""A file includes its own folder and folders above it, never below."""
import pathlib
import re
import sys

LAYERS = ["base", "kernels", "column", "tally", "stats", "metric", "compare",
          "audit", "gate", "artefact", "plan", "calibrate"]
source = pathlib.Path(sys.argv[1]) / "libfairness"
wrong = []
for path in sorted(source.glob("*/*.[ch]")):
    own = LAYERS.index(path.parent.name)
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+"([^"]*)"', line)
        if not match:
            continue
        folder = match[1].split("/")[0]
        if folder not in LAYERS or LAYERS.index(folder) > own:
            wrong.append(f"{path}:{number}: {path.parent.name}/ may not "
                         f"include {match[1]}")
    first = path.read_text().splitlines()[0]
    if "SPDX-License-Identifier: MIT" not in first:
        wrong.append(f"{path}:1: no SPDX line")
print("\n".join(wrong) or "layers: ok")
sys.exit(bool(wrong))
