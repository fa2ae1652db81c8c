# SPDX-License-Identifier: MIT
"""From whatever the caller has to columns of the core.

Tried in this order: Arrow stream, Arrow array, buffer, sequence.  Nothing is
imported to find out, nothing is aligned, nothing is guessed.  What another
library raises meanwhile becomes one of our errors, which names the column.
"""

import functools
from collections.abc import Mapping

from . import _core
from ._errors import first_line, specification, unreadable, unsupported
from ._joined import ReadFeatures
from ._kinds import (
    abstract_of,
    array_of,
    is_frame_like,
    is_lazy,
    is_mapping,
    is_one_array,
    is_pandas_frame,
    name_of_type as _type,
)

_WANTED = "pass a list, an array, a Series or anything that speaks Arrow"

# How to mend what cannot be read, by a method that tells what it is.
_MENDING = (
    ("fetchall", "pass a relation, such as con.sql(query), instead"),
    ("toArrow", "pass .toArrow() of it"),  # Spark
    ("compute", "pass .compute() of it"),  # Dask
    ("toarray", "pass .toarray() of it"),  # SciPy's sparse matrices
    ("__dlpack__", "pass numpy.from_dlpack(...) of it"),
    ("__next__", "it can be read only once and has no length; pass list(...) "
     "of it"),
)


def _mending(obj):
    return next((words for m, words in _MENDING if hasattr(obj, m)), _WANTED)


def _explained(read):
    """read(obj, name, ...) where errors of obj become ours."""

    @functools.wraps(read)
    def explained(obj, name, *rest):
        try:
            return read(obj, name, *rest)
        except (_core.FairnessError, MemoryError):
            raise
        except Exception as cause:
            said = first_line(cause)
            if not isinstance(cause, (TypeError, ValueError)):
                said = f"{type(cause).__name__}: {said}"
            raise unreadable(
                f"{name}: a {_type(obj)} could not hand out its values "
                f"({said}); {_mending(obj)}",
                name,
            ) from cause

    return explained


def _is_objects(dtype):
    """Whether pandas keeps the values as Python's objects."""
    return getattr(dtype, "kind", None) == "O" and str(dtype) == "object"


def _from_pandas(obj, name):
    """A Series, where that is quicker than by Arrow, which would look at each
    row: integers and booleans as NumPy has them, categories by their codes,
    and objects, of which many rows share few; else None."""
    dtype = getattr(obj, "dtype", None)
    if dtype is None or not hasattr(obj, "to_numpy"):
        return None
    if _is_objects(dtype):
        return _from_array(obj.to_numpy(), name)
    if hasattr(dtype, "itemsize") and hasattr(dtype, "byteorder"):
        return _from_array(obj.to_numpy(), name) if dtype.kind in "biu" \
            else None
    array = getattr(obj, "array", None)
    codes = getattr(array, "codes", None)
    categories = getattr(array, "categories", ())
    if codes is None or not 0 < len(categories) <= 65536:
        return None
    values = categories.tolist()
    if set(map(type, values)) != {str}:
        return None
    try:
        return _core.column_from_codes(codes, tuple(values), name)
    except _core.DataError:  # a category that is no text: which row has it?
        return _from_array(obj.to_numpy(), name)


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
    names = getattr(getattr(obj, "dtype", None), "names", None)
    return names if isinstance(names, tuple) else None


def is_records(obj):
    return bool(_record_names(obj))


def _one_dimension(obj, name):
    if getattr(obj, "ndim", 1) != 1:
        raise specification(
            f"{name}: expected one dimension, found {obj.ndim}: pass one "
            "column, such as x[:, 0] or x.ravel()",
            name,
        )


def _from_array(obj, name):
    """A NumPy array, or what makes one of itself."""
    if hasattr(obj, "mask") and hasattr(obj, "filled"):
        _one_dimension(obj, name)
        return _core.column_from_sequence(obj.tolist(), name)
    dtype = getattr(obj, "dtype", None)
    kind = getattr(dtype, "kind", None)
    if kind == "S":
        raise unsupported(
            f"{name}: values of type {dtype} are bytes: decode them to text, "
            'such as numpy.char.decode(x, "utf-8")',
            name,
        )
    if kind != "T":  # StringDType has no buffer
        made = _core.column_from_buffer(obj, name)
        if made is not None:
            return made
    array = obj.__array__() if hasattr(obj, "__array__") else obj
    if array is not obj and type(array) is not type(obj):
        return _from_array(array, name)
    if hasattr(obj, "tolist"):
        _one_dimension(obj, name)
        return _core.column_from_sequence(obj.tolist(), name)
    return None


def _without_arrow(obj, name, cause):
    """A pandas Series whose values Arrow does not take, or takes only with
    pyarrow, which is not there."""
    if hasattr(obj, "to_numpy") and not is_pandas_frame(obj):
        made = _from_array(obj.to_numpy(), name)
        if made is not None:
            return made
    raise unreadable(
        f"{name}: {_type(obj)} could not hand out its values: "
        f"{first_line(cause)}",
        name,
    ) from cause


