# SPDX-License-Identifier: MIT
"""The C library loads what Python saved, and writes the same bytes."""

import ctypes
import os

import pytest

from published import ROOT
from same_rows import case, same  # noqa: F401 (a fixture)


def library():
    """The shared library of a build, if there is one."""
    folder = os.environ.get("FAIRNESS_BUILD", ROOT / "build")
    path = os.path.join(folder, "libfairness", "libfairness.so.0")
    return ctypes.CDLL(path) if os.path.exists(path) else None


@pytest.mark.skipif(library() is None, reason="no build of the C library")
def test_saved_audits_in_c(case):
    """C loads what Python saved, saves the same bytes, writes the report."""
    c = library()
    state = case.batches([case.rows]).to_bytes()
    audit, report = ctypes.c_void_p(), ctypes.c_void_p()
    length = ctypes.c_size_t(len(state))
    assert c.fair_audit_load(
        state, length, None, ctypes.byref(audit), None
    ) == 0
    again = ctypes.create_string_buffer(len(state))
    assert c.fair_audit_save(
        audit, again, length, ctypes.byref(length), None
    ) == 0
    same(again.raw, state)
    assert c.fair_report_new(audit, None, ctypes.byref(report), None) == 0
    written = []

    @ctypes.CFUNCTYPE(
        ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t
    )
    def write(_, text, size):
        written.append(ctypes.string_at(text, size))
        return 0

    assert c.fair_report_write(report, b"json", write, None, None) == 0
    same(b"".join(written).decode(), case.expected)
    c.fair_report_free(report)
    c.fair_audit_free(audit)
