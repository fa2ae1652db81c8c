# SPDX-License-Identifier: MIT
"""What a class is among the abstract ones: to ask takes long, and is asked of
each argument, so the answers for some classes are kept."""

import functools
from collections.abc import ItemsView, Mapping, Set, ValuesView


@functools.lru_cache(maxsize=256)
def abstract_of(kind):
    """Which of those that are no columns, or None."""
    for abstract in (Mapping, Set, ItemsView, ValuesView):
        if issubclass(kind, abstract):
            return abstract
    return None


def is_mapping(obj):
    return abstract_of(obj.__class__) is Mapping
