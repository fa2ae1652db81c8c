# SPDX-License-Identifier: MIT
from collections.abc import Mapping
from typing import Any

class FairnessEvaluator:
    @classmethod
    def can_evaluate(
        cls,
        *,
        model_type: str | None,
        evaluator_config: Mapping[str, Any] | None,
        **_: Any,
    ) -> bool: ...
    def evaluate(
        self,
        *,
        dataset: Any,
        run_id: str,
        evaluator_config: Mapping[str, Any],
        model: Any = None,
        predictions: str | None = None,
        **_: Any,
    ) -> Any: ...
