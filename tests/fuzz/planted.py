# SPDX-License-Identifier: MIT
"""Plants each bug of tests/fuzz/planted/ into a copy of the sources and
expects the fuzzers to find it within a minute of processor time.

    planted.py BUILD-FOLDER SOURCE-FOLDER [WORD ...]

Each file is a sed script for the source named in its first line; the target
is the word before the first dash.  With words only bugs that have one of
them in their name."""

import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import time

SECONDS = 60
# Not for the plain tests, which have no sanitizers and change one field only.
NOT_FOR_TESTS = {"load-beyond-end", "load-section-size"}
HERE = pathlib.Path(__file__).resolve().parent


def commands(build, target, corpus):
    """What has to find the bugs of a target."""
    fuzz = [f"{build}/tests/fuzz/fuzz_{target}", "-seed=1", "-verbosity=0",
            f"-artifact_prefix={corpus}/", str(corpus)]
    if target == "calls":
        fuzz[1:1] = ["-max_len=18", "-entropic=0"]
    if target == "load":
        return {"fuzz_load": fuzz,
                "mutate_load": [f"{build}/tests/fuzz/mutate_load",
                                "-n", "1000000000"],
                "codec_damage": [f"{build}/tests/test_tally_codec_damage"]}
    return {f"fuzz_{target}": fuzz}


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def seconds_to_find(command):
    """Processor time until the command failed; None if it did not, or only
    for lack of time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, preexec_fn=limit, capture_output=True,
                          env=dict(os.environ, CK_FORK="no",
                                   CK_VERBOSITY="silent"))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = (after.ru_utime + after.ru_stime
            - before.ru_utime - before.ru_stime)
    return None if done.returncode == 0 or took > SECONDS - 2 else took


def corpus_of(build, target):
    """A copy, to which fuzzers add."""
    copy = pathlib.Path(build, "planted-corpus")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(HERE / "corpus" / target, copy)
    return copy


def build_targets(build, target):
    wanted = [f"tests/fuzz/fuzz_{target}"]
    if target == "load":
        wanted += ["tests/fuzz/mutate_load", "tests/test_tally_codec_damage"]
    subprocess.run(["ninja", "-C", build, *wanted], check=True,
                   stdout=subprocess.DEVNULL)


def check_that_nothing_is_found(build):
    """Before anything is planted: the same programs, for a while."""
    for target in ("arrow", "calls", "load"):
        build_targets(build, target)
        for name, command in commands(
                build, target, corpus_of(build, target)).items():
            brief = ["-n", "10000"] if "mutate" in name else ["-runs=500"]
            if "damage" not in name:
                command = [command[0], *command[1:], *brief]
            if subprocess.run(command, capture_output=True).returncode:
                sys.exit(f"{name} fails without a bug")


def main(build, source, *words):
    missed = 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # a bug is taken out
    check_that_nothing_is_found(build)
    for path in sorted((HERE / "planted").glob("*.sed")):
        if words and not any(word in path.stem for word in words):
            continue
        target = path.stem.partition("-")[0]
        script = path.read_text()
        file = pathlib.Path(source, script.partition("\n")[0].lstrip("# "))
        good = file.read_text()
        subprocess.run(["sed", "-i", "-f", path, file], check=True)
        if file.read_text() == good:
            sys.exit(f"{path.name} changes nothing in {file}")
        try:
            build_targets(build, target)
            corpus = corpus_of(build, target)
            for name, command in commands(build, target, corpus).items():
                if name == "codec_damage" and path.stem in NOT_FOR_TESTS:
                    continue
                took = seconds_to_find(command)
                found = "not found" if took is None else f"{took:5.1f} s"
                missed += took is None
                print(f"{path.stem:24} {name:14} {found}", flush=True)
        finally:
            file.write_text(good)
            os.utime(file, (time.time() + 2, time.time() + 2))
    return 1 if missed else 0


sys.exit(main(*sys.argv[1:]))
