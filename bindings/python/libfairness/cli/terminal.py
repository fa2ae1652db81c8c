# SPDX-License-Identifier: MIT
"""The report on a terminal: the blocks of the Markdown report as tables of
rich, which fit the width and colour what matters.

The core writes the words and has made them safe; rich gets them as text, in
which it looks for no markup.
"""

import html
import re
import sys

from .. import _core
from .progress import is_terminal

_ESCAPED = re.compile(r"\\([^a-zA-Z0-9\s])|(&#?\w+;)")
_CELLS = re.compile(r"(?<!\\)\|")
_HARMED = "worse off"
_APART = 2  # columns
_NAME = 20  # a name is broken only where it is longer than this
_MISSED = re.compile(r"-?\d[\d.]* (\[[^]]*\], )?below ")  # a limit


def _plain(text):
    """Markdown of the core as the text it stands for."""
    return _ESCAPED.sub(
        lambda found: found[1] or html.unescape(found[2]), text.strip()
    )


def _cells(line):
    return [_plain(cell) for cell in _CELLS.split(line.strip()[1:-1])]


def _style(title, cell):
    """Of a cell beside the names: who is harmed, what is undefined."""
    if title == _HARMED:
        return "" if cell == "-" else "red"
    first = cell.split()[:2]  # "undefined: reason", "- reason"
    if len(first) == 2 and first[1].rstrip(",;") in _core.names("reasons"):
        return "yellow"
    return "red" if _MISSED.match(cell) else ""


def _fit(widths, least, room):
    """Widths that fit: the widest give way first, none below its least; None
    where that is not enough."""
    widths = list(widths)
    over = sum(widths) + _APART * (len(widths) - 1) - room
    while over > 0:
        able = [i for i, w in enumerate(widths) if w > least[i]]
        if not able:
            return None
        widths[max(able, key=lambda i: widths[i])] -= 1
        over -= 1
    return widths


def _pages(widths, least, room):
    """Columns that stand side by side, as (numbers, widths): one page where
    they fit, else several, each with the first column."""
    rest = list(range(1, len(widths)))
    while True:
        page = [0]
        fitted = _fit(widths[:1], least[:1], room) or [room]
        while rest:
            tried = [*page, rest[0]]
            found = _fit([widths[i] for i in tried], [least[i] for i in tried],
                         room)
            if found is None and len(page) > 1:
                break
            page.append(rest.pop(0))
            fitted = found or [max(room - least[page[1]] - _APART, 1),
                               least[page[1]]]
            if found is None:
                break
        yield page, fitted
        if not rest:
            return


def _wrap(text, width):
    """Lines of at most width where there is a place to break: rich only
    knows spaces, names have underscores."""
    from rich.cells import cell_len

    lines = [""]
    for piece in re.split(r"(?<=[\s_=-])", text):
        if cell_len(lines[-1] + piece.rstrip()) > width and lines[-1]:
            lines.append("")
        lines[-1] += piece
    return "\n".join(map(str.rstrip, lines))


def _tables(lines, room):
    """A table, or as many as its columns need."""
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    rows = [_cells(line) for line in (lines[0], *lines[2:])]
    right = [rule.strip().endswith("-:") for rule in
             lines[1].strip().strip("|").split("|")]
    columns = list(zip(*rows))
    widths = [max(map(cell_len, column)) for column in columns]
    least = [
        min(_NAME, max(cell_len(word) for cell in column
                       for word in cell.split() or [""]))
        for column in columns
    ]
    for page, fitted in _pages(widths, least, room):
        table = Table(
            box=box.SIMPLE_HEAD, padding=(0, _APART - 1, 0, 0),
            pad_edge=False, show_edge=False,
        )
        for i, width in zip(page, fitted):
            table.add_column(
                Text(rows[0][i]), justify="right" if right[i] else "left",
                overflow="fold", width=width,
            )
        for row in rows[1:]:
            table.add_row(
                *(Text(_wrap(row[i], width),
                       _style(rows[0][i], row[i]) if i else "")
                  for i, width in zip(page, fitted))
            )
        yield table


def _blocks(markdown):
    """Lines of each block: a table is one, every other line too."""
    table = []
    for line in markdown.splitlines():
        if line.startswith("|"):
            table.append(line)
            continue
        if table:
            yield table
            table = []
        yield [line]
    if table:
        yield table


def _line(line):
    from rich.text import Text

    heading = re.match("#+ ", line)
    if heading:
        return Text(_plain(line[heading.end():]), "bold")
    lead = re.fullmatch(r"\*\*(.+)\*\*", line)
    if lead:
        return Text(_plain(lead[1]), "bold")
    item = line.startswith("- ")
    return Text(("- " if item else "") + _plain(line[2 * item:]))


def wants_tables():
    """Whether standard output is a terminal and rich is there."""
    if not is_terminal(sys.stdout):
        return False
    try:
        import rich.console  # noqa: F401
    except ImportError:
        return False
    return True


def print_tables(markdown):
    """Prints a report on the terminal."""
    from rich.console import Console

    console = Console(highlight=False, emoji=False, markup=False)
    for block in _blocks(markdown):
        if block[0].startswith("|"):
            for number, table in enumerate(_tables(block, console.width)):
                if number:
                    console.print()
                console.print(table)
        else:
            console.print(_line(block[0]))
