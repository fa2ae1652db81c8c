# SPDX-License-Identifier: MIT
"""The reader of plans in Java, against the vectors of the format."""

import json
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
VECTORS = ROOT / "tests/conformance/plan/vectors.json"


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    """Runs it, once compiled."""
    if shutil.which("javac") is None or shutil.which("java") is None:
        pytest.skip("no javac: apt-get install default-jdk-headless")
    folder = tmp_path_factory.mktemp("java")
    subprocess.run(
        ["javac", "-Xlint:all", "-Werror", "-d", folder,
         ROOT / "examples/java/Plan.java"], check=True)

    def run(path):
        return subprocess.run(
            ["java", "-XX:TieredStopAtLevel=1", "-cp", folder, "Plan", path],
            capture_output=True, text=True, timeout=60)

    return run


def test_vectors(check):
    rows = sum(len(case["rows"])
               for case in json.loads(VECTORS.read_text())["cases"])
    done = check(VECTORS)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{rows} rows, 0 wrong\n" and rows > 500


def test_a_wrong_decision_is_found(check, tmp_path):
    vectors = json.loads(VECTORS.read_text())
    for case in vectors["cases"]:
        row = next(row for row in case["rows"] if "decision" in row)
        row["decision"] = (row["decision"] + 1) % 3
    changed = tmp_path / "vectors.json"
    changed.write_text(json.dumps(vectors))
    done = check(changed)
    assert done.returncode == 1
    assert f", {len(vectors['cases'])} wrong\n" in done.stdout
