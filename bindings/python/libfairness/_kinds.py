# SPDX-License-Identifier: MIT
"""What a class is, among the abstract ones and those of arrays: to ask takes
long, and is asked of each argument, so the answers for some classes are
kept."""

import functools
from collections.abc import ItemsView, Mapping, Set, ValuesView


@functools.lru_cache(maxsize=256)
def abstract_of(kind):
    """Which abstract class it is of those that are no columns, or None."""
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


def is_one_array(obj):
    """Whether it is an array of one column, without a name."""
    array = array_of(type(obj))
    if array == "numpy":
        return obj.ndim == 1 and obj.dtype.names is None
    return array == "pyarrow" and type(obj).__qualname__ not in (
        "StructArray", "ExtensionArray"
    )


def is_frame_like(obj):
    """Whether it exports a whole frame or array through Arrow."""
    return hasattr(obj, "__arrow_c_stream__") or hasattr(
        obj, "__arrow_c_array__"
    )


def is_pandas_frame(obj):
    return hasattr(obj, "iloc") and hasattr(obj, "columns")


def is_lazy(obj):
    return hasattr(obj, "collect_schema") and hasattr(obj, "collect")


def name_of_type(obj):
    """As in errors: "list", "pandas.core.series.Series"."""
    kind = type(obj)
    if kind.__module__ == "builtins":
        return kind.__qualname__
    return f"{kind.__module__}.{kind.__qualname__}"
