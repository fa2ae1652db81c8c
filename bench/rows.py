# SPDX-License-Identifier: MIT
"""What the benchmarks share: the rows, the clock, one process a measurement,
and what every way of counting must agree on."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
GROUPS = 10

# One thread for everyone; read when the libraries are loaded.
ONE_THREAD = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1",
              "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
              "RAYON_NUM_THREADS": "1"}


def drawn(n):
    """The random words of audit.c: splitmix64 of the row number."""
    import numpy as np
    words = np.empty(n, np.uint64)
    for start in range(0, n, 1 << 20):
        rows = slice(start, min(n, start + (1 << 20)))
        z = np.arange(rows.start, rows.stop, dtype=np.uint64)
        z = (z + np.uint64(2)) * np.uint64(0x9e3779b97f4a7c15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xbf58476d1ce4e5b9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94d049bb133111eb)
        words[rows] = z ^ (z >> np.uint64(31))
    return words


def make(n):
    """The rows of audit.c: labels, decisions, groups."""
    import numpy as np
    words = drawn(n)
    return ((words & np.uint64(1)).astype(np.int8),
            (words >> np.uint64(1) & np.uint64(1)).astype(np.int8),
            ((words >> np.uint64(8)) % np.uint64(GROUPS)).astype(np.int8))


def best(function, repeats, clock=time.perf_counter):
    times = []
    for _ in range(repeats):
        start = clock()
        result = function()
        times.append(clock() - start)
    return min(times), result


def gap(counts):
    """Demographic parity difference from {(group, decision): n}."""
    rates = [counts[g, 1] / (counts[g, 0] + counts[g, 1])
             for g in range(GROUPS)]
    return max(rates) - min(rates)


def tabled(rows):
    """(group, label, decision, n) rows into {(group, decision): n}."""
    counts = {}
    for g, _, d, n in rows:
        counts[int(g), int(d)] = counts.get((int(g), int(d)), 0) + int(n)
    return counts


def run_child(script, name, n, repeats):
    """script --measure name in a process of its own: the JSON it prints."""
    done = subprocess.run(
        [sys.executable, script, "--measure", name, "--rows", str(n),
         "--repeats", str(repeats)],
        env={**os.environ, **ONE_THREAD}, capture_output=True, text=True)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        return {"missing": f"failed: {' '.join(last)}"}
    return json.loads(done.stdout.splitlines()[-1])


def build(name):
    """Path of a C program, optimised, in a build folder of its own."""
    path = os.pathsep.join([str(pathlib.Path(sys.executable).parent),
                            os.environ["PATH"]])
    meson, ninja = (shutil.which(t, path=path) for t in ("meson", "ninja"))
    if not meson or not ninja:
        sys.exit("this needs meson and ninja")
    environment = {**os.environ, "PATH": path}
    folder = ROOT / "build-bench"
    if not (folder / "build.ninja").exists():
        subprocess.run(
            [meson, "setup", str(folder), str(ROOT), "--buildtype=release",
             "-Dbench=enabled", "-Dtests=disabled", "-Dexamples=disabled"],
            check=True, env=environment, stdout=subprocess.DEVNULL)
    subprocess.run([ninja, "-C", str(folder), f"bench/{name}"],
                   check=True, env=environment, stdout=subprocess.DEVNULL)
    return folder / "bench" / name
