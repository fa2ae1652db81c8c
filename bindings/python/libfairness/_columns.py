# SPDX-License-Identifier: MIT
"""From whatever the caller has to columns of the core.

Tried in this order: Arrow stream, Arrow array, buffer, sequence.  Nothing is
imported to find out, nothing is aligned, nothing is guessed.
"""

from collections.abc import Mapping

from . import _core
from ._errors import first_line, specification, unreadable, unsupported

_ONCE = "can be read only once and has no length: pass list(...) of it"


def _type(obj):
    return f"{type(obj).__module__}.{type(obj).__qualname__}"


def is_frame_like(obj):
    """Whether it exports a whole frame or array through Arrow."""
    return hasattr(obj, "__arrow_c_stream__") or hasattr(
        obj, "__arrow_c_array__"
    )


def _is_pandas_frame(obj):
    return hasattr(obj, "iloc") and hasattr(obj, "columns")


def _is_lazy(obj):
    return hasattr(obj, "collect_schema") and hasattr(obj, "collect")


def _collected(lazy, role):
    try:
        return lazy.collect()
    except Exception as cause:
        raise unreadable(
            f"{role}: {_type(lazy)} could not be collected: "
            f"{first_line(cause)}",
            role,
        ) from cause


def _record_names(obj):
    """Field names of a NumPy structured array, else None."""
    return getattr(getattr(obj, "dtype", None), "names", None)


def _from_array(obj, name):
    """A NumPy array, or what makes one of itself."""
    if hasattr(obj, "mask") and hasattr(obj, "filled"):
        return _core.column_from_sequence(obj.tolist(), name)
    if getattr(getattr(obj, "dtype", None), "kind", None) == "T":
        return _core.column_from_sequence(obj.tolist(), name)  # StringDType
    made = _core.column_from_buffer(obj, name)
    if made is not None:
        return made
    if hasattr(obj, "tolist"):
        if getattr(obj, "ndim", 1) != 1:
            raise specification(
                f"{name}: expected one dimension, found {obj.ndim}: pass one "
                "column, such as x[:, 0] or x.ravel()",
                name,
            )
        return _core.column_from_sequence(obj.tolist(), name)
    return None


def _without_arrow(obj, name, cause):
    """A pandas Series whose values Arrow does not take, or takes only with
    pyarrow, which is not there."""
    if hasattr(obj, "to_numpy"):
        made = _from_array(obj.to_numpy(), name)
        if made is not None:
            return made
    raise unreadable(
        f"{name}: {_type(obj)} could not hand out its values: "
        f"{first_line(cause)}",
        name,
    ) from cause


def column(obj, name):
    """One column of whatever it is; name is for messages."""
    kind = type(obj)
    if kind is list or kind is tuple:
        return _core.column_from_sequence(obj, name)
    if isinstance(obj, str):
        raise specification(
            f"{name}: {obj!r:.200} is a name, and there is no data= with that "
            "column",
            name,
        )
    if _is_lazy(obj):
        obj = _collected(obj, name)
    for method, take in (
        ("__arrow_c_stream__", _core.column_from_stream),
        ("__arrow_c_array__", _core.column_from_array),
    ):
        export = getattr(obj, method, None)
        if export is not None:
            try:
                capsule = export()
            except Exception as cause:
                return _without_arrow(obj, name, cause)
            return take(capsule, name)
    made = _from_array(obj, name)
    if made is None and hasattr(obj, "__array__"):
        made = _from_array(obj.__array__(), name)
    if made is not None:
        return made
    if isinstance(obj, (Mapping, set, frozenset)):
        raise unsupported(f"{name}: a {kind.__name__} is not a column", name)
    if hasattr(obj, "__len__") and hasattr(obj, "__getitem__"):
        return _core.column_from_sequence(list(obj), name)
    if hasattr(obj, "__next__"):
        raise unsupported(f"{name}: a {kind.__name__} {_ONCE}", name)
    raise unsupported(
        f"{name}: a {_type(obj)} is not a column: pass a list, an array, a "
        "Series or anything that speaks Arrow",
        name,
    )


def _is_column(obj):
    """Whether an entry of a list is a column rather than a value."""
    if isinstance(obj, (str, bytes)):
        return False
    return is_frame_like(obj) or hasattr(obj, "__len__")


def _own_name(obj, default):
    name = getattr(obj, "name", None)
    return name if isinstance(name, str) and name else default


def _check_name(name, role):
    """Refuses what the core could not take as the name of a column."""
    if not isinstance(name, str):
        raise specification(
            f"{role}: expected a name (str) for each column, found "
            f"{name!r:.200}",
            role,
        )
    wrong = None
    if "\0" in name:
        wrong = "holds a NUL character"
    elif not name.isascii() and any("\ud800" <= c <= "\udfff" for c in name):
        wrong = "is not valid Unicode"
    if wrong:
        raise specification(f"{role}: {name!r:.200} {wrong}", role)


