#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Plants bugs in the sources that make the numbers and asks whether the tests
find them.

    tests/mutation/run.py BUILD [--count N | --all] [--jobs N] [FILE…]

BUILD is a Meson build with tests.  Each mutant is one changed object, linked
against test programs in front of the libraries: those that have the file in
them, first those of its name, then of its folder, then of the folders below,
until one fails.  A mutant that compiles to the same object as the original, or
as another mutant, is none.  Survivors have to be in survivors.txt, with why.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import mutants

ROOT = Path(__file__).resolve().parents[2]
SEED = 2026
TIMEOUT = 2  # seconds of processor time that any test program may take
LAYERS = ["base", "kernels", "column", "tally", "stats", "metric", "compare",
          "audit", "artefact", "calibrate", "plan", "gate"]
FILES = ["libfairness/base/bytes.c", "libfairness/tally/codec_*.c",
         "libfairness/stats/*.c", "libfairness/metric/*.c",
         "libfairness/compare/*.c"]
KINDS = ("equivalent", "undefined", "speed", "defence")
# Compiled as a user gets it: assertions are gone, so that it is the tests
# that have to see what is wrong.
CFLAGS = ["-std=c11", "-O2", "-DNDEBUG", "-ffp-contract=off",
          "-fno-strict-aliasing", "-w", "-Werror=implicit-function-declaration",
          "-Iinclude", "-Ilibfairness"]


