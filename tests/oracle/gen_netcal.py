# SPDX-License-Identifier: MIT
"""Writes tests/python/golden_netcal.json: calibration errors by netcal, of
models whose scores are in ../shared/data, for every group and all rows.

    pip install netcal
    python3 tests/oracle/gen_netcal.py > tests/python/golden_netcal.json

Its measures compute with NumPy; torch, which its package loads for other
parts, may be a stand-in.
"""
import csv
import gzip
import importlib.metadata
import json
import pathlib
import sys

DATA = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data"
BINS = 10
# File, label, what is positive, score, groups.
MODELS = {
    "diabetes130": ("test_preds_binary.csv.gz", "readmit_30_days", "1",
                    "tree_score", "race"),
    "kozodoi": ("compas_6172_probs.csv.gz", "Two_yr_Recidivism", "yes",
                "probability", "ethnicity"),
}

try:
    import numpy as np
    from netcal.metrics.confidence.ACE import ACE
    from netcal.metrics.confidence.ECE import ECE
    from netcal.metrics.confidence.MCE import MCE
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(77)  # skipped by check_golden.py
if not DATA.is_dir():
    print(f"{DATA}: is not there", file=sys.stderr)
    sys.exit(77)


def model(folder, file, label, positive, score, groups):
    with gzip.open(DATA / folder / file, "rt") as lines:
        rows = list(csv.DictReader(lines))
    y = np.array([int(row[label] == positive) for row in rows])
    s = np.array([float(row[score]) for row in rows])
    g = np.array([row[groups] for row in rows])
    parts = {"": np.ones(len(g), bool)} | {
        name: g == name for name in sorted(set(g))}
    return {name: {measure.__name__: float(measure(BINS).measure(s[k], y[k]))
                   for measure in (ECE, MCE, ACE)}
            for name, k in parts.items()}


json.dump({"version": importlib.metadata.version("netcal"),
           "models": {folder: model(folder, *words)
                      for folder, words in MODELS.items()}},
          sys.stdout, indent=1)
print()
