# SPDX-License-Identifier: MIT
"""From arguments and frames to counts in the core."""

from . import _columns, _core, _threads
from ._errors import first_line, specification, unreadable
from ._kinds import is_mapping, is_pandas_frame

ROLES = (
    "y_true",
    "y_pred",
    "y_score",
    "y_pred_baseline",
    "sample_weight",
    "frequency",
)


def given(**options):
    """What was given; mappings of any class as dicts, for the core."""
    return {
        k: dict(v) if is_mapping(v) else v
        for k, v in options.items()
        if v is not None
    }


def split_nulls(nulls):
    """What nulls means to the audit, and what to the report."""
    if nulls is None:
        return {}, {}
    # Arrays have no truth value.
    if isinstance(nulls, str) and nulls == "set_aside":
        return {"nulls": "group"}, {"nulls": "set_aside"}
    if not isinstance(nulls, str) or nulls not in (
        "group", "exclude", "error"
    ):
        raise specification(
            'nulls: expected one of "group", "exclude", "error", "set_aside", '
            f"found {nulls!r:.200}",
            "nulls",
        )
    return {"nulls": nulls}, {}


def names_of(value, role):
    """Feature names where columns are looked up in data."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, (list, tuple)) and all(
        isinstance(v, str) for v in value
    ):
        return tuple(value)
    raise specification(
        f"{role}: expected the name of a column in data, or a list of names",
        role,
    )


def _pairs(options):
    """(column name, role) of every column that the options name."""
    pairs = [(options[role], role) for role in ROLES if role in options]
    for role in ("sensitive_features", "control_features"):
        pairs += [(name, role) for name in options.get(role, ())]
    return pairs


def _add_columns(core, options, found, threads, own=None):
    """Adds columns that were looked up by name, and some that were given."""
    columns = dict(own or {})
    for role in ROLES:
        if role in options and role not in columns:
            columns[role] = found[options[role]]
    _threads.add_columns(
        core,
        columns,
        tuple(found[n] for n in options["sensitive_features"]),
        tuple(found[n] for n in options.get("control_features", ())),
        threads,
    )


def add_data(core, options, data, threads=None):
    """Adds rows whose columns have the names in options."""
    pairs = _pairs(options)
    if (
        is_mapping(data)
        or _columns.is_records(data)
        or is_pandas_frame(data)
    ):
        found = _columns.frame_columns(data, pairs)
        _add_columns(core, options, found, threads)
        return
    cut = _columns.needed(data, pairs)
    if hasattr(cut, "__arrow_c_stream__"):
        method = "__arrow_c_stream__"
    elif hasattr(cut, "__arrow_c_array__"):
        method = "__arrow_c_array__"
    else:
        raise _columns.no_frame(data)
    try:
        exported = getattr(cut, method)()
    except Exception as cause:
        raise unreadable(
            f"data: a {type(data).__name__} could not hand out its rows: "
            f"{first_line(cause)}",
            "data",
        ) from cause
    _threads.add_exported(core, exported, threads)


def _count_data(data, arguments, sensitive, control, options, threads):
    """Columns by name in data; arrays beside it are fine."""
    own = {k: v for k, v in arguments.items() if not isinstance(v, str)}
    options |= {k: v for k, v in arguments.items() if isinstance(v, str)}
    options["sensitive_features"] = names_of(sensitive, "sensitive_features")
    if control is not None:
        options["control_features"] = names_of(control, "control_features")
    core = _core.Audit(options)
    if not own:
        add_data(core, options, data, threads)
        return core, options["sensitive_features"]
    _columns.check_indexes([("data", data), *own.items()])
    columns = {k: _columns.column(v, k) for k, v in own.items()}
    found = _columns.frame_columns(data, _pairs(options))
    _add_columns(core, options, found, threads, columns)
    return core, options["sensitive_features"]


def _members(names, obj):
    """(name, column) of features; of a frame, which makes its columns anew at
    each look, none."""
    if is_mapping(obj):
        return zip(names, obj.values())
    if isinstance(obj, (list, tuple)) and len(obj) == len(names):
        return zip(names, obj)
    return zip(names, [obj]) if len(names) == 1 else ()


def _shared_names(arguments, *features):
    """Roles to names where one object is given in two roles: the same name, so
    that the report warns of a column in two roles."""
    known = {}  # by identity; what is in it stays there and keeps its own
    for names, obj in features:
        for name, member in _members(names, obj):
            known.setdefault(id(member), (name, member))
    found = {}
    for role, obj in arguments.items():
        name, _ = known.get(id(obj), (None, None))
        if name is None:
            known[id(obj)] = role, obj
            continue
        found[role] = name
        if name in arguments:
            found[name] = name
    return found


def _count_arrays(arguments, sensitive, control, options, threads):
    roles = {"sensitive_features": sensitive, "control_features": control}
    _columns.check_indexes([*arguments.items(), *roles.items()])
    names, features = _columns.features(sensitive, "sensitive_features")
    control_names, strata = _columns.features(control, "control_features")
    options["sensitive_features"] = names
    if control_names:
        options["control_features"] = control_names
    columns = {k: _columns.column(v, k) for k, v in arguments.items()}
    options |= _shared_names(
        arguments, (names, sensitive), (control_names, control)
    )
    core = _core.Audit(options)
    _threads.add_columns(core, columns, features, strata, threads)
    return core, names


def count(data, arguments, sensitive, control, options, threads):
    """Counts all rows: the core's audit, and the names of the features."""
    threads = _threads.checked(threads)
    arguments = given(**arguments)
    options = given(**options)
    if data is None:
        return _count_arrays(arguments, sensitive, control, options, threads)
    return _count_data(data, arguments, sensitive, control, options, threads)
