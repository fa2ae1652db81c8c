# SPDX-License-Identifier: MIT
"""Verdicts as pipelines see them, for tests: an Outcome without files."""

import libfairness as lf
from libfairness._outputs.outcome import Outcome


def outcome_of(policy, datas, least=10, command="fairness gate p.toml x.csv",
               **said):
    """datas: columns, or columns by model."""
    if not isinstance(next(iter(datas.values())), dict):
        datas = {None: datas}
    policy = lf.Policy(policy)
    verdicts = {name: lf.gate(policy, data=data, **said)
                for name, data in datas.items()}
    return Outcome(verdicts, "fairness.toml", policy._places(), command,
                   least)
