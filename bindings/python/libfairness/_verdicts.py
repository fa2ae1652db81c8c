# SPDX-License-Identifier: MIT
"""Verdicts: what one policy says of several models."""

import json
from collections.abc import Mapping
from types import MappingProxyType

from . import _core
from ._errors import specification
from ._gate import gate
from ._outputs.escape import one_line
from ._policy import as_policy
from ._report import put
from ._verdict import Verdict

WORST = ("pass", "inconclusive", "fail", "error")


class Verdicts:
    """What a policy says of several models: a :class:`Verdict` of each.

    ``status`` and ``exit_code`` are those of the worst verdict: error, fail,
    inconclusive, pass.  Like a verdict they are neither true nor false.

    Examples
    --------
    >>> import libfairness as lf
    >>> found = lf.gate_models(
    ...     {"schema": "libfairness/policy/1",
    ...      "rule": [{"criterion": "impact_ratio", "min": 0.8}]},
    ...     {"old": "a", "new": "b"}, favourable="positive",
    ...     sensitive_features="g", frequency="n",
    ...     data={"g": list("xxyy"), "a": [1, 0, 1, 0], "b": [0, 1, 0, 1],
    ...           "n": [100, 400, 50, 450]})
    >>> found.status, found.models["new"].status
    ('fail', 'pass')
    """

    __slots__ = ("_verdicts",)

    def __init__(self):
        raise TypeError("verdicts of several models are made by gate_models()")

    @classmethod
    def _of(cls, verdicts):
        self = cls.__new__(cls)
        self._verdicts = MappingProxyType(dict(verdicts))
        return self

    @property
    def models(self):
        """The verdicts by name, in the order of the models."""
        return self._verdicts

    @property
    def _worst(self):
        return max(self._verdicts.values(),
                   key=lambda verdict: WORST.index(verdict.status))

    @property
    def status(self):
        """The worst: "error", "fail", "inconclusive" or "pass"."""
        return self._worst.status

    @property
    def exit_code(self):
        """0 for pass, 1 fail, 2 error, 3 inconclusive."""
        return self._worst.exit_code

    def to_json(self, file=None):
        """JSON text, schema libfairness/verdicts/1: the bytes that
        ``fairness gate --model`` writes for the same rows and policy."""
        head = json.dumps(
            {
                "schema": "libfairness/verdicts/1",
                "library": _core.version(),
                "status": self.status,
                "exit_code": self.exit_code,
            },
            indent=2,
        )
        models = ",\n".join(
            f'    {{"model": {json.dumps(name, ensure_ascii=False)}, '
            f'"verdict": {verdict.to_json().strip()}}}'
            for name, verdict in self._verdicts.items()
        )
        return put(f'{head[:-2]},\n  "models": [\n{models}\n  ]\n}}\n', file)

    def to_dict(self):
        """The same as dicts and lists."""
        return json.loads(self.to_json())

    def to_text(self, file=None):
        """For a terminal, the worst first: ``str(verdicts)`` is the same."""
        each = ", ".join(
            f"{one_line(name)} {verdict.status}"
            for name, verdict in self._verdicts.items()
        )
        parts = [f"{self.status.upper()}: {each}.\n"]
        for name, verdict in self._verdicts.items():
            parts.append(f"{one_line(name)}: {verdict.to_text()}")
        return put("\n".join(parts), file)

    def __str__(self):
        return self.to_text()

    __bool__ = Verdict.__bool__

    def __repr__(self):
        n = len(self._verdicts)
        return (
            f"<libfairness.Verdicts: {self.status}, "
            f"{n} model{'s' * (n != 1)}>"
        )


def gate_models(policy, models, *, data=None, **options):
    """Hold a policy against several models; the worst verdict counts.

    Parameters
    ----------
    policy : path, mapping or Policy
        As in :func:`gate`.
    models : mapping
        With `data`, each model's name and its column of decisions (of scores,
        where ``threshold`` is given): a name in the data, or an array.
        Without, each model's name and data of its own.
    data : table, optional
        The rows that all models were asked about.
    **options
        As in :func:`gate`, for every model.

    Returns
    -------
    Verdicts

    Raises
    ------
    SpecificationError
        There are no models, a name is no text, or a column is given twice;
        and as :func:`gate`.

    Examples
    --------
    >>> import libfairness as lf
    >>> policy = {
    ...     "schema": "libfairness/policy/1",
    ...     "data": {"frequency": "n", "favourable": "positive"},
    ...     "rule": [{"criterion": "impact_ratio", "by": "sex", "min": 0.8}],
    ... }
    >>> found = lf.gate_models(policy, {"old": "a", "new": "b"}, data={
    ...     "sex": list("FFMM"), "a": [1, 0, 1, 0], "b": [0, 0, 1, 0],
    ...     "n": [50, 450, 100, 400]})
    >>> found.status, {name: v.status for name, v in found.models.items()}
    ('fail', {'old': 'fail', 'new': 'fail'})
    """
    policy = as_policy(policy)
    if not isinstance(models, Mapping):
        raise specification(
            "models: expected a mapping of names to what each decided, found "
            f"{type(models).__name__}"
        )
    if not models:
        raise specification("models are empty: nothing would be checked")
    for name in models:
        if not (isinstance(name, str) and name):
            raise specification(f"the name of a model is {name!r:.200}")
    role = "y_pred" if options.get("threshold") is None else "y_score"
    for column in ("y_pred", "y_score"):
        if data is not None and options.get(column) is not None:
            raise specification(
                f"models say the columns: leave out {column}", column
            )
    return Verdicts._of({
        name: gate(policy, data=what, **options) if data is None
        else gate(policy, data=data, **{**options, role: what})
        for name, what in models.items()
    })
