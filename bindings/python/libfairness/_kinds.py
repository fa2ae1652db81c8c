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


@functools.lru_cache(maxsize=256)
def array_of(kind):
    """"numpy" or "pyarrow" for just their classes of one column, of which
    nothing else needs to be asked; else None."""
    if (kind.__module__, kind.__qualname__) == ("numpy", "ndarray"):
        return "numpy"
    if kind.__module__ == "pyarrow.lib" and hasattr(kind, "_export_to_c"):
        if kind.__qualname__.endswith("Array"):
            return "pyarrow"
    return None
