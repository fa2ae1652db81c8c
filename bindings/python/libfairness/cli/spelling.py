# SPDX-License-Identifier: MIT
"""Messages of the library as the command line says them: what it calls a
parameter is an option here."""

import re

_ELSEWHERE = {"libfairness.names": "fairness metrics"}

# What is quoted is data and stays as it is, up to the end where the message
# was cut inside; so do names of columns, which some messages list last.
_DATA = (
    r"\"(?:[^\"]|\"(?=\w))*(?:\"|$)"
    r"|(?<!\w)'(?:[^'\\]|\\.)*(?:'(?!\w)|$)"
    r"|(?:there are|never seen .*?): .*$"
)
# A word that is an English one too is a parameter only at the beginning
# (`by: …`, `frequency "n": row …`, `threshold is …`) and where something is
# to be declared; one with an underscore is one anywhere.  What stands before
# = is the name of a feature.
_NAMED = (
    r"^[a-z_]+(?=: | \"[^\"]*\": row | is | must )(?P<column>(?=: row ))?"
    r"|(?<=declare )[a-z_]+"
    r"|(?<![\w.-])[a-z]+(?:[_.][a-z]+)+(?![\w=])"
)
_WORD = re.compile(f"(?P<data>{_DATA})|{_NAMED}")


def option(parameter):
    """--y-true of y_true."""
    return "--" + parameter.replace("_", "-")


def spelled(message, parameters):
    """The message with its parameters as options; others are not the
    command's: what merge says of y_true is said of the saved audits."""

    def word(found):
        text = found[0]
        if found["data"] is not None or text not in parameters:
            return _ELSEWHERE.get(text, text)
        if found["column"] is None:
            return option(text)
        return f'{option(text)} "{text}"'  # the column has this name too

    return _WORD.sub(word, message)
