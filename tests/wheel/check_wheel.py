# SPDX-License-Identifier: MIT
"""What is in the wheel: one abi3 extension that exports one symbol and needs
libc and libm only, stubs for every module, the schema, no tests.

    python check_wheel.py WHEEL [SAME]

SAME is a wheel of the source distribution: byte for byte the same.
"""

import configparser
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile
from email.parser import Parser

PACKAGE = pathlib.Path(__file__).parents[2] / "bindings/python/libfairness"
ALLOWED = r"lib[cm]\.so\.6|ld-linux[-\w]*\.so\.\d|lib[cm]\.musl.*|libc\.so"
wrong = []


def check(holds, complaint):
    if not holds:
        wrong.append(complaint)


def output(*command):
    return subprocess.run(command, check=True, capture_output=True,
                          text=True).stdout


def expected():
    """Every file of the package, the extension, rule packs, the schemas."""
    files = {str(path.relative_to(PACKAGE.parent))
             for path in PACKAGE.rglob("*")
             if path.suffix in (".py", ".pyi", ".toml")
             or path.name == "py.typed"}
    schemas = PACKAGE.parents[2] / "docs/schemas"
    return files | {"libfairness/_core.abi3.so"} | {
        f"libfairness/schemas/{path.name}"
        for path in schemas.glob("*.schema.json")}


def check_contents(wheel):
    names = set(wheel.namelist())
    info, = {n.split("/")[0] for n in names if ".dist-info/" in n}
    inside = {n for n in names if not n.startswith(info + "/")}
    for name in sorted(expected() - inside):
        wrong.append(f"{name} is not in the wheel: see "
                     "bindings/python/meson.build")
    for name in sorted(inside - expected()):
        wrong.append(f"{name} is in the wheel and not of the package")
    check(f"{info}/licenses/COPYING" in names, "no licence")
    return info


def check_metadata(wheel, info):
    tags = Parser().parsestr(wheel.read(f"{info}/WHEEL").decode())
    tag = tags["Tag"] or ""
    check(re.fullmatch(r"cp311-abi3-\w+", tag), f"the tag is {tag}")
    said = Parser().parsestr(wheel.read(f"{info}/METADATA").decode())
    needs = [r for r in said.get_all("Requires-Dist", [])
             if "extra ==" not in r]
    check(not needs, f"needs {needs} without an extra")
    check(said["Requires-Python"] == ">=3.11", "Requires-Python")
    points = configparser.ConfigParser()
    points.read_string(wheel.read(f"{info}/entry_points.txt").decode())
    for group, name in (("console_scripts", "libfairness.cli:main"),
                        ("pytest11", "libfairness.pytest"),
                        ("mlflow.model_evaluator",
                         "libfairness.mlflow:FairnessEvaluator")):
        check(points.get(group, "fairness", fallback=None) == name,
              f"no entry point of {group}")
    return tag


def check_extension(path):
    exported = {line.split()[-1] for line in
                output("nm", "-D", "--defined-only", path).splitlines()}
    check(exported == {"PyInit__core"}, f"exports {sorted(exported)}")
    dynamic = output("readelf", "-dW", path)
    needed = re.findall(r"NEEDED.*\[(.*)\]", dynamic)
    for name in needed:
        check(re.fullmatch(ALLOWED, name), f"needs {name}")
    check("RPATH" not in dynamic and "RUNPATH" not in dynamic, "a run path")
    check("TEXTREL" not in dynamic, "text relocations")
    check(re.search(r"GNU_STACK.* RW ", output("readelf", "-lW", path)),
          "an executable stack")
    glibc = {tuple(map(int, v.split("."))) for v in re.findall(
        r"GLIBC_([\d.]+)", output("nm", "-D", path))}
    return needed, ".".join(map(str, max(glibc, default=(0,))))


def check_abi3(path):
    done = subprocess.run(
        [sys.executable, "-m", "abi3audit", "--strict", "--report", path],
        capture_output=True, text=True)
    check(done.returncode == 0 and '"is_abi3": true' in done.stdout,
          f"abi3audit: {done.stdout}{done.stderr}")
    check('"baseline": "3.11"' in done.stdout, "abi3audit: another baseline")


def main(path, same=None):
    with zipfile.ZipFile(path) as wheel, \
            tempfile.TemporaryDirectory() as folder:
        info = check_contents(wheel)
        tag = check_metadata(wheel, info)
        extension = wheel.extract("libfairness/_core.abi3.so", folder)
        needed, glibc = check_extension(extension)
        print(f"{tag}, {pathlib.Path(path).stat().st_size / 1024:.0f} KiB, "
              f"{len(wheel.namelist())} files; the extension needs "
              f"{', '.join(needed)} (glibc {glibc})")
    check_abi3(path)
    if same is not None:
        one, two = (hashlib.sha256(pathlib.Path(p).read_bytes()).hexdigest()
                    for p in (path, same))
        check(one == two, "the wheel of the source distribution differs")
        print(f"sha256 {one[:16]}, of the source distribution {two[:16]}")
    print("\n".join(wrong) or "wheel: ok")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
