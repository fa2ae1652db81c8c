# SPDX-License-Identifier: MIT
"""Names that come with the data, made safe for where they are shown."""

import re

_CODE_MARKUP = re.compile(r"[^a-zA-Z0-9 ]")


def one_line(text):
    """Text without line breaks, control and invisible characters."""
    text = " ".join(str(text).split())
    return "".join(
        c if c.isprintable() else f"\\u{ord(c):04x}" for c in text
    )


def code(text):
    """Text as code in Markdown, in tables too.  Punctuation is written as
    entities, which are never markup; in code no platform looks for names of
    people and issues."""
    shown = _CODE_MARKUP.sub(
        lambda c: c[0] if ord(c[0]) > 127 else f"&#{ord(c[0])};",
        one_line(text),
    )
    return f"<code>{shown}</code>"


def workflow(text):
    """The message of a GitHub workflow command."""
    for character in "%\r\n":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def workflow_property(text):
    text = workflow(text)
    return text.replace(":", "%3A").replace(",", "%2C")
