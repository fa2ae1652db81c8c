# SPDX-License-Identifier: MIT
from typing import Any

from ._audit import Audit as Audit
from ._calibrate import calibrate as calibrate
from ._calibrator import Calibrator as Calibrator
from ._call import audit as audit
from ._core import CorruptError as CorruptError
from ._core import DataError as DataError
from ._core import FairnessError as FairnessError
from ._core import InfeasibleError as InfeasibleError
from ._core import LimitError as LimitError
from ._core import MismatchError as MismatchError
from ._core import SpecificationError as SpecificationError
from ._core import TypeUnsupportedError as TypeUnsupportedError
from ._core import UndefinedError as UndefinedError
from ._criteria import abroca as abroca
from ._criteria import auc_gap as auc_gap
from ._criteria import average_absolute_odds_difference as average_absolute_odds_difference
from ._criteria import average_odds_difference as average_odds_difference
from ._criteria import calibration_within_groups as calibration_within_groups
from ._criteria import conditional_demographic_disparity as conditional_demographic_disparity
from ._criteria import conditional_use_accuracy_difference as conditional_use_accuracy_difference
from ._criteria import cross_auc as cross_auc
from ._criteria import demographic_parity_difference as demographic_parity_difference
from ._criteria import demographic_parity_ratio as demographic_parity_ratio
from ._criteria import equal_opportunity_difference as equal_opportunity_difference
from ._criteria import equal_opportunity_ratio as equal_opportunity_ratio
from ._criteria import equalized_odds_difference as equalized_odds_difference
from ._criteria import equalized_odds_ratio as equalized_odds_ratio
from ._criteria import four_fifths as four_fifths
from ._criteria import impact_ratio as impact_ratio
from ._criteria import multicalibration_error as multicalibration_error
from ._criteria import overall_accuracy_difference as overall_accuracy_difference
from ._criteria import predictive_equality_difference as predictive_equality_difference
from ._criteria import predictive_equality_ratio as predictive_equality_ratio
from ._criteria import predictive_parity_difference as predictive_parity_difference
from ._criteria import predictive_parity_ratio as predictive_parity_ratio
from ._criteria import score_distance_energy as score_distance_energy
from ._criteria import score_distance_ks as score_distance_ks
from ._criteria import score_distance_wasserstein as score_distance_wasserstein
from ._criteria import sufficiency_gap as sufficiency_gap
from ._criteria import treatment_equality_difference as treatment_equality_difference
from ._evaluate import cross_fit as cross_fit
from ._evaluate import evaluate as evaluate
from ._evaluation import Evaluation as Evaluation
from ._gate import gate as gate
from ._init import init as init
from ._packs import pack as pack
from ._packs import packs as packs
from ._plan import Plan as Plan
from ._plan import plan as plan
from ._policy import Policy as Policy
from ._power import power as power
from ._registry import Explanation as Explanation
from ._registry import explain as explain
from ._registry import names as names
from ._report import Report as Report
from ._table import Table as Table
from ._value import LimitTest as LimitTest
from ._value import Value as Value
from ._verdict import Verdict as Verdict
from ._verdicts import Verdicts as Verdicts
from ._verdicts import gate_models as gate_models

__version__: str

def schema(name: str = "report") -> dict[str, Any]: ...

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
    "auc_gap",
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
    "demographic_parity_difference",
    "demographic_parity_ratio",
    "impact_ratio",
    "equal_opportunity_difference",
    "equal_opportunity_ratio",
    "predictive_equality_difference",
    "predictive_equality_ratio",
    "equalized_odds_difference",
    "equalized_odds_ratio",
    "average_odds_difference",
    "average_absolute_odds_difference",
    "predictive_parity_difference",
    "predictive_parity_ratio",
    "conditional_use_accuracy_difference",
    "overall_accuracy_difference",
    "treatment_equality_difference",
    "conditional_demographic_disparity",
    "four_fifths",
    "sufficiency_gap",
    "multicalibration_error",
    "calibration_within_groups",
    "cross_auc",
    "abroca",
    "score_distance_ks",
    "score_distance_wasserstein",
    "score_distance_energy",
]
