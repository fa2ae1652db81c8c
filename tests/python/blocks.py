# SPDX-License-Identifier: MIT
"""Blocks of code in the pages of the documentation, and how each is run.

In a page, in order and in one copy of examples/:

    ```python     runs in one namespace a page
    ```sh         runs under `set -e`
    ```console    commands after "$ ", what they print below them; one that
                  fails is followed by `echo $?`
    ```c          is compiled against the library and run; without a main, the
                  lines below the includes are its body
    ```text       right below one of the first three or c: what it prints, as
                  in a doctest, "..." standing for anything; elsewhere a figure
    ```json       below one: what it prints; elsewhere a report, or with a
                  second word that part of the schema
    ```toml       is parsed
    ```hex        is held to tests/oracle/saved.py by the tests in C

An HTML comment `<!-- not run: reason -->` above a block keeps it from being
run.  Pages are brought up to date by

    PYTHONPATH=... python tests/python/blocks.py PAGE...
"""

import contextlib
import dataclasses
import doctest
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import traceback

import libfairness

ROOT = pathlib.Path(__file__).parents[2]
RUNNABLE = "python", "sh", "console", "c"
LANGUAGES = *RUNNABLE, "text", "json", "toml", "hex"
_FENCE = re.compile(r"^```(.*)$")
_NOT_RUN = re.compile(r"<!-- not run: (.*) -->")
_END = "\x01end of "


class BlockError(AssertionError):
    """A block that does not do what its page says."""


@dataclasses.dataclass
class Block:
    """One block: its code, and the block below it that shows what it prints.

    first and last are the lines of the page between the fences."""

    page: pathlib.Path
    language: str
    part: str
    first: int
    last: int
    code: str
    not_run: str | None = None
    output: "Block | None" = None
    is_output: bool = False

    @property
    def place(self):
        return f"{self.page.name}:{self.first}"


@dataclasses.dataclass
class Printed:
    """What one block, or one command of a console, should and does print."""

    block: Block
    first: int
    last: int
    want: str
    got: str

    def holds(self):
        if self.block.language == "json":
            try:
                return json.loads(self.want) == json.loads(self.got)
            except json.JSONDecodeError:
                return False
        return doctest.OutputChecker().check_output(
            _lines(self.want), _lines(self.got), doctest.ELLIPSIS
        )


def _lines(text):
    lines = [line.rstrip() for line in text.rstrip().splitlines()]
    return "\n".join(lines) + "\n" if lines else ""


def blocks(page):
    """All blocks of a page, in order."""
    found = []
    opened = mark = None
    lines = page.read_text(encoding="utf-8").splitlines()
    below = False  # nothing but empty lines since the last block
    for number, line in enumerate(lines):
        fence = _FENCE.match(line)
        if opened is None and fence:
            opened = number, fence[1].split(), mark
        elif opened is not None and line == "```":
            start, words, mark = opened
            block = Block(
                page,
                words[0] if words else "",
                words[1] if len(words) > 1 else "",
                start + 1,
                number,
                "\n".join(lines[start + 1:number]) + "\n",
                mark,
            )
            last = found[-1] if found else None
            if (
                below
                and block.language in ("text", "json")
                and last.language in RUNNABLE
            ):
                last.output = block
                block.is_output = True
            found.append(block)
            opened, below, mark = None, True, None
        elif opened is None and line.strip():
            said = _NOT_RUN.search(line)
            below, mark = False, said[1] if said else None
    if opened is not None:
        raise BlockError(f"{page}: a block without an end")
    return found


def _bin(folder):
    """A folder with `fairness` and `python`, for PATH."""
    folder.mkdir()
    for name, module in (("fairness", " -m libfairness"), ("python", "")):
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}"{module} "$@"\n')
        script.chmod(0o755)
    return folder


def environment(folder):
    """Of commands: `fairness` and `python` are those of the tests."""
    return {
        **os.environ,
        "PATH": f"{_bin(folder)}:{os.environ['PATH']}",
        "PYTHONPATH": str(pathlib.Path(libfairness.__file__).parents[1]),
        "COLUMNS": "80",
        "TERM": "dumb",
        "LC_ALL": "C.UTF-8",
    }


