# SPDX-License-Identifier: MIT
"""The command on a terminal: tables, colour, the progress line."""

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import termios

import pytest

from cli_help import OPTIONS, SHORT, expected, files, made  # noqa: F401
from libfairness import cli
from libfairness.cli import progress, terminal

rich = pytest.importorskip("rich")
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Screen(io.StringIO):
    """Standard output or error that is a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def screen(monkeypatch):
    """Runs the command on a terminal of a width; what is on it, with codes."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")

    def run(*arguments, width=100):
        monkeypatch.setenv("COLUMNS", str(width))
        shown = Screen()
        monkeypatch.setattr(sys, "stdout", shown)
        code = cli.main([str(a) for a in arguments])
        assert code == 0
        return shown.getvalue()

    return run


def words(text):
    return re.findall(r"[^\s─]+", text)


def test_the_same_words(files, expected, screen):
    """Wide enough, the words are those of the plain text: none is missing,
    none is added; only tables may be cut otherwise."""
    out = CODES.sub("", screen("audit", files / "whole.csv", *OPTIONS,
                               width=200))
    plain = re.sub(r"^[=-]+$", "", expected.to_text(), flags=re.M)
    assert set(words(out)) == set(words(plain))


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_it_fits(files, expected, screen, width):
    out = CODES.sub("", screen("audit", files / "whole.csv", *OPTIONS,
                               width=width))
    assert max(map(len, out.splitlines())) <= width
    numbers = re.compile(r"\d+\.\d{3}")  # none is broken, none is lost
    assert sorted(numbers.findall(out)) == sorted(
        numbers.findall(expected.to_text()))
    if width >= 80:
        assert re.search(r"race=Hispanic +637 +0\.298 ", out)


def test_colour(files, screen, monkeypatch):
    command = "audit", files / "whole.csv", *OPTIONS
    out = screen(*command, width=200)
    assert re.search(r"\x1b\[31mrace=Native", out)  # who is worse off
    assert re.search(r"\x1b\[31m0\.422 \[0\.206, 0\.584\], below 0\.8", out)
    assert not re.search(r"\x1b\[3\dm *race=Hispanic +637", out)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[31m" not in screen(*command)


def test_colour_of_what_is_undefined(screen, tmp_path):
    path = made(tmp_path, "y,p,g\n1,1,no_rows\n1,0,no_rows\n0,0,below\n")
    out = screen("audit", path, "--y-true", "y", *SHORT, width=200)
    assert re.search(r"\x1b\[33mundefined: undefined_in_group", out)
    assert re.search(r"\x1b\[33m *- +no_negatives", out)
    assert not re.search(r"\x1b\[3\dmg=", out.replace("\x1b[31mg=", ""))


def test_hostile_names(screen, tmp_path):
    """Markup of rich, of Markdown and of terminals in the data is text."""
    names = ["[red]x[/red]", "[/]", "\\", "a|b", "*_b_*", "&lt;", "`c`", "\\_",
             ":smile:", "\x1b[31mred", "# x", "{x}", "http://x.org", "&#92;"]
    rows = "".join(f'{i % 2},"{name}"\n' for i in range(2) for name in names)
    path = made(tmp_path, "p,g\n" + rows)
    out = CODES.sub("", screen("audit", path, *SHORT, width=200))
    for name in names:
        shown = name.replace("\x1b", "\\u{1b}")
        assert re.search(rf"^ *g={re.escape(shown)} +2 ", out, re.M), name


@pytest.mark.parametrize("change", [("TERM", "dumb"), ("TERM", ""), None])
def test_plain_where_it_has_to_be(files, expected, monkeypatch, capsysbinary,
                                  change):
    """No cursor to move, or no rich: the text of the core."""
    monkeypatch.setenv("TERM", "xterm")
    if change:
        monkeypatch.setenv(*change)
    else:
        monkeypatch.setitem(sys.modules, "rich.console", None)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    cli.main(["audit", str(files / "whole.csv"), *OPTIONS])
    out, err = capsysbinary.readouterr()
    assert out.decode().rstrip("\n") == expected.to_text().rstrip("\n")
    assert err == b""


@pytest.mark.parametrize("markdown, shown", [
    (r"a\_b\*", "a_b*"),
    (r"&#92;\_", "\\_"),
    ("&amp;lt;", "&lt;"),
    ("&#124;&lt;&#96;", "|<`"),
])
def test_markdown_is_undone(markdown, shown):
    assert terminal._plain(markdown) == shown


def line(rows, total=None, monkeypatch=None, term="xterm", name="x.csv"):
    shown = Screen()
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(progress, "_QUIET", 0)
    monkeypatch.setattr(progress, "_APART", 0)
    bar = progress.Progress()
    bar.begin(name, total)
    for n in rows:
        bar(n)
    bar.end()
    return shown.getvalue()


def test_progress(monkeypatch):
    out = line([0, 50_000], 200_000, monkeypatch, name="[red]a\nb.csv")
    for text in ("[red]a b.csv", "50,000 rows", "25 %"):
        assert text in CODES.sub("", out), text
    last = out[out.rindex("25 %") + 4:]
    assert re.search(r"\x1b\[2K", last)  # taken away at the end
    assert CODES.sub("", last).strip() == ""
    out = CODES.sub("", line([7], None, monkeypatch))
    assert "7 rows" in out and "%" not in out


def test_no_progress(monkeypatch):
    assert line([1], 2, monkeypatch, term="dumb") == ""
    monkeypatch.setitem(sys.modules, "rich.progress", None)
    monkeypatch.delattr(rich, "progress", raising=False)
    assert line([1], 2, monkeypatch) == ""


def test_on_a_real_terminal(files):
    """Through a pseudo-terminal of 60 columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 60, 0, 0))
    environment = {**os.environ, "TERM": "xterm"}
    environment.pop("COLUMNS", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "libfairness", "audit",
         str(files / "whole.csv"), *OPTIONS],
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    out = b""
    try:
        while part := os.read(ours, 1 << 16):
            out += part
    except OSError:
        pass  # how the end of a terminal is told
    os.close(ours)
    assert process.wait(60) == 0
    text = CODES.sub("", out.decode()).replace("\r", "")
    assert "Fairness report" in text and "─" * 20 in text
    assert max(map(len, text.splitlines())) <= 60