def _exported(obj, name, take_stream, take_array, *rest):
    """What a reader of capsules makes of obj, None if it has none."""
    for method, take in (
        ("__arrow_c_stream__", take_stream),
        ("__arrow_c_array__", take_array),
    ):
        export = getattr(obj, method, None)
        if export is not None:
            try:
                capsule = export()
            except Exception as cause:
                return _without_arrow(obj, name, cause)
            return take(capsule, name, *rest)
    return None


def _from_sequence(obj, name):
    if not hasattr(obj, "__iter__"):
        obj = [obj[i] for i in range(len(obj))]  # list() might never end
    return _core.column_from_sequence(list(obj), name)


def _refuse(obj, name):
    if isinstance(obj, type):
        raise unsupported(
            f"{name}: {obj.__name__} is a class, not a column: {_WANTED}", name
        )
    abstract = abstract_of(obj.__class__)
    if abstract is None:
        return
    if abstract is not Mapping:
        raise unsupported(
            f"{name}: a {_type(obj)} is not a column: pass a list, with one "
            "value for each row",
            name,
        )
    raise unsupported(
        f"{name}: a {_type(obj)} is not a column: pass one of its values",
        name,
    )


@_explained
def column(obj, name):
    """One column of whatever it is; name is for messages."""
    kind = type(obj)
    if kind is list or kind is tuple:
        return _core.column_from_sequence(obj, name)
    made = None
    array = array_of(kind)
    if array == "numpy":
        made = _from_array(obj, name)
    elif array == "pyarrow":
        made = _core.column_from_array(obj.__arrow_c_array__(), name)
    if made is not None:
        return made
    if isinstance(obj, str):
        raise specification(
            f"{name}: {obj!r:.200} is a name, and there is no data= with that "
            "column",
            name,
        )
    _refuse(obj, name)
    if is_lazy(obj):
        obj = _collected(obj, name)
    if is_pandas_frame(obj):
        if len(obj.columns) != 1:
            raise specification(
                f"{name}: expected one column, found a frame of "
                f"{len(obj.columns)}: pass one of them, such as df[...]",
                name,
            )
        obj = obj.iloc[:, 0]  # a frame exports its index as well
    made = _from_pandas(obj, name)
    if made is None:
        made = _exported(
            obj, name, _core.column_from_stream, _core.column_from_array
        )
    if made is None:
        made = _from_array(obj, name)
    if made is None and hasattr(obj, "__getitem__"):
        if hasattr(obj, "__len__") and not hasattr(obj, "__dlpack__"):
            made = _from_sequence(obj, name)
    if made is None:
        raise unsupported(
            f"{name}: a {_type(obj)} is not a column: {_mending(obj)}", name
        )
    return made


def _is_column(obj):
    """Whether an entry of a list is a column rather than a value."""
    if isinstance(obj, (str, bytes)) or getattr(obj, "ndim", 1) == 0:
        return False
    return is_frame_like(obj) or hasattr(obj, "__len__")


def _holds_columns(obj):
    """Whether it is a list of columns; of plain values it is one column, which
    the types tell, much faster."""
    return (
        isinstance(obj, (list, tuple))
        and not _core.are_plain(obj)
        and any(map(_is_column, obj))
    )


def _label(label, default):
    """The name that a label of pandas gives; 7 and ("a", "b") too."""
    if isinstance(label, str):
        return label or default
    return default if label is None or label != label else str(label)


def unnamed(obj):
    """The columns of what is a column or a list of them, without names; else
    None."""
    if _core.are_plain(obj) or is_one_array(obj):
        return [obj]
    if hasattr(obj, "name") and not hasattr(obj, "columns"):  # a Series
        return None if _own_name(obj, None) else [obj]
    if not isinstance(obj, (list, tuple)):
        return None
    if not _holds_columns(obj):
        return [obj]
    return None if any(_own_name(c, None) for c in obj) else list(obj)


def _own_name(obj, default):
    name = getattr(obj, "name", None)
    if isinstance(name, str):
        return name or default
    return _label(name, default) if hasattr(obj, "iloc") else default


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
        if name in names:
            raise specification(
                f"{role}: {name!r:.200} is there twice: rename one, or pass a "
                "mapping of names to columns",
                role,
            )
        names.append(name)
        columns.append(column(obj, name))
    return tuple(names), tuple(columns)


def _some(names, role, obj):
    if not names:
        raise specification(
            f"{role}: found no column in this {_type(obj)}: pass at least one",
            role,
        )
    return names


