# SPDX-License-Identifier: MIT
"""Fairness and bias audits from exact tallies.

>>> import libfairness as lf
>>> report = lf.audit(
...     y_true=[1, 0, 1, 0], y_pred=[1, 0, 0, 0],
...     sensitive_features=["a", "a", "b", "b"], favourable="positive")
>>> report["demographic_parity_difference"].value
0.5

``audit`` reads rows once, ``Audit`` takes them in batches; a ``Report``
gives every ``Value`` with its evidence or the reason why there is none.  One
function per criterion does both in one call; ``gate`` holds a ``Policy``
against rows and gives a ``Verdict``.
"""

from ._core import (
    CorruptError,
    DataError,
    FairnessError,
    InfeasibleError,
    LimitError,
    MismatchError,
    SpecificationError,
    TypeUnsupportedError,
    UndefinedError,
)
from ._core import version as _version
from ._audit import Audit
from ._calibrate import calibrate
from ._calibrator import Calibrator
from ._call import audit
from ._criteria import FUNCTIONS as _FUNCTIONS
from ._errors import specification as _specification
from ._evaluate import cross_fit, evaluate
from ._evaluation import Evaluation
from ._gate import gate
from ._init import init
from ._packs import pack, packs
from ._plan import Plan, plan
from ._policy import Policy
from ._power import power
from ._registry import Explanation, explain, names
from ._report import Report
from ._table import Table
from ._value import LimitTest, Value
from ._verdict import Verdict
from ._verdicts import Verdicts, gate_models

__version__ = _version()

globals().update(_FUNCTIONS)


def schema(name="report"):
    """The JSON Schema of a document, as a dict: of a ``"report"``, a
    ``"plan"``, a ``"calibrator"``, a ``"verdict"`` or the ``"verdicts"`` of
    several models, which the library writes, or of a ``"policy"``.

    >>> import libfairness as lf
    >>> lf.schema()["type"]
    'object'
    """
    import json
    from importlib.resources import files

    there = (
        "report", "policy", "plan", "calibrator", "verdict", "verdicts"
    )
    if not isinstance(name, str) or name not in there:
        raise _specification(
            f"no schema {name!r:.200}: there are {', '.join(there)}"
        )
    path = files(__name__) / "schemas" / f"{name}.schema.json"
    return json.loads(path.read_text(encoding="utf-8"))


__all__ = [
    "Audit",
    "Calibrator",
    "CorruptError",
    "DataError",
    "Evaluation",
    "Explanation",
    "FairnessError",
    "InfeasibleError",
    "LimitError",
    "LimitTest",
    "MismatchError",
    "Plan",
    "Policy",
    "Report",
    "SpecificationError",
    "Table",
    "TypeUnsupportedError",
    "UndefinedError",
    "Value",
    "Verdict",
    "Verdicts",
    "__version__",
    "audit",
    "calibrate",
    "cross_fit",
    "evaluate",
    "explain",
    "gate",
    "gate_models",
    "init",
    "names",
    "pack",
    "packs",
    "plan",
    "power",
    "schema",
    *_FUNCTIONS,
]