def _sh(script, env):
    done = subprocess.run(
        ["sh", "-c", script], env=env, capture_output=True, timeout=120,
        stdin=subprocess.DEVNULL,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def _run_sh(block, env):
    code, printed, errors = _sh("set -e\n" + block.code, env)
    if code != 0:
        raise BlockError(f"{block.place}: exit {code}\n{printed}{errors}")
    return printed


def _commands(block):
    """(command, its output's first and last line, output) of a console."""
    found = []
    lines = block.code.splitlines()
    number = 0
    while number < len(lines):
        if not lines[number].startswith("$ "):
            raise BlockError(f"{block.place}: expected a line with $")
        command = [lines[number][2:]]
        while command[-1].endswith("\\"):
            number += 1
            command.append(lines[number])
        number += 1
        first = number
        while number < len(lines) and not lines[number].startswith("$ "):
            number += 1
        found.append(
            (
                "\n".join(command),
                block.first + first,
                block.first + number,
                "\n".join(lines[first:number]),
            )
        )
    return found


def _run_console(block, env):
    commands = _commands(block)
    script = ["exec 2>&1"]
    for i, (command, *_) in enumerate(commands):
        script.append(command)
        script.append(f"rc=$?; printf '{_END}%s\\n' {i}:$rc; (exit $rc)")
    _, printed, _ = _sh("\n".join(script), env)
    for i, (command, first, last, want) in enumerate(commands):
        got, end, printed = printed.partition(f"{_END}{i}:")
        if not end:
            raise BlockError(f"{block.place}: {command}\n{got}")
        code, _, printed = printed.partition("\n")
        then = commands[i + 1][0] if i + 1 < len(commands) else ""
        if code != "0" and not then.startswith("echo $?"):
            raise BlockError(f"{block.place}: exit {code}: {command}\n{got}")
        yield Printed(block, first, last, want, got)


def _run_python(block, space):
    printed = io.StringIO()
    code = compile("\n" * block.first + block.code, str(block.page), "exec")
    with contextlib.redirect_stdout(printed):
        try:
            exec(code, space)
        except Exception as error:
            if block.output is None:
                raise
            printed.write(traceback.format_exception_only(error)[-1])
    return printed.getvalue()


def library():
    """Options for the C compiler, or None where there is no library."""
    build = pathlib.Path(os.environ.get("FAIRNESS_BUILD", ROOT / "build"))
    archive = build / "libfairness/libfairness.a"
    if archive.exists():
        return [f"-I{ROOT}/include", "-DFAIR_STATIC"], [str(archive), "-lm"]
    if "FAIRNESS_BUILD" in os.environ:
        raise BlockError(f"no {archive}: ninja -C {build}")
    if shutil.which("pkg-config") is None:
        return None
    found = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "libfairness"],
        capture_output=True, text=True,
    )
    return None if found.returncode else ([], found.stdout.split())


def run_c(block, folder):
    """Compiles and runs one block of C; what it printed."""
    code = block.code
    if not re.search(r"^(?:int )?main\(", code, re.M):
        lines = code.splitlines()
        heads = [line for line in lines if line.startswith("#include")]
        body = [line for line in lines if not line.startswith("#include")]
        code = "\n".join([*heads, "int main(void) {", *body, "return 0;}\n"])
    source, program = folder / "block.c", folder / "block"
    source.write_text(code)
    before, after = library()
    built = subprocess.run(
        ["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", *before,
         str(source), "-o", str(program), *after, "-pthread"],
        capture_output=True, text=True,
    )
    if built.returncode:
        raise BlockError(f"{block.place}:\n{built.stderr}")
    done = subprocess.run([program], capture_output=True, text=True,
                          timeout=60)
    if done.returncode:
        raise BlockError(
            f"{block.place}: exit {done.returncode}\n{done.stdout}"
            f"{done.stderr}"
        )
    return done.stdout


def printed(page, folder, languages=("python", "sh", "console")):
    """Runs the blocks of a page in an empty folder, which has to be the
    working one; gives what each should and does print."""
    for name in "ci", "data", "cli", "python":
        shutil.copytree(ROOT / "examples" / name, folder / "examples" / name)
    env = environment(folder / "bin")
    space = {"__name__": "__main__"}
    for block in blocks(page):
        if block.language not in languages or block.not_run:
            continue
        if block.language == "console":
            yield from _run_console(block, env)
            continue
        if block.language == "python":
            got = _run_python(block, space)
        elif block.language == "sh":
            got = _run_sh(block, env)
        else:
            got = run_c(block, folder)
        shown = block.output
        if shown is not None:
            yield Printed(shown, shown.first, shown.last, shown.code, got)
        elif got:
            raise BlockError(
                f"{block.place}: prints what the page does not show:\n{got}"
            )


def refresh(page):
    """Puts what blocks print into a page, where it shows something else."""
    lines = page.read_text(encoding="utf-8").splitlines()
    home = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            found = list(printed(page, pathlib.Path(folder), RUNNABLE))
        finally:
            os.chdir(home)
    for one in reversed(found):
        if not one.holds():
            lines[one.first:one.last] = _lines(one.got).splitlines()
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        refresh(pathlib.Path(name).resolve())
