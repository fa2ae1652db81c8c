# SPDX-License-Identifier: MIT
"""Public headers = version script = what the shared library exports; it
needs libc and libm only, and nothing that prints, exits or asks the
environment."""
import pathlib
import re
import subprocess
import sys

root, library = pathlib.Path(sys.argv[1]), sys.argv[2]
FORBIDDEN = re.compile(
    r"^(v?f?printf|v?s?n?printf|v?dprintf|puts|putchar|fputs|fputc|fwrite|"
    r"perror|abort|_?exit|_Exit|quick_exit|getenv|secure_getenv|setlocale|"
    r"strtod|strtof|atof|qsort|pthread_.*|dlopen|signal|__errno_location|"
    r"__.*printf_chk|std(out|err|in))$")


def nm(*options):
    text = subprocess.run(["nm", "-D", *options, library], check=True,
                          capture_output=True, text=True).stdout
    return {line.split()[-1].split("@")[0] for line in text.splitlines()}


headers = set()
for path in (root / "include/fairness").glob("*.h"):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    headers |= set(re.findall(r"FAIR_API\s[^;]*?\b(fair_\w+)\s*\(", text))
script = set(re.findall(r"^\s+(fair_\w+);",
                        (root / "libfairness/libfairness.map").read_text(),
                        re.M))
exported = {name for name in nm("--defined-only")
            if not name.startswith("LIBFAIRNESS_")}
wrong = []
for a, b, what in [(headers, script, "header but not version script"),
                   (script, headers, "version script but not header"),
                   (headers, exported, "header but not exported"),
                   (exported, headers, "exported but not in a header")]:
    wrong += [f"{name}: {what}" for name in sorted(a - b)]
undefined = nm("--undefined-only")
wrong += [f"{name}: the library may not use it"
          for name in sorted(undefined) if FORBIDDEN.match(name)]
needed = re.findall(r"NEEDED.*\[(.*)\]", subprocess.run(
    ["readelf", "-d", library], check=True, capture_output=True,
    text=True).stdout)
wrong += [f"{name}: the library may need libc and libm only" for name in needed
          if not re.match(r"lib[cm]\.so|libasan|libubsan|ld-linux", name)]
# No mutable globals: no writable data beyond what the linker makes itself.
sections = subprocess.run(["readelf", "-SW", library], check=True,
                          capture_output=True, text=True).stdout
for name, size in re.findall(
        r"\]\s+(\.(?:data|bss))\s+\w+\s+\w+\s+\w+\s+(\w+)", sections):
    if int(size, 16) > 16:
        wrong.append(f"{name}: {int(size, 16)} bytes of mutable globals")
print("\n".join(wrong) or f"symbols: ok ({len(exported)} exported, "
      f"{len(undefined)} used)")
sys.exit(bool(wrong))