@_explained
def features(obj, role):
    """Names and columns of sensitive or control features.

    One column, a frame, a mapping of names to columns, or a list of columns.
    """
    default = role.removesuffix("s")  # sensitive_feature_0, ...
    if obj is None:
        return (), ()
    if isinstance(obj, ReadFeatures):
        return obj.names, obj.columns
    if _core.are_plain(obj) or is_one_array(obj):
        return (f"{default}_0",), (column(obj, f"{default}_0"),)
    if is_mapping(obj):
        return _named(_some(obj, role, obj).items(), role)
    _refuse(obj, role)
    if is_pandas_frame(obj):
        labels = _some(list(obj.columns), role, obj)
        return _named(
            (
                (_label(k, f"{default}_{i}"), obj.iloc[:, i])
                for i, k in enumerate(labels)
            ),
            role,
        )
    if is_lazy(obj):
        obj = _collected(obj, role)
    records = _record_names(obj)
    if records:
        return _named(((k, obj[k]) for k in records), role)
    if getattr(obj, "ndim", 1) == 2 and hasattr(obj, "dtype"):
        columns = _some(range(obj.shape[1]), role, obj)
        return _named(((f"{default}_{i}", obj[:, i]) for i in columns), role)
    if _holds_columns(obj):
        return _named(
            ((_own_name(c, f"{default}_{i}"), c) for i, c in enumerate(obj)),
            role,
        )
    name = _own_name(obj, f"{default}_0")
    _check_name(name, role)
    made = _from_pandas(obj, name)
    if made is None:
        made = _exported(
            obj, name, _core.columns_from_stream, _core.columns_from_array
        )
    if isinstance(made, dict):
        _some(made, role, obj)
        return tuple(made), tuple(made.values())
    return (name,), (column(obj, name) if made is None else made,)


def _absent(name, role, there):
    error = specification(
        f"{role}: there is no column {name!r:.200} in data; there are "
        + ", ".join(map(repr, there)),
        role,
    )
    error.absent = name  # for who knows better where it was named
    return error


def no_frame(data):
    """The error for data that is none."""
    mending = _mending(data)
    if not mending.startswith(("pass .", "pass a relation")):
        mending = (
            "pass a mapping of names to columns, or anything with "
            "__arrow_c_stream__ (pandas, Polars, pyarrow, a DuckDB relation)"
        )
    return unsupported(
        f"data: a {_type(data)} is not a frame: {mending}", "data"
    )


@_explained
def _cut(data, _, names):
    if is_lazy(data):
        there = list(data.collect_schema().names())
        for name, role in names:
            if name not in there:
                raise _absent(name, role, there)
        return _collected(data.select(list(dict(names))), "data")
    return data


def needed(data, names):
    """data with no more than the named columns where it can be cut down: so
    that columns that nobody asked for cannot fail.  (name, role) pairs."""
    return _cut(data, "data", names)


@_explained
def _columns_of(data, _, names):
    wanted = tuple(dict(names))
    records = _record_names(data)
    if is_mapping(data) or records or is_pandas_frame(data):
        there = list(records or data.keys())
        for name, role in names:
            if name not in there:
                raise _absent(name, role, there)
            if there.count(name) > 1:
                raise specification(
                    f"{role}: data has {there.count(name)} columns {name!r}: "
                    "rename all but one",
                    role,
                )
        found = {name: data[name] for name in wanted}
        check_indexes(found.items())
        return {name: column(obj, name) for name, obj in found.items()}
    made = _exported(
        needed(data, names),
        "data",
        _core.columns_from_stream,
        _core.columns_from_array,
        wanted,
    )
    if made is None:
        raise no_frame(data)
    if not isinstance(made, dict):
        raise specification(
            f"data: expected a frame, found one column (a {_type(data)}): "
            "pass it as y_pred or the like, without data",
            "data",
        )
    for name, role in names:
        if name not in made:
            raise _absent(name, role, made)
    return made


def frame_columns(data, names):
    """A dict name -> Column of the named columns.  (name, role) pairs."""
    return _columns_of(data, "data", names)


def _indexes(role, obj):
    """(what, pandas index) of an argument and of what it holds."""
    if obj is None or array_of(type(obj)) or _core.are_plain(obj):
        return
    members = [(role, obj)]
    if is_mapping(obj):
        members = [(f"{role}[{name!r:.60}]", c) for name, c in obj.items()]
    elif _holds_columns(obj):
        members = [(f"{role}[{i}]", c) for i, c in enumerate(obj)]
    for what, member in members:
        index = getattr(member, "index", None)
        if hasattr(index, "equals"):
            yield what, index


def check_indexes(named):
    """Refuses pandas objects whose indexes differ; (role, object) pairs.

    Aligning them would be a guess, ignoring the index would pair rows that do
    not belong together.  Another length is told later, as that of any column.
    """
    first = None
    for role, obj in named:
        for what, index in _indexes(role, obj):
            if first is None:
                first = what, index
            elif (
                index is not first[1]
                and len(index) == len(first[1])
                and not index.equals(first[1])
            ):
                raise specification(
                    f"{what}: its pandas index differs from that of "
                    f"{first[0]}: rows are paired by position, so sort or "
                    "reindex them alike, or pass .to_numpy() of each",
                    role,
                )
