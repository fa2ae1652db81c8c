# SPDX-License-Identifier: MIT
"""Compressed files: which they are, their lines, and whether they are whole.

DuckDB unpacks gzip and zstd while it reads, but takes a zstd file that ends
too early, or a gzip file with a wrong checksum, for the whole: that is looked
for here and in lines.py.
"""

import gzip
import io
import zlib

from .duck import message, path_literal
from .output import CommandError

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_OTHERS = {
    b"BZh": "bzip2 -dc",
    b"\xfd7zXZ\x00": "xz -dc",
    b"PK\x03\x04": "unzip -p",
    b"\x04\x22\x4d\x18": "lz4 -dc",
}
ENDINGS = (".gz", ".zst", ".bz2", ".xz", ".zip", ".lz4")


class Broken(Exception):
    """The file ends too early, or is damaged."""


def packing(path, shown):
    """none, gzip or zstd, by the first bytes."""
    with open(path, "rb") as file:
        first = file.read(8)
    if first.startswith(_GZIP):
        return "gzip"
    if first.startswith(_ZSTD):
        return "zstd"
    for magic, command in _OTHERS.items():
        if first.startswith(magic):
            raise CommandError(
                f"{shown}: compressed in a way that is not read: "
                f"{command} FILE | fairness audit - …"
            )
    return "none"


def check_zstd(path):
    """Walks the frames of a zstd file (RFC 8878, 3.1): each has a header,
    blocks with their sizes, and perhaps a checksum."""
    with open(path, "rb") as file:
        end = file.seek(0, io.SEEK_END)
        at = 0

        def number(size):
            nonlocal at
            file.seek(at)
            found = file.read(size)
            at += size
            if len(found) < size:
                raise Broken("the zstd file ends too early")
            return int.from_bytes(found, "little")

        while at < end:
            magic = number(4)
            if magic >> 4 == 0x184D2A5:  # a frame to be skipped
                size = number(4)
                at += size
                continue
            if magic != int.from_bytes(_ZSTD, "little"):
                raise Broken("there are other bytes after the zstd data")
            flags = number(1)
            single = flags >> 5 & 1
            at += 1 - single  # window
            at += (0, 1, 2, 4)[flags & 3]  # dictionary
            at += (single, 2, 4, 8)[flags >> 6]  # size of the content
            last = 0
            while not last:
                block = number(3)
                last = block & 1
                at += 1 if block >> 1 & 3 == 1 else block >> 3
            at += 4 * (flags >> 2 & 1)  # checksum
        if at > end:
            raise Broken("the zstd file ends too early")


def _unpacked(duck, path):
    """Lines of a zstd file, by DuckDB."""
    cursor = duck.cursor()
    try:
        cursor.execute(
            f"SELECT line FROM read_csv({path_literal(path)}, compression = "
            "'zstd', auto_detect = false, header = false, quote = '', escape "
            "= '', columns = {'line': 'VARCHAR'}, delim = '\x01\x02\x03', "
            "strict_mode = false)"
        )
        while rows := cursor.fetchmany(10_000):
            for (line,) in rows:
                yield ("" if line is None else line) + "\n"
    except duck.error() as error:
        raise Broken(message(error)) from None
    finally:
        cursor.close()


def text_lines(path, how, duck):
    """Lines of a file of text; bytes that are not UTF-8 are kept."""
    if how == "zstd":
        yield from _unpacked(duck, path)
        return
    try:
        with (gzip.open if how == "gzip" else open)(
            path, "rt", encoding="utf-8-sig", newline="",
            errors="surrogateescape",
        ) as file:
            yield from file
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Broken(str(error)) from None
