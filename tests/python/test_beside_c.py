# SPDX-License-Identifier: MIT
"""The shared library in a process that has the extension too: both work in
turns on the same bytes, and neither calls the other."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from published import ROOT

LIBRARY = os.path.join(os.environ.get("FAIRNESS_BUILD", ROOT / "build"),
                       "libfairness", "libfairness.so.0")

LOAD = """
import ctypes
c = ctypes.CDLL({!r}, ctypes.{})
"""
USE = """
import libfairness as lf

def python(n):
    audit = lf.Audit(y_true="y", y_pred="d", sensitive_features="g")
    if n:
        audit.add({"y": [1, 0, 1] * n, "d": [1, 1, 0] * n,
                   "g": list("aab") * n})
    return audit
"""
# The library merges what the extension counts, part by part.
IN_TURNS = """
def loaded(state):
    audit = ctypes.c_void_p()
    assert c.fair_audit_load(state, ctypes.c_size_t(len(state)), None,
                             ctypes.byref(audit), None) == 0
    return audit

def saved(audit):
    length = ctypes.c_size_t()
    c.fair_audit_save(audit, None, ctypes.c_size_t(0), ctypes.byref(length),
                      None)
    room = ctypes.create_string_buffer(length.value)
    assert c.fair_audit_save(audit, room, length, ctypes.byref(length),
                             None) == 0
    return room.raw

c.fair_audit_rows.restype = ctypes.c_uint64
ours, theirs = python(0), loaded(python(0).to_bytes())
for n in 1, 500, 20_000:
    part = python(n)
    ours.merge(part)
    part = loaded(part.to_bytes())
    assert c.fair_audit_merge(theirs, part, None) == 0
    c.fair_audit_free(part)
    assert c.fair_audit_rows(theirs) == ours.rows
state = saved(theirs)
c.fair_audit_free(theirs)
assert state == ours.to_bytes()
assert lf.Audit.from_bytes(state).report().to_json() == ours.report().to_json()
print(ours.rows)
"""


def run(code):
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert done.returncode == 0, (done.returncode, done.stderr.decode())
    return done.stdout.decode().strip()


@pytest.mark.skipif(not os.path.exists(LIBRARY),
                    reason="no build of the C library")
@pytest.mark.parametrize("mode", ["RTLD_LOCAL", "RTLD_GLOBAL"])
@pytest.mark.parametrize("first", ["extension", "library"])
def test_both_in_one_process(first, mode):
    parts = [USE, LOAD.format(LIBRARY, mode)]
    if first == "library":
        parts.reverse()
    assert run("".join(parts) + IN_TURNS) == "61503"


@pytest.mark.skipif(not shutil.which("cc"), reason="no compiler")
def test_extension_calls_its_own(tmp_path):
    """Nothing of the extension binds to functions of the same names that
    were there before: here all of them end the process."""
    script = (ROOT / "libfairness/libfairness.map").read_text()
    names = re.findall(r"\bfair_\w+", script)
    assert len(names) > 50
    source = tmp_path / "impostor.c"
    source.write_text("".join(
        f"void {name}(void) {{ __builtin_trap(); }}\n" for name in names))
    library = tmp_path / "impostor.so"
    subprocess.run(["cc", "-shared", "-fPIC", source, "-o", library],
                   check=True)
    found = run(LOAD.format(str(library), "RTLD_GLOBAL") + USE + """
print(python(5).report()["demographic_parity_difference"].value)
""")
    assert found == "1.0"
