# SPDX-License-Identifier: MIT
from typing import Any

from ._types import Features

class GroupEstimator:
    estimator: Any
    cv: Any
    prefit: bool
    response_method: str
    estimator_: Any
    classes_: Any
    def __sklearn_tags__(self) -> Any: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_params(self, **params: Any) -> Any: ...
    def set_score_request(
        self, *, sample_weight: bool | str | None = ...
    ) -> Any: ...

def groups_of(sensitive_features: Features, n: int) -> Any: ...
