# SPDX-License-Identifier: MIT
"""How a command line is parsed: commands, help, and what is said of a word
that is none of them."""

import argparse
import os
import re

from .. import _core
from .._errors import suggestion
from . import complete, options, packs, registry
from .output import CommandError, print_text
from .verify import verify

_LATER = ("plan",)
_EXIT = "exit status: 0 done, 2 usage, configuration or data error"
_GATE_EXIT = (
    "exit status: 0 pass, 1 fail, 2 error (of usage, configuration or data "
    "too),\n3 inconclusive"
)
_VERIFY_EXIT = (
    "exit status: 0 all numbers agree, 1 some do not, 2 usage error, or no "
    "whole\nreport or verdict"
)
_EXITS = {"gate": _GATE_EXIT, "verify": _VERIFY_EXIT}
_MORE = "more: man fairness, fairness COMMAND --help, the folder docs/"

_NEGATIVE = re.compile(r"-(\.?\d.*|inf|infinity|nan)$", re.IGNORECASE)

# What argparse says of a word that a type refuses.
_INVALID = re.compile(r"argument (\S+): invalid (.*) value: (.*)", re.DOTALL)

_EXAMPLES = {
    "audit": """
examples:
  fairness audit decisions.csv --y-true repaid --y-pred approved \\
      --sensitive-features sex,age_group --favourable positive
  fairness audit part-*.parquet --y-score risk --threshold 0.5 \\
      --sensitive-features race --favourable negative \\
      --reference race=Caucasian --output report.json
  zcat decisions.csv.gz | fairness audit - --y-pred approved \\
      --sensitive-features sex --save day.audit
""",
    "report": """
examples:
  fairness report day.audit --favourable positive
  fairness report all.audit --by sex --min-count 30 --format markdown
""",
    "gate": """
examples:
  fairness gate fairness.toml decisions.csv
  fairness gate fairness.toml all.audit --json verdict.json \\
      --sarif verdict.sarif --markdown verdict.md
  fairness gate fairness.toml rows.parquet --model old=p1 --model new=p2
""",
    "power": """
examples:
  fairness power fairness.toml decisions.csv
  fairness power fairness.toml all.audit --power 0.9 --format json
""",
    "init": """
examples:
  fairness init decisions.csv --y-true repaid --y-pred approved \\
      --sensitive-features sex --favourable positive --output fairness.toml
  fairness init hires.csv --y-pred hired --sensitive-features sex,race \\
      --favourable positive --pack nyc-ll144
""",
    "packs": """
examples:
  fairness packs
  fairness packs four-fifths > our-rule.toml
""",
    "merge": """
examples:
  fairness merge day-*.audit --expect 30 --output month.audit
  fairness merge day-*.audit --manifest days.txt --output month.audit
""",
    "explain": """
example:
  fairness explain equalized_odds_difference
""",
    "verify": """
example:
  fairness verify report.json verdict.json
""",
}


class Parser(argparse.ArgumentParser):
    """Errors as exceptions; options are not abbreviated; help that cannot be
    written is an error."""

    def __init__(self, **kwargs):
        super().__init__(
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **kwargs,
        )
        # -1e3 and -inf are numbers too, as argparse has it from Python 3.14.
        self._negative_number_matcher = _NEGATIVE

    def error(self, message):
        message = _INVALID.sub(r"\1: expected a \2, found \3", message)
        raise CommandError(f"{message}: see {self.prog} --help")

    def _print_message(self, message, file=None):
        if message:
            print_text(message)


def _no_options(run):
    return lambda parser: parser.set_defaults(run=run)


def _explain(parser):
    parser.add_argument(
        "name", metavar="NAME", help="of a metric, comparison or criterion"
    ).completer = complete.registry
    parser.add_argument(
        "--format", choices=("text", "json"), default="text",
        help="of the answer (text)",
    )
    parser.set_defaults(run=registry.explain)


def _packs(parser):
    parser.add_argument(
        "name", metavar="NAME", nargs="?",
        help="of a pack, whose text is printed; without it all are listed",
    ).completer = complete.packs
    parser.set_defaults(run=packs.packs)


