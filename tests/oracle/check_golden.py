# SPDX-License-Identifier: MIT
"""Every golden file is what its generator writes today.

A generator gen_x.py has a line "python3 tests/oracle/gen_x.py > FILE" in its
docstring; this runs them all and compares.  A golden file edited by hand, or
a generator changed without running it, fails.  A generator that needs a
library that is missing exits with 77 and is skipped.

python3 tests/oracle/check_golden.py SOURCE_ROOT
"""
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(sys.argv[1])
wrong = []
for path in sorted(root.glob("tests/oracle/gen_*.py")):
    line = re.search(r"^ *python3 (tests/oracle/gen_\w+\.py) > (\S+)$",
                     path.read_text(encoding="utf-8"), re.MULTILINE)
    if line is None or (root / line[1]) != path:
        wrong.append(f"{path.name}: says not where its golden file is")
        continue
    run = subprocess.run([sys.executable, "-B", str(path)], cwd=root,
                         stdout=subprocess.PIPE, check=False)
    if run.returncode == 77:
        print(f"{path.name}: skipped, it needs a library that is not here")
    elif run.returncode != 0:
        wrong.append(f"{path.name}: failed")
    elif run.stdout != (root / line[2]).read_bytes():
        wrong.append(f"{line[2]}: is not what {path.name} writes")
print("\n".join(wrong) or "golden files: ok")
sys.exit(bool(wrong))