class Tests:
    """The test programs of a build."""

    def __init__(self, build, near):
        self.build, self.near = build, near
        self.libraries = [str(build / f"libfairness/libfair_{layer}.a")
                          for layer in reversed(LAYERS)]
        flags = subprocess.run(["pkg-config", "--libs", "check"], text=True,
                               check=True, capture_output=True).stdout.split()
        self.system = flags + ["-lm"]
        self.objects = {}
        for layer in LAYERS:
            for path in sorted((ROOT / "tests" / layer).glob("test_*.c")):
                test = path.stem.removeprefix("test_")
                if test == "refused_memory":
                    continue  # which replaces malloc as it is linked
                self.objects[f"{layer}/{test}"] = \
                    build / f"tests/test_{layer}_{test}.p"
        for target in ("arrow", "calls", "load"):
            self.objects[f"fuzz/{target}"] = \
                build / f"tests/fuzz/replay_{target}.p"
        self.reached = {}  # what the linker takes from the libraries
        self.times = build / "mutation-seconds.json"
        self.seconds = json.loads(self.times.read_text()) \
            if self.times.exists() else {}
        self.lock = threading.Lock()

    def link(self, name, mutant, program, *options):
        objects = sorted(self.objects[name].glob("*.o"))
        return subprocess.run(
            ["cc", "-o", program, *objects, *([mutant] if mutant else []),
             "-Wl,--start-group", *self.libraries, "-Wl,--end-group",
             *self.system, *options], check=True, text=True,
            capture_output=True).stdout

    def passes(self, name, program, limit):
        corpus = ROOT / "tests/fuzz/corpus" / name.removeprefix("fuzz/")
        args = [corpus] if name.startswith("fuzz/") else []

        def limited():
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        # One process, whose time is limited: an endless loop is found too.
        ran = subprocess.Popen(
            [program, *args], preexec_fn=limited,
            env=os.environ | {"CK_FORK": "no", "CK_VERBOSITY": "silent"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(ran.pid, 0)
        ran.returncode = os.waitstatus_to_exitcode(status)
        return ran.returncode == 0, used.ru_utime + used.ru_stime

    def limit(self, name, folder):
        """Seconds that it may take.  Without a mutant it has to pass; how
        long it took is kept until it is built again."""
        built = max(o.stat().st_mtime for o in self.objects[name].glob("*.o"))
        with self.lock:
            if self.seconds.get(name, [0])[0] != built:
                self.link(name, None, folder / "original")
                fine, seconds = self.passes(name, folder / "original", 600)
                if not fine:
                    sys.exit(f"{name} fails without a mutant")
                self.seconds[name] = built, seconds
                self.times.write_text(json.dumps(self.seconds))
        return int(max(TIMEOUT, 10 * self.seconds[name][1]))

    def uses(self, name, path):
        """Whether the file's object is in the program."""
        with self.lock:
            if name not in self.reached:
                with tempfile.TemporaryDirectory() as folder:
                    self.reached[name] = self.link(
                        name, None, Path(folder) / "traced", "-Wl,--trace")
        layer, file = path.split("/")[1:]
        return f"libfair_{layer}.a({layer}_{file}.o)" in self.reached[name] or \
            f"{layer}_{file}.o\n" in self.reached[name]

    def of(self, path):
        """Those of its own name, then of its folder, then of those below."""
        layer, stem = path.split("/")[1], Path(path).stem

        def distance(name):
            folder, test = name.split("/")
            if folder != layer:
                return 2
            return 0 if test.startswith(stem) or \
                stem.startswith(test.split("_")[0]) else 1
        near = sorted(self.objects, key=distance)
        return [name for name in near if not self.near or distance(name) < 2]


def compiled(path, text, folder):
    """The object's path and bytes, or None where it is not C any more."""
    source = folder / Path(path).name
    source.write_text(text)
    made = folder / "mutant.o"
    ran = subprocess.run(["gcc", *CFLAGS, "-I", Path(path).parent, "-c",
                          source, "-o", made], cwd=ROOT, capture_output=True)
    return (made, made.read_bytes()) if ran.returncode == 0 else (None, None)


class File:
    """The mutants of one file, in the order of their rank."""

    def __init__(self, path):
        self.path = path
        self.text = (ROOT / path).read_text()
        self.waiting = sorted(mutants.of(path, self.text),
                              key=lambda m: m.rank(SEED))
        self.n = len(self.waiting)
        self.lock = threading.Lock()
        with tempfile.TemporaryDirectory() as folder:
            _, original = compiled(path, self.text, Path(folder))
        if original is None:
            sys.exit(f"{path} does not compile")
        self.known = {original}

    def new(self, folder):
        """The next that is C and differs from all before; None at the end."""
        while True:
            with self.lock:
                if not self.waiting:
                    return None
                mutant = self.waiting.pop(0)
            made, content = compiled(self.path, mutant.text, folder)
            with self.lock:
                if made is None or content in self.known:
                    continue
                self.known.add(content)
            return mutant, made


def killer(mutant, made, tests, folder):
    """The test that fails, or None."""
    for name in tests.of(mutant.path):
        if not tests.uses(name, mutant.path):
            continue
        program = folder / "test"
        tests.link(name, made, program)
        if not tests.passes(name, program, tests.limit(name, folder))[0]:
            return name
    return None


def survivors(path):
    """What is known of survivors: file, function, line and changed line."""
    known = {}
    for block in path.read_text().split("\n\n"):
        lines = [line for line in block.split("\n")
                 if line and not line.startswith("#")]
        if not lines:
            continue
        where, before, after, why = lines[0], lines[1], lines[2], lines[3:]
        kind = why[0].split(":")[0]
        if before[:2] != "- " or after[:2] != "+ " or kind not in KINDS:
            sys.exit(f"{path.name}: not understood: {block}")
        file, function = where.split(":")
        known[file, function, before[2:], after[2:]] = kind
    return known


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--near", action="store_true",
                        help="only with the tests of the file's own folder")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--least", type=float, default=90,
                        help="per cent that have to be killed")
    parser.add_argument("file", nargs="*")
    args = parser.parse_intermixed_args()

    known = survivors(Path(__file__).with_name("survivors.txt"))
    paths = args.file or [str(p.relative_to(ROOT)) for pattern in FILES
                          for p in sorted(ROOT.glob(pattern))]
    files = [File(path) for path in paths]
    total = sum(f.n for f in files)
    tests = Tests(args.build.resolve(), args.near)
    started = time.monotonic()
    results, work = Counter(), []
    for f in files:
        share = f.n if args.all else max(2, round(args.count * f.n / total))
        work += [f] * share

    def one(file):
        with tempfile.TemporaryDirectory() as folder:
            found = file.new(Path(folder))
            if found is None:
                return
            mutant, made = found
            key = (mutant.path, mutant.function, mutant.before, mutant.after)
            result = known.get(key)
            if result is None and killer(mutant, made, tests, Path(folder)):
                result = "killed"
        if result is None:
            result = "unexplained"
            print(f"{mutant.path}:{mutant.function}\n- {mutant.before}\n"
                  f"+ {mutant.after}\n(line {mutant.line})\n", flush=True)
        results[mutant.path, result] += 1
        print(result[0], end="", file=sys.stderr, flush=True)

    with ThreadPoolExecutor(args.jobs) as pool:
        list(pool.map(one, work))

    print(f"{'':32}mutants  killed  equivalent  undefined  speed  defence"
          "  unexplained")
    columns = ("killed", *KINDS, "unexplained")
    for path in [*paths, None]:
        row = [sum(n for (p, r), n in results.items()
                   if r == column and path in (None, p))
               for column in columns]
        print(f"{(path or 'all').removeprefix('libfairness/'):32}"
              f"{sum(row):7}{row[0]:8}{row[1]:12}{row[2]:11}{row[3]:7}"
              f"{row[4]:9}{row[5]:13}")
    n, killed, equivalent = sum(row), row[0], row[1]
    score = 100 * killed / n if n else 0
    print(f"killed: {score:.1f} % of {n}, "
          f"{100 * killed / max(1, n - equivalent):.1f} % without those that "
          f"are equivalent; {time.monotonic() - started:.0f} s")
    if row[5] or score < args.least:
        sys.exit(1)


if __name__ == "__main__":
    main()
