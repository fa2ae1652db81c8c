# SPDX-License-Identifier: MIT
"""Numbers that others published, one module for each collection of them in
../shared/data.

A module has

    FOLDER           its folder there;
    checks(run)      yields Check(key, found, expected, tolerance), where run
                     audits a Table through Python or the command line;
    NOT_COVERED      (pattern, reason) for what no count can give: the key of
                     every other entry is among the checks.

A key is "known.json: metric: group" or "reference.json: group: metric".
"""

from . import (adult, aequitas, aif360, audit_ai, berkeley, fairlearn, fico,
               law_gpa, scored)

COLLECTIONS = {
    "adult": adult, "aequitas": aequitas, "aif360_docs": aif360,
    "audit_ai": audit_ai, "berkeley": berkeley, "diabetes130": scored.DIABETES,
    "fairlearn_docs": fairlearn, "fico": fico, "kozodoi": scored.KOZODOI,
    "law_gpa": law_gpa, "pleiss": scored.PLEISS,
}
