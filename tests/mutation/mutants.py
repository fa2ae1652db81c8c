# SPDX-License-Identifier: MIT
"""The mutants of a C file: each differs from it in one place."""
import hashlib
import re
from dataclasses import dataclass

TOKEN = re.compile(r"""
    [A-Za-z_]\w*
  | 0[xX][0-9a-fA-F]+[uUlL]*
  | (?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?[uUlLfF]*
  | <<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=
  | \S
""", re.X)

# What stands between two operands, and what stands there instead.
BINARY = {
    "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"],
    "==": ["!="], "!=": ["=="],
    "&&": ["||"], "||": ["&&"],
    "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["*"],
    "<<": [">>"], ">>": ["<<"], "&": ["|"], "|": ["&"], "^": ["&"],
    "+=": ["-="], "-=": ["+="], "*=": ["/="], "|=": ["&="], "^=": ["|="],
    "<<=": [">>="], ">>=": ["<<="],
}
STEP = {"++": "--", "--": "++"}
HEADED = {"if", "for", "while", "switch"}
# A statement that begins with one of these is not taken away whole.
KEPT = HEADED | {"do", "else", "case", "default", "static", "const", "typedef",
                 "struct", "enum", "union"}


@dataclass(frozen=True)
class Mutant:
    path: str
    function: str
    line: int
    before: str  # the line, stripped
    after: str
    text: str    # the whole file

    def rank(self, seed):
        """Its place among all: by content, so that a change elsewhere in the
        sources leaves the sample as it is."""
        name = f"{seed} {self.path} {self.function} {self.before} {self.after}"
        return hashlib.sha256(name.encode()).hexdigest()


def blanked(text):
    """The text with spaces for comments, strings and directives, except for
    the numbers that are defined."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group())
    text = re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'
                  r"'(?:\\.|[^'\\\n])*'", blank, text, flags=re.S)
    return re.sub(r"^[ \t]*#(?!define \w+ )(?:\\\n|[^\n])*", blank, text,
                  flags=re.M)


class Source:
    def __init__(self, path, text):
        self.path, self.text = path, text
        shown = blanked(text)
        self.tokens = [(m.start(), m.group()) for m in TOKEN.finditer(shown)]
        self.words = [word for _, word in self.tokens]
        depth, self.depth = 0, []  # in parentheses
        for word in self.words:
            depth += (word == "(") - (word == ")")
            self.depth.append(depth)
        self.functions = [(m.start(), m.group(1)) for m in re.finditer(
            r"^(\w+)\([^;{]*\)\n\{", shown, re.M)]

    def matching(self, i):
        """The token that closes the parenthesis at i."""
        depth = 0
        for k in range(i, len(self.words)):
            depth += (self.words[k] == "(") - (self.words[k] == ")")
            if depth == 0:
                return k
        return i

    def changed(self, start, end, new):
        text = self.text[:start] + new + self.text[end:]
        first = self.text.rfind("\n", 0, start) + 1
        line = self.text.count("\n", 0, start)
        names = [name for at, name in self.functions if at <= start]
        return Mutant(self.path, names[-1] if names else "-", line + 1,
                      self.text.split("\n")[line].strip(),
                      text[first:].split("\n")[0].strip()
                      if "\n" not in self.text[start:end] else
                      new.strip() or "(deleted)", text)

    def operators(self, i):
        at, word = self.tokens[i]
        end = at + len(word)
        before = self.words[i - 1] if i > 0 else ""
        is_operand = (re.match(r"[\w.]", before) or before in (")", "]")) and \
            before not in ("return", "case", "else")
        for new in BINARY.get(word, []) if is_operand else []:
            yield self.changed(at, end, new)
        if word == "!" or (word in "-~" and not is_operand):
            yield self.changed(at, end, "")
        if word in STEP:
            yield self.changed(at, end, STEP[word])

    def constants(self, i):
        at, word = self.tokens[i]
        if re.match(r"\.?\d", word):
            for new in (f"({word} + 1)", f"({word} - 1)"):
                yield self.changed(at, at + len(word), new)

    def conditions(self, i):
        if self.words[i] != "if":
            return
        close = self.matching(i + 1)
        start, end = self.tokens[i + 1][0], self.tokens[close][0] + 1
        yield self.changed(start, end, "(!" + self.text[start:end] + ")")

    def deletions(self, i):
        """The statement that begins at i, without its semicolon."""
        before = self.words[i - 1] if i > 0 else ""
        if self.depth[i] - (self.words[i] == "(") > 0:
            return
        begins = before in (";", "{", "}", "else", ":")
        if before == ")":  # of a head: if (…) statement
            depth, k = 0, i - 1
            while k > 0:
                depth += (self.words[k] == ")") - (self.words[k] == "(")
                if depth == 0:
                    break
                k -= 1
            begins = self.words[k - 1] in HEADED
        if not begins or self.words[i] in KEPT or self.words[i] in "{};":
            return
        end = next((k for k in range(i, len(self.words))
                    if self.words[k] in (";", "{", "}", ":")), None)
        if end is None or self.words[end] != ";":
            return
        # Without its last return a function has no value: not a mutant in C.
        if self.words[i] == "return" and self.words[end + 1] == "}":
            return
        yield self.changed(self.tokens[i][0], self.tokens[end][0], "")

    def mutants(self):
        in_assert = 0
        for i, word in enumerate(self.words):
            if word == "assert":
                in_assert = self.matching(i + 1)
            if i <= in_assert:
                continue  # not compiled
            for kind in (self.operators, self.constants, self.conditions,
                         self.deletions):
                yield from kind(i)


def of(path, text):
    return list(Source(path, text).mutants())
