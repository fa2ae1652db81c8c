# SPDX-License-Identifier: MIT
"""Public headers = version script = what the shared library exports; it
takes from libc and libm what is listed here, has no mutable globals, and is
protected once loaded.

    check_symbols.py ROOT LIBRARY [--release]

--release: stripped, without assertions, at most 896 KiB."""
import pathlib
import re
import subprocess
import sys

root, library = pathlib.Path(sys.argv[1]), sys.argv[2]
# Everything that it may take from outside.  No stdio, exit, abort, threads,
# environment or locale, and nothing whose answer depends on the locale.
ALLOWED = set("""
    malloc realloc free madvise
    memchr memcmp memcpy memmove memset strcmp strncmp strlen strspn strcspn
    sqrt
    open open64 read close getrandom
    fegetenv fesetenv
    _ITM_deregisterTMCloneTable _ITM_registerTMCloneTable __cxa_finalize
    __gmon_start__
""".split())
# Only where the build asks for it: assertions, sanitizers, stack protection.
ALLOWED_BY_BUILD = re.compile(
    r"^(__(asan|ubsan|tsan|msan|sanitizer|gcov|llvm)_.*|__stack_chk_fail|"
    r"__(mem|str)\w+_chk|_GLOBAL_OFFSET_TABLE_|__aeabi_\w+)$")
RELEASE = "--release" in sys.argv[3:]
if not RELEASE:
    ALLOWED.add("__assert_fail")
# What the C runtime's own files put there.
CRT_DATA = {"__dso_handle", "__TMC_END__", "completed.0"}


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
          for name in sorted(undefined - ALLOWED)
          if not ALLOWED_BY_BUILD.match(name)]


def readelf(*options):
    return subprocess.run(["readelf", "-W", *options, library], check=True,
                          capture_output=True, text=True).stdout


dynamic, segments = readelf("-d"), readelf("-l")
sections = {name: int(size, 16) for name, size in re.findall(
    r"\]\s+(\.[\w.]+)\s+\w+\s+\w+\s+\w+\s+(\w+)", readelf("-S"))}
wrong += [f"{name}: the library may need libc and libm only"
          for name in re.findall(r"NEEDED.*\[(.*)\]", dynamic)
          if not re.match(r"lib[cm]\.so|lib[atu]b?san|ld-linux", name)]
for holds, complaint in [
    (re.search(r"SONAME.*\[libfairness\.so\.\d+\]", dynamic), "no SONAME"),
    ("TEXTREL" not in dynamic, "relocations in the code"),
    (re.search(r"BIND_NOW|FLAGS.*\bNOW\b", dynamic), "no BIND_NOW"),
    ("GNU_RELRO" in segments, "no RELRO"),
    (re.search(r"GNU_STACK.* RW ", segments), "an executable stack"),
    ("PATH" not in dynamic, "a run path"),
]:
    if not holds:
        wrong.append(complaint)
sanitized = any(name.startswith(("__asan", "__ubsan", "__tsan"))
                for name in undefined)
if not sanitized:
    # No code runs when it is loaded: one pointer, of the C runtime.
    pointer = 4 if "ELF32" in readelf("-h") else 8
    if sections.get(".init_array", 0) > pointer:
        wrong.append("a constructor runs when the library is loaded")
    # No mutable globals: nothing writable but what the C runtime has.
    wrong += [f"{name}: {sections[name]} bytes of mutable globals"
              for name in (".data", ".bss") if sections.get(name, 0) > 16]
    wrong += [f"{name}: thread-local" for name in (".tdata", ".tbss")
              if sections.get(name, 0)]
    names = subprocess.run(["nm", library], capture_output=True,
                           text=True).stdout
    for line in names.splitlines():
        kind, name = line.split()[-2:]
        # "d" is also what the loader fills in and then protects.
        if kind in "bBC" and name not in CRT_DATA:
            wrong.append(f"{name}: a mutable global")
if RELEASE and pathlib.Path(library).stat().st_size > 896 * 1024:
    wrong.append(f"{pathlib.Path(library).stat().st_size} bytes, "
                 "more than 896 KiB")
print("\n".join(wrong) or f"symbols: ok ({len(exported)} exported, "
      f"{len(undefined)} used)")
sys.exit(bool(wrong))
