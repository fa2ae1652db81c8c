# SPDX-License-Identifier: MIT
"""Memory that another thread writes while it is read (row 34 of the
catalogue): numbers may be torn, nothing else may go wrong.

The core counts without the GIL, so the writer really runs beside it.
"""

import threading

import numpy as np
import pyarrow as pa
import pytest

import libfairness as lf

ROWS = 200_000


class Writer:
    """Fills arrays with other values, over and over, until it is left."""

    def __init__(self, *arrays):
        self._arrays = arrays
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self):
        round_ = 0
        while not self._stop.is_set():
            round_ += 1
            for array, low, high in self._arrays:
                array[:] = low if round_ % 2 else high

    def __enter__(self):
        self._thread.start()

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()


def counted(report):
    """All rows are somewhere, whatever they held."""
    rows = report.rows
    assert rows["in"] == rows["used"] + sum(rows["excluded"].values())
    groups = report.to_dict()["groupings"][0]["groups"]
    assert sum(g["counts"]["n"] for g in groups) == rows["used"]
    for group in groups:
        counts = group["counts"]
        parts = [counts[k] for k in ("tp", "fp", "fn", "tn")]
        assert sum(parts) == counts["n"]


@pytest.mark.parametrize("dtype", ["int8", "int64", "float64"])
@pytest.mark.parametrize("threads", [1, 2])
def test_labels_and_groups_that_change(dtype, threads):
    y = np.zeros(ROWS, dtype)
    p = np.zeros(ROWS, dtype)
    group = np.zeros(ROWS, "int8" if dtype == "float64" else dtype)
    with Writer((y, 0, 1), (p, 1, 0), (group, 3, 40)):
        for _ in range(15):
            report = lf.audit(y, p, sensitive_features=group,
                              favourable="positive", threads=threads)
            assert report.rows["in"] == ROWS
            counted(report)


def test_labels_that_become_bad_are_an_error_or_not_seen():
    y = np.zeros(ROWS, "int8")
    with Writer((y, 0, 7)):
        for _ in range(30):
            try:
                report = lf.audit(y, np.zeros(ROWS, "int8"),
                                  sensitive_features=np.zeros(ROWS, "int8"),
                                  favourable="positive")
                counted(report)
            except lf.DataError as error:
                assert error.column == "y_true"


def test_weights_that_change_between_good_and_bad():
    weight = np.ones(ROWS)
    with Writer((weight, 1.0, np.nan)):
        for _ in range(15):
            try:
                report = lf.audit(y_pred=np.zeros(ROWS, "int8"),
                                  sensitive_features=np.zeros(ROWS, "int8"),
                                  sample_weight=weight,
                                  favourable="positive")
                assert report.rows["used"] == ROWS
            except lf.DataError as error:
                assert error.column == "sample_weight"


def test_dictionary_indices_that_point_nowhere():
    codes = np.zeros(ROWS, "int32")
    column = pa.DictionaryArray.from_buffers(
        pa.dictionary(pa.int32(), pa.string()), ROWS,
        [None, pa.py_buffer(codes)], pa.array(["a", "b"]))
    with Writer((codes, 1, 1 << 30), (codes, 0, -5)):
        for _ in range(15):
            try:
                report = lf.audit(y_pred=np.zeros(ROWS, "int8"),
                                  sensitive_features=column,
                                  favourable="positive")
                assert report.rows["used"] == ROWS
            except lf.DataError as error:
                assert "sensitive_feature_0" in str(error)


def test_offsets_that_change():
    # All stay inside of the text: what they promise is trusted.
    text = b"abcdefghijklmnopqrstuvwxyz" * 4
    offsets = np.zeros(ROWS + 1, "int32")
    column = pa.StringArray.from_buffers(
        ROWS, pa.py_buffer(offsets), pa.py_buffer(text))
    with Writer((offsets, 0, 80), (offsets[::2], 60, 20)):
        for _ in range(10):
            try:
                report = lf.audit(y_pred=np.zeros(ROWS, "int8"),
                                  sensitive_features=column,
                                  favourable="positive")
                assert report.rows["used"] == ROWS
            except lf.FairnessError:
                pass


def test_a_buffer_cannot_be_resized_while_it_is_read():
    labels = bytearray(ROWS)
    column = memoryview(labels)  # what the core holds while it reads
    with pytest.raises(BufferError):
        labels.append(1)
    report = lf.audit(y_pred=labels, sensitive_features=column,
                      favourable="positive")
    assert report.rows["used"] == ROWS
    column.release()
    labels.append(1)  # nobody holds it any more
    assert len(labels) == ROWS + 1


def test_a_buffer_is_given_back_after_an_error():
    labels = bytearray(b"\0\1\7" * 100)
    with pytest.raises(lf.DataError):
        lf.audit(y_pred=labels, sensitive_features=[0] * 300)
    labels.append(1)
