#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the stub of the criterion functions, which editors read: one
signature and the beginning of the docstring for each criterion.

    PYTHONPATH=… python3 scripts/gen_criteria_stub.py > bindings/python/libfairness/_criteria.pyi

The head and the parameters are those of the stub that is there.
"""
import pathlib
import sys

STUB = pathlib.Path(__file__).resolve().parent.parent \
    / "bindings/python/libfairness/_criteria.pyi"


def stub(docs, old):
    """docs: name to docstring, in the registry's order."""
    head, _, rest = old.partition("\ndef ")
    parameters = rest[rest.index("("):rest.index(") -> Value:")]
    parts = [head]
    for name, doc in docs.items():
        lines = doc.split("\n\nParameters\n")[0].splitlines()
        said = "\n".join(f"    {line}".rstrip() for line in lines)
        parts.append(f'\ndef {name}{parameters}) -> Value:\n'
                     f'    """{said[4:]}\n    """\n    ...\n')
    return "".join(parts)


def main():
    import libfairness
    docs = {name: getattr(libfairness, name).__doc__
            for name in libfairness.names("criteria")}
    sys.stdout.write(stub(docs, STUB.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
