# SPDX-License-Identifier: MIT
"""What the host does to its process changes nothing: rows 46, 47 and 60 of
the catalogue through Python and the command line."""

import hashlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys

import pytest

import libfairness as lf

EXAMPLE = pathlib.Path(__file__).parents[2] / "examples/data/compas_counts.csv"
COMMAND = ["audit", str(EXAMPLE), "--y-true", "recid", "--y-pred", "high",
           "--sensitive-features", "race", "--frequency", "count",
           "--favourable", "negative"]

ROWS = """
import csv
import struct
import libfairness as lf
with open(%r) as f:
    table = list(csv.DictReader(f))
columns = {k: [r[k] for r in table] for k in table[0]}
whole = [int(r["count"]) for r in table]
weights = [1e-300 * (i + 1) / 7 for i in range(len(table))]
def audit():
    return lf.audit(
        [int(v) for v in columns["recid"]], [int(v) for v in columns["high"]],
        sensitive_features={"race": columns["race"]}, frequency=whole,
        sample_weight=weights, favourable="negative", confidence=0.9,
        comparisons="all")
def text():
    report = audit()
    return report.to_json() + report.to_text() + report.to_markdown()
def bits(x):
    # Floats as bytes: Python's own repr is another in odd environments.
    if isinstance(x, float):
        return struct.pack(">d", x).hex()
    if isinstance(x, dict):
        return "".join(bits(y) for pair in x.items() for y in pair)
    return "".join(map(bits, x)) if isinstance(x, (list, tuple)) else repr(x)
def everything():
    # What every other call that computes gives.
    half = len(table) // 2
    parts = []
    for some in slice(0, half), slice(half, None):
        part = lf.Audit(y_true="recid", y_pred="high", frequency="n",
                        sensitive_features=["race"], sample_weight="w")
        part.add({"recid": [int(v) for v in columns["recid"][some]],
                  "high": [int(v) for v in columns["high"][some]],
                  "race": columns["race"][some],
                  "w": weights[some], "n": whole[some]})
        parts.append(lf.Audit.from_bytes(part.to_bytes()).copy())
    parts[0].merge(parts[1])
    report = parts[0].report(confidence=0.9, favourable="negative")
    values = [report.value("selection_rate"),
              report.value("equalized_odds_difference"),
              report.value("selection_rate", comparison="ratio")]
    found = [(v.value, v.interval) for v in values]
    found += [t.to_lists() for t in
              (report.groups, report.comparisons, report.criteria)]
    return (bits(found) + parts[0].to_bytes().hex() + report.to_csv() +
            report.to_html())
""" % str(EXAMPLE)


def python(code, **environment):
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path),
             **environment})
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="module")
def expected():
    names = {}
    exec(ROWS, names)
    return digest(names["text"]())


@pytest.fixture(scope="module")
def expected_of_all():
    names = {}
    exec(ROWS, names)
    return digest(names["text"]() + names["everything"]())


# 46: the floating-point environment and the locale.

ODD = {
    "rounding up": "libm.fesetround(0x800)",
    "rounding down": "libm.fesetround(0x400)",
    "rounding to zero": "libm.fesetround(0xc00)",
    "traps": "libm.feclearexcept(0x3f) or libm.feenableexcept(0x1d) * 0",
    "flush to zero": "libm.fesetenv(flushing())",
}
SHOWN = {  # what proves that the mode is on
    "rounding up": "1 / three() > 1 / 3",
    "rounding down": "(1 / ten(), -1 / ten()) == (below, -0.1)",
    "rounding to zero": "(1 / ten(), -1 / ten()) == (below, -below)",
    "flush to zero": "small() * small() == 0",
    "traps": "libm.fegetexcept() == 0x1d",
}


@pytest.mark.skipif(sys.platform != "linux" or os.uname().machine != "x86_64",
                    reason="the numbers of the modes are those of x86-64")
