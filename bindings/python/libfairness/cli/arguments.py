# SPDX-License-Identifier: MIT
"""How a command line is parsed: commands, help, and what is said of a word
that is none of them."""

import argparse
import os
import re

from .. import _core
from .._errors import suggestion
from . import (
    calibrate_options,
    complete,
    options,
    packs,
    plan_options,
    registry,
)
from .output import CommandError, print_text
from .verify import verify

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
    "plan fit": """
examples:
  fairness plan fit scored.csv --y-true repaid --y-score score \\
      --sensitive-features sex --constraint equalized_odds --tolerance 0.02 \\
      --output plan.json
  fairness plan fit all.audit --constraint demographic_parity --min-ratio 0.8
""",
    "plan front": """
examples:
  fairness plan front scored.csv --y-true repaid --y-score score \\
      --sensitive-features sex --constraint demographic_parity
  fairness plan front all.audit --constraint equalized_odds \\
      --tolerances 0.01,0.05 --format csv
""",
    "plan apply": """
examples:
  fairness plan apply plan.json new.csv --y-score score \\
      --output decisions.csv
  fairness plan apply plan.json new.parquet --y-score score --row-id id \\
      --seed 7
""",
    "plan show": """
examples:
  fairness plan show plan.json
  fairness plan show plan.json --format sql --y-score score
""",
    "calibrate fit": """
examples:
  fairness calibrate fit scored.csv --y-true repaid --y-score score \\
      --sensitive-features sex --method beta --output calibrator.json
  fairness calibrate fit all.audit --shrinkage 200
""",
    "calibrate apply": """
example:
  fairness calibrate apply calibrator.json new.csv --y-score score \\
      --output probabilities.csv
""",
    "calibrate show": """
example:
  fairness calibrate show calibrator.json
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
    parser.add_argument(
        "--no-draws", dest="draws", action="store_false",
        help="do not draw the replicates of intervals again, which takes "
             "time; they are counted as not recomputed",
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
    "plan": (
        lambda parser: _add_commands(parser, plan_options.COMMANDS, "plan "),
        "the best thresholds under a constraint, and decisions by them",
        "fairness plan fit|apply|show ...",
    ),
    "calibrate": (
        lambda parser: _add_commands(
            parser, calibrate_options.COMMANDS, "calibrate "
        ),
        "maps by group from scores to probabilities",
        "fairness calibrate fit|apply|show ...",
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
               "fairness verify PATH... [--no-draws]"),
}


def _add_commands(parser, commands, prefix=""):
    """Commands of a parser, which are also its .commands."""
    sub = parser.add_subparsers(
        dest=f"{prefix}command", metavar="COMMAND", required=True,
        parser_class=Parser, prog=f"fairness {prefix}".rstrip(),
    )
    for name, (add, text, usage) in commands.items():
        add(
            sub.add_parser(
                name,
                help=text,
                usage=usage,
                description=text[0].upper() + text[1:] + ".",
                epilog=f"{_EXAMPLES.get(prefix + name, '')}\n"
                f"{_EXITS.get(name, _EXIT)}\n{_MORE}",
            )
        )
    parser.commands = sub.choices


def _parser():
    parser = Parser(
        prog="fairness",
        description="Audit decisions of a model for fairness between groups.",
        epilog=f"{_EXIT}\n{_MORE}",
    )
    parser.add_argument(
        "--version", action="version", version=f"fairness {_core.version()}"
    )
    _add_commands(parser, _COMMANDS)
    return parser


def _check_words(parser, argv):
    """Says more of an unknown command or option than argparse."""
    words = (word for word in argv if word[:1] != "-")
    known, before = parser, ""
    while hasattr(known, "commands"):
        command = next(words, None)
        if command is None:
            break
        if command not in known.commands:
            raise CommandError(
                f"there is no command {before + command!r}: "
                f"{suggestion(command, list(known.commands))}"
                f"there are {', '.join(known.commands)}"
            )
        known, before = known.commands[command], f"{before}{command} "
    for word in argv[:argv.index("--")] if "--" in argv else argv:
        name = word.partition("=")[0]
        if name.startswith("--") and name not in known._option_string_actions:
            raise CommandError(_no_option(name, known, _all_commands(parser)))


def _all_commands(parser, before=""):
    """Parsers by what is typed for them, such as "plan fit"."""
    found = {}
    for name, command in parser.commands.items():
        found[before + name] = command
        if hasattr(command, "commands"):
            found |= _all_commands(command, f"{before}{name} ")
    return found


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
    typed = found.command
    if typed in ("plan", "calibrate"):
        typed += " " + vars(found)[f"{typed} command"]
    see = f"see fairness {typed} --help"
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
