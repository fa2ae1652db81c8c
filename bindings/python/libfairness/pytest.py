# SPDX-License-Identifier: MIT
"""A plugin of pytest: a policy is held against data in a test."""

import pytest


@pytest.fixture(scope="session")
def fairness_gate():
    """fairness_gate(policy, **options): as libfairness.gate, and the test
    fails with the verdict as its message unless that is pass.  Gives the
    verdict."""

    def fairness_gate(policy, *columns, **options):
        __tracebackhide__ = True
        from . import gate

        verdict = gate(policy, *columns, **options)
        if verdict.status != "pass":
            pytest.fail(str(verdict), pytrace=False)
        return verdict

    return fairness_gate