@pytest.mark.parametrize("mode", ODD)
def test_floating_point_environment(mode, expected_of_all):
    out = python(ROWS + f"""
import ctypes, hashlib
libm = ctypes.CDLL("libm.so.6")
three, ten, small = (lambda: 3.0), (lambda: 10.0), (lambda: 2.0 ** -520)
below = float.fromhex("0x1.9999999999999p-4")
def flushing():  # the SSE word is the last of glibc's fenv_t
    words = (ctypes.c_uint32 * 8)()
    libm.fegetenv(words)
    words[7] |= 0x8040
    return words
audit(), everything()  # what is imported at first use
assert {ODD[mode]} == 0
odd = {SHOWN[mode]}
found = text() + everything()
still = {SHOWN[mode]}
libm.fesetenv(ctypes.c_void_p(-1))
assert odd and still, (odd, still)
print(hashlib.sha256(found.encode()).hexdigest())
""")
    assert out.strip() == expected_of_all


VARIABLES = [
    {"LC_ALL": "C", "LANG": "tr_TR.UTF-8", "PYTHONUTF8": "0"},
    {"TZ": "Pacific/Chatham", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "7"},
    {"MALLOC_ARENA_MAX": "1", "MALLOC_PERTURB_": "165"},
    # The C library without the instructions that multiply and add at once.
    {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA,-AVX"},
]


@pytest.mark.parametrize("variables", VARIABLES, ids=lambda v: "+".join(v))
def test_environment_variables(variables, expected_of_all):
    out = python(ROWS + """
import hashlib
print(hashlib.sha256((text() + everything()).encode()).hexdigest())
""", **variables)
    assert out.strip() == expected_of_all


def comma_locale():
    """The environment of a locale with a decimal comma, if there is one."""
    place = os.environ.get("FAIR_LOCALES")
    for name in ("de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"):
        environment = {"LC_ALL": name} | ({"LOCPATH": place} if place else {})
        try:
            point = python(
                "import locale\nlocale.setlocale(locale.LC_ALL, '')\n"
                "print(locale.localeconv()['decimal_point'])", **environment)
        except AssertionError:
            continue
        if point.strip() == ",":
            return environment
    pytest.skip("no locale with a decimal comma on this machine")


def test_locale(expected):
    found = python(
        "import locale\nlocale.setlocale(locale.LC_ALL, '')\n" + ROWS +
        "\nimport hashlib\nprint(f'{0.5:n}',"
        "hashlib.sha256(text().encode()).hexdigest())", **comma_locale())
    assert found.split() == ["0,5", expected]


def test_locale_of_the_command():
    """Options with a decimal point, and output, are as everywhere."""
    words = [sys.executable, "-m", "libfairness", *COMMAND,
             "--confidence", "0.9", "--format", "json"]
    plain = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    one, two = (subprocess.run(words, env=plain | more, timeout=120,
                               capture_output=True)
                for more in ({"LC_ALL": "C.UTF-8"}, comma_locale()))
    assert one.returncode == 0 and one.stdout
    assert (one.stdout, one.stderr) == (two.stdout, two.stderr)


# 47: a child goes on where its parent was.

def test_fork():
    found = python(ROWS + """
import os, threading
audit_ = lf.Audit(y_pred="d", sensitive_features=["g"])
rows = {"d": [1, 0, 1] * 1000, "g": ["a", "b", "b"] * 1000}
audit_.add(rows)
report = audit()
expected = text()
stop = threading.Event()
def busy():
    while not stop.is_set():
        text()
thread = threading.Thread(target=busy)
thread.start()
import warnings
warnings.simplefilter("ignore")  # 3.12 warns of fork beside threads
child = os.fork()
if child == 0:
    status = 1
    try:
        audit_.add(rows)
        same = text() == expected and report.to_json() in expected
        state = audit_.to_bytes()
        merged = lf.Audit.from_bytes(state)
        status = 0 if same and merged.report().rows["in"] == 6000 else 2
    finally:
        os._exit(status)
pid, status = os.waitpid(child, 0)
stop.set()
thread.join()
assert audit_.rows == 3000
audit_.add(rows)
print(status, audit_.rows, text() == expected)
""")
    assert found.split() == ["0", "6000", "True"]


# 60: interpreters and copies share nothing.

def test_subinterpreters(expected):
    found = python("import sys\n" + """
try:
    import _interpreters as interpreters
except ImportError:
    try:
        import _xxsubinterpreters as interpreters
    except ImportError:
        sys.exit(print("none"))
code = %r + '''
import hashlib, sys
with open(place, "a") as f:
    f.write(hashlib.sha256(text().encode()).hexdigest() + "\\\\n")
try:
    lf.audit(y_pred=[1, None], sensitive_features=["a", "b"])
except lf.DataError as error:
    assert error.code == "DATA" and error.row == 1
'''
import os, tempfile
place = os.path.join(tempfile.mkdtemp(), "found")
code = f"place = {place!r}\\n" + code
exec(code, {})
for _ in range(3):
    try:  # one GIL for all, as mod_wsgi and others have it
        one = interpreters.create("legacy")
    except (TypeError, ValueError):
        one = interpreters.create(isolated=False)
    wrong = interpreters.run_string(one, code)
    assert wrong is None, wrong
    interpreters.destroy(one)
exec(code, {})
print(*open(place).read().split())
""" % ROWS)
    if found.strip() == "none":
        pytest.skip("this Python has no interpreters to make")
    assert found.split() == [expected] * 5


def test_interpreters_with_a_gil_of_their_own(expected):
    """At the same time, in threads; since Python 3.12, of which the first
    releases crash by themselves with hashlib in such an interpreter."""
    if sys.version_info < (3, 12):
        pytest.skip("one GIL for all before Python 3.12")
    found = python("""
import threading
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
code = %r + '''
audit_ = lf.Audit(y_pred="d", sensitive_features=["g"])
audit_.add({"d": [1, 0] * 9000, "g": ["a", "b"] * 9000}, threads=2)
assert audit_.rows == 18000
with open(f"{place}/{number}", "w") as f:
    f.write(text())
'''
import hashlib, pathlib, tempfile
place = tempfile.mkdtemp()
wrong = []
def run(number):
    try:
        one = interpreters.create("isolated")
    except TypeError:
        one = interpreters.create(isolated=True)
    wrong.append(interpreters.run_string(
        one, f"place, number = {place!r}, {number}\\n" + code))
    interpreters.destroy(one)
threads = [threading.Thread(target=run, args=(i,)) for i in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert wrong == [None] * 3, wrong
for path in pathlib.Path(place).iterdir():
    print(hashlib.sha256(path.read_bytes()).hexdigest())
""" % ROWS)
    assert found.split() == [expected] * 3


def test_a_second_copy_of_the_package(tmp_path, expected):
    """As another version in a folder of its own would be."""
    source = pathlib.Path(lf.__file__).parent
    other = tmp_path / "vendored" / "libfairness_two"
    shutil.copytree(source, other,
                    ignore=shutil.ignore_patterns("__pycache__"))
    (other.parent / "__init__.py").touch()
    found = python(ROWS + f"""
import hashlib, sys
sys.path.insert(0, {str(other.parent)!r})
import libfairness_two as two
assert two._core is not lf._core and two.DataError is not lf.DataError
first = text()
mine = lf
lf = two
second = text()
lf = mine
assert first == second == text()
try:
    two.audit(y_pred=[1, None], sensitive_features=["a", "b"])
except mine.FairnessError:
    raise SystemExit("an error of the other copy")
except two.DataError:
    print(hashlib.sha256(first.encode()).hexdigest())
""")
    assert found.strip() == expected


def test_traps_are_seen():
    """Without the guard of the core a trap ends the process: the tests above
    can fail."""
    done = subprocess.run([sys.executable, "-c", """
import ctypes
libm = ctypes.CDLL("libm.so.6")
libm.feclearexcept(0x3f)
if libm.feenableexcept(0x1d) != 0:
    raise SystemExit(8)
x = 1e308
x * x
"""], capture_output=True)
    assert done.returncode in (8, -signal.SIGFPE)
