# SPDX-License-Identifier: MIT
"""Errors that are found before the core is called."""

from ._core import DataError, SpecificationError, TypeUnsupportedError


def _made(error, code, message, column):
    made = error(message.replace("\n", " "))
    made.code = code
    made.column = column
    return made


def specification(message, column=None):
    """What was asked for makes no sense."""
    return _made(SpecificationError, "ARGUMENT", message, column)


def unsupported(message, column=None):
    """A thing that no column can be made of."""
    return _made(TypeUnsupportedError, "TYPE", message, column)


def unreadable(message, column=None):
    """A frame or file that could not hand out what it holds."""
    return _made(DataError, "STREAM", message, column)


def first_line(error):
    """The beginning of another library's message, as one line."""
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__


def suggestion(word, known):
    """did you mean …? of a word that is none of those known, or nothing."""
    import difflib  # as long to load as the rest of the library

    folded = {}
    for name in known:
        folded.setdefault(name.casefold(), name)
    near = difflib.get_close_matches(word.casefold(), folded, 3)
    if not near:
        return ""
    return f"did you mean {', '.join(repr(folded[n]) for n in near)}? "
