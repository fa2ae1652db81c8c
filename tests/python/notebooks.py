# SPDX-License-Identifier: MIT
"""Runs a notebook as the tests do, and keeps what a reader sees.

    PYTHONPATH=... python tests/python/notebooks.py examples/python/notebook.ipynb

stores it with its outputs, so that it reads on a code host.
"""

import os
import pathlib
import sys
import tempfile

# What changes from run to run, or only says where it ran.
_LANGUAGE = {"name": "python"}


def _join(outputs):
    """One output for what was printed, in however many pieces it came."""
    for i in reversed(range(1, len(outputs))):
        before, one = outputs[i - 1 : i + 1]
        if one.get("name") and before.get("name") == one.get("name"):
            before["text"] += one["text"]
            del outputs[i]


def executed(path):
    """The notebook at path with new outputs; an error in a cell is raised."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as settings:
        before = os.environ.get("IPYTHONDIR")
        os.environ["IPYTHONDIR"] = settings
        try:
            NotebookClient(
                notebook,
                timeout=120,
                kernel_name="python3",
                resources={"metadata": {"path": str(path.parent)}},
            ).execute()
        finally:
            if before is None:
                del os.environ["IPYTHONDIR"]
            else:
                os.environ["IPYTHONDIR"] = before
    notebook.metadata["language_info"] = _LANGUAGE
    for cell in notebook.cells:
        _join(cell.get("outputs", []))
        cell.metadata.pop("execution", None)
    return notebook


def shown(notebook):
    """What each cell prints and shows, as text: a kernel under load hands
    out in several pieces what was printed as one."""
    return [
        "".join(
            output.get("text") or output.get("data", {}).get("text/plain", "")
            for output in cell.get("outputs", ())
        )
        for cell in notebook.cells
    ]


if __name__ == "__main__":
    import nbformat

    for name in sys.argv[1:]:
        page = pathlib.Path(name).resolve()
        nbformat.write(executed(page), page)