def _verify(parser):
    parser.add_argument(
        "paths", metavar="PATH", nargs="+",
        help="a report or verdict in JSON; - is standard input",
    )
    parser.set_defaults(run=verify)


# What adds the options, what the command gives, and how it is used.
_COMMANDS = {
    "audit": (
        options.audit,
        "audit the rows of files",
        "fairness audit FILE... [--y-true COL] --y-pred COL\n"
        "                      --sensitive-features COL[,COL] [OPTION...]",
    ),
    "report": (options.report, "a saved audit as a report",
               "fairness report PATH [OPTION...]"),
    "gate": (
        options.gate,
        "hold the rules of a policy against data",
        "fairness gate POLICY FILE... [OPTION...]\n"
        "       fairness gate POLICY --model NAME=FILE[,FILE]... [OPTION...]",
    ),
    "power": (
        options.power,
        "what the rules of a policy can show with these data",
        "fairness power POLICY FILE... [OPTION...]",
    ),
    "init": (
        options.init,
        "a commented policy for these data",
        "fairness init FILE... --y-pred COL --sensitive-features COL[,COL]\n"
        "                     --favourable positive|negative [OPTION...]",
    ),
    "packs": (_packs, "rule packs that a policy can include",
              "fairness packs [NAME]"),
    "merge": (
        options.merge,
        "saved audits into one",
        "fairness merge PATH... --output PATH [--expect N | --manifest FILE]",
    ),
    "metrics": (_no_options(registry.metrics), "every name with one line",
                None),
    "explain": (_explain, "everything about one name", None),
    "verify": (_verify, "reports and verdicts, recomputed from their counts",
               "fairness verify PATH..."),
}


def _later(command):
    raise CommandError(f"{command}: not in version {_core.version()} yet")


def _parser():
    parser = Parser(
        prog="fairness",
        description="Audit decisions of a model for fairness between groups.",
        epilog=f"{_EXIT}\n{_MORE}",
    )
    parser.add_argument(
        "--version", action="version", version=f"fairness {_core.version()}"
    )
    sub = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=Parser
    )
    for name, (add, text, usage) in _COMMANDS.items():
        add(
            sub.add_parser(
                name,
                help=text,
                usage=usage,
                description=text[0].upper() + text[1:] + ".",
                epilog=f"{_EXAMPLES.get(name, '')}\n"
                f"{_EXITS.get(name, _EXIT)}\n{_MORE}",
            )
        )
    for name in _LATER:
        sub.add_parser(name, add_help=False)
    parser.commands = sub.choices
    return parser


def _check_words(parser, argv):
    """Says more of an unknown command or option than argparse."""
    command = next((word for word in argv if word[:1] != "-"), None)
    if command in _LATER:
        _later(command)
    known = parser.commands.get(command, parser)
    if known is parser and command is not None:
        raise CommandError(
            f"there is no command {command!r}: "
            f"{suggestion(command, list(_COMMANDS))}"
            f"there are {', '.join(_COMMANDS)}"
        )
    for word in argv[:argv.index("--")] if "--" in argv else argv:
        name = word.partition("=")[0]
        if name.startswith("--") and name not in known._option_string_actions:
            raise CommandError(_no_option(name, known, parser.commands))


def _no_option(name, known, commands):
    for command, other in commands.items():
        if other is not known and name in other._option_string_actions:
            return (
                f"{name} belongs to fairness {command}, not to {known.prog}: "
                f"see {known.prog} --help"
            )
    near = suggestion(name, list(known._option_string_actions))
    return f"there is no option {name}: {near}see {known.prog} --help"


def parse(argv):
    """The options of a command line; options.run does the work."""
    parser = _parser()
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete

        argcomplete.autocomplete(parser)
    _check_words(parser, argv)
    found, unknown = parser.parse_known_args(argv)
    see = f"see fairness {found.command} --help"
    if unknown:  # argparse would point to the help of all commands
        raise CommandError(
            f"unrecognized arguments: {' '.join(unknown)}: {see}"
        )
    if found.command == "audit" and not found.sensitive_features:
        raise CommandError(
            "the following arguments are required: --sensitive-features: "
            f"{see}"
        )
    found.words = argv
    return found
