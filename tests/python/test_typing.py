# SPDX-License-Identifier: MIT
"""The stubs say what is there, and are of use to someone who has types
checked."""

import os
import pathlib
import runpy
import subprocess
import sys

import pytest

import libfairness

TYPING = pathlib.Path(__file__).resolve().parent.parent / "typing"


@pytest.fixture(scope="module")
def mypy(tmp_path_factory):
    """Runs a module of mypy, which looks up packages by itself."""
    pytest.importorskip("mypy")
    place = tmp_path_factory.mktemp("mypy")
    environment = {k: v for k, v in os.environ.items() if k != "MYPYPATH"}
    found = pathlib.Path(libfairness.__file__).parent.parent
    if found.name != "site-packages":
        environment["MYPYPATH"] = str(found)

    def run(module, *words):
        return subprocess.run(
            [sys.executable, "-m", module, *map(str, words)], cwd=place,
            env=environment, capture_output=True, text=True, timeout=300)
    return run


def test_stubs_say_what_is_there(mypy):
    done = mypy("mypy.stubtest", "libfairness",
                "--mypy-config-file", TYPING / "stubtest.ini",
                "--allowlist", TYPING / "stubtest-allowlist.txt")
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_are_of_use(mypy):
    done = mypy("mypy", "--strict", "--config-file", TYPING / "mypy.ini",
                TYPING / "usage.py")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_typed_program_runs():
    runpy.run_path(str(TYPING / "usage.py"), run_name="__main__")


def test_a_marker_for_type_checkers():
    assert pathlib.Path(libfairness.__file__).with_name("py.typed").exists()