def _named(pairs, role):
    names, columns = [], []
    for name, obj in pairs:
        _check_name(name, role)
        names.append(name)
        columns.append(column(obj, name))
    return tuple(names), tuple(columns)


def _exported(obj, role):
    """All columns of a frame, or the one column, through Arrow."""
    for method, take in (
        ("__arrow_c_stream__", _core.columns_from_stream),
        ("__arrow_c_array__", _core.columns_from_array),
    ):
        export = getattr(obj, method, None)
        if export is not None:
            try:
                capsule = export()
            except Exception as cause:
                return _without_arrow(obj, role, cause)
            return take(capsule, role)
    return None


def features(obj, role):
    """Names and columns of sensitive or control features.

    One column, a frame, a mapping of names to columns, or a list of columns.
    """
    default = role.removesuffix("s")  # sensitive_feature_0, ...
    if obj is None:
        return (), ()
    if isinstance(obj, Mapping):
        return _named(obj.items(), role)
    if _is_pandas_frame(obj):
        labels = list(obj.columns)
        return _named(
            ((str(k), obj.iloc[:, i]) for i, k in enumerate(labels)), role
        )
    if _is_lazy(obj):
        obj = _collected(obj, role)
    if _record_names(obj):
        return _named(((k, obj[k]) for k in _record_names(obj)), role)
    if getattr(obj, "ndim", 1) == 2 and hasattr(obj, "shape"):
        return _named(
            ((f"{default}_{i}", obj[:, i]) for i in range(obj.shape[1])), role
        )
    if isinstance(obj, (list, tuple)) and any(map(_is_column, obj)):
        return _named(
            ((_own_name(c, f"{default}_{i}"), c) for i, c in enumerate(obj)),
            role,
        )
    name = _own_name(obj, f"{default}_0")
    _check_name(name, role)
    made = _exported(obj, name)
    if isinstance(made, dict):
        if not made:
            raise specification(f"{role}: the frame has no columns", role)
        return tuple(made), tuple(made.values())
    return (name,), (column(obj, name) if made is None else made,)


def _absent(name, role, there):
    return specification(
        f"{role}: there is no column {name!r:.200} in data; there are "
        + ", ".join(map(repr, there)),
        role,
    )


def needed(data, names):
    """data with no more than the named columns where it can be cut down: so
    that columns that nobody asked for cannot fail.  (name, role) pairs."""
    if _is_lazy(data):
        there = list(data.collect_schema().names())
        for name, role in names:
            if name not in there:
                raise _absent(name, role, there)
        return _collected(data.select(list(dict(names))), "data")
    if _is_pandas_frame(data):
        there = list(data.columns)
        for name, role in names:
            if there.count(name) != 1:
                if name in there:
                    raise specification(
                        f"{role}: data has {there.count(name)} columns "
                        f"{name!r}",
                        role,
                    )
                raise _absent(name, role, there)
        return data[list(dict(names))]
    return data


def frame_columns(data, names):
    """A dict name -> Column of the named columns.  (name, role) pairs."""
    records = _record_names(data)
    if isinstance(data, Mapping) or records or _is_pandas_frame(data):
        there = list(records or data.keys())
        for name, role in names:
            if name not in there:
                raise _absent(name, role, there)
        return {name: column(data[name], name) for name, _ in names}
    made = _exported(needed(data, names), "data")
    if made is None:
        raise unsupported(
            f"data: a {_type(data)} is not a frame: pass a mapping of names "
            "to columns, or anything with __arrow_c_stream__ (pandas, Polars, "
            "pyarrow, a DuckDB relation)",
            "data",
        )
    if not isinstance(made, dict):
        raise specification("data: expected a frame, found one column", "data")
    for name, role in names:
        if name not in made:
            raise _absent(name, role, made)
    return {name: made[name] for name, _ in names}


def check_indexes(named):
    """Refuses pandas objects whose indexes differ; (role, object) pairs.

    Aligning them would be a guess, ignoring the index would pair rows that do
    not belong together.
    """
    first = None
    for role, obj in named:
        members = obj.values() if isinstance(obj, Mapping) else (obj,)
        if isinstance(obj, (list, tuple)) and any(map(_is_column, obj)):
            members = obj
        for member in members:
            index = getattr(member, "index", None)
            if index is None or not hasattr(index, "equals"):
                continue
            if first is None:
                first = role, index
            elif index is not first[1] and not index.equals(first[1]):
                raise specification(
                    f"{role}: its pandas index differs from that of "
                    f"{first[0]}: rows are paired by position, so sort or "
                    "reindex them alike, or pass .to_numpy() of each",
                    role,
                )
