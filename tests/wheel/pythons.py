# SPDX-License-Identifier: MIT
"""Installs the wheel for every CPython from 3.11 on that this machine has,
each in an environment with pytest and nothing else, and runs what needs no
other package there.

    python pythons.py WHEEL FOLDER
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

TESTS = pathlib.Path(__file__).parents[1]
WANTED = ("3.11", "3.12", "3.13")
CORE = ("test_audit.py", "test_bad_inputs.py", "test_doctests.py",
        "test_published.py", "test_surroundings.py")
OTHERS = "not (numpy or arrow or pandas or polars or command)"
ASK = ("import json, platform, sys, sysconfig; print(json.dumps(["
       "'%d.%d' % sys.version_info[:2], platform.python_version(),"
       "platform.python_implementation(),"
       "bool(sysconfig.get_config_var('Py_GIL_DISABLED'))]))")

# By the entry point of the wheel: nothing else names the plugin.
PLUGIN = """
import pytest

POLICY = {"schema": "libfairness/policy/1",
          "rule": [{"criterion": "impact_ratio", "min": 0.8}]}


@pytest.mark.parametrize("chosen", [5000, 4050, 500])
def test_gate(fairness_gate, chosen):
    fairness_gate(POLICY, y_pred=[1, 0, 1, 0], favourable="positive",
                  sensitive_features={"g": list("aabb")},
                  frequency=[chosen, 10000 - chosen, 5000, 5000])
"""


def candidates():
    """In PATH, and where pyenv and others put what is not in PATH."""
    for minor in range(11, 20):
        found = shutil.which(f"python3.{minor}")
        if found:
            yield found
    home = pathlib.Path.home()
    roots = [pathlib.Path(os.environ.get("PYENV_ROOT", home / ".pyenv"))
             / "versions", home / ".local/share/uv/python"]
    for root in roots:
        yield from sorted(map(str, root.glob("*/bin/python3")))
    yield "/usr/bin/python3"
    yield sys.executable


def present():
    """{"3.12": (path, "3.12.1")}: one interpreter of each version."""
    found = {}
    for path in candidates():
        done = subprocess.run([path, "-c", ASK], capture_output=True,
                              text=True) if os.path.exists(path) else None
        if done is None or done.returncode:
            continue  # a shim of a version that is not chosen
        version, full, kind, free = json.loads(done.stdout)
        if kind == "CPython" and not free and \
                tuple(map(int, version.split("."))) >= (3, 11):
            found.setdefault(version, (path, full))
    return dict(sorted(found.items(), key=lambda i: int(i[0][2:])))


def pinned_pytest():
    text = (TESTS.parent / "scripts/requirements-test.txt").read_text()
    return next(line for line in text.splitlines()
                if line.startswith("pytest=="))


def run(*words):
    environment = {k: v for k, v in os.environ.items()
                   if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(words, capture_output=True, text=True, cwd=TESTS,
                          env=environment)


def must(*words):
    done = run(*words)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def try_wheel(path, wheel, place):
    """The last line of pytest."""
    shutil.rmtree(place, ignore_errors=True)
    must(path, "-m", "venv", "--without-pip", place)
    python = place / "bin/python"
    must(sys.executable, "-m", "pip", "--python", python, "install", "-q",
         "--disable-pip-version-check", wheel, pinned_pytest())
    said = must(python, "-m", "pytest", "-q", "-p", "no:cacheprovider",
                "-k", OTHERS, *(TESTS / "python" / name for name in CORE))
    (place / "test_plugin.py").write_text(PLUGIN)
    done = run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider",
               place / "test_plugin.py")
    if done.returncode != 1 or "2 failed, 1 passed" not in done.stdout:
        sys.exit(f"the plugin of pytest\n{done.stdout}{done.stderr}")
    must(place / "bin/fairness", "metrics")
    done = run(place / "bin/fairness", "audit", "rows.csv", "--y-pred", "d",
               "--sensitive-features", "g")
    if done.returncode != 2 or done.stderr.count("\n") != 1:
        sys.exit(f"without DuckDB: exit {done.returncode}\n{done.stderr}")
    return said.splitlines()[-1]


def main(wheel, folder):
    wheel = pathlib.Path(wheel).resolve()
    found = present()
    for version, (path, full) in found.items():
        place = pathlib.Path(folder).resolve() / f"python{version}"
        print(f"CPython {full}: {try_wheel(path, wheel, place)}", flush=True)
        shutil.rmtree(place)
    missing = [v for v in WANTED if v not in found]
    if missing:
        print("not on this machine, so not tested: CPython "
              + ", ".join(missing))
    if not found:
        sys.exit("no CPython from 3.11 on was found")


if __name__ == "__main__":
    main(*sys.argv[1:])
