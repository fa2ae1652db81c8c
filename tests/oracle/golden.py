# SPDX-License-Identifier: MIT
"""How the generators of golden files write C."""
import struct
import sys


def bits(x):
    """The bits of a double, as a C constant."""
    return "0x%016x" % struct.unpack("<Q", struct.pack("<d", x))[0]


def from_bits(b):
    return struct.unpack("<d", struct.pack("<Q", b))[0]


def header(about):
    """The top of a golden file, which names the generator that is running."""
    name = sys.argv[0].replace("\\", "/").rsplit("/", 1)[-1]
    print("/* SPDX-License-Identifier: MIT")
    print(" * %s" % about)
    print(" * Written by tests/oracle/%s. */" % name)


def table(declaration, rows):
    print("static const %s[] = {" % declaration)
    for row in rows:
        print("    %s," % row)
    print("};")
