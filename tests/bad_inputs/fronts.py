# SPDX-License-Identifier: MIT
"""The columns of a case as each front end of Python holds them."""

import math

PLAIN = {"int64", "float64", "bool8", "utf8", "uint64"}


def is_text(column):
    return column.type in ("utf8", "large_utf8", "utf8_view")


def has_bytes(column):
    return any(isinstance(v, bytes) for v in column.values)


def is_plain(column):
    """Nothing about it is lost in a list of Python values."""
    return (column.type in PLAIN and column.valid is None
            and column.offset == 0 and not has_bytes(column))


def lists(columns):
    if not all(is_plain(c) for c in columns.values()):
        return None
    return {k: list(c.values) for k, c in columns.items()}


def numpy_arrays(columns):
    """Numbers as arrays; what no array holds stays a list."""
    import numpy as np
    types = {"bool8": "bool"}
    out, arrays = {}, 0
    for name, c in columns.items():
        if c.type == "bool1" or c.valid is not None or c.offset or \
                c.type in ("dictionary", "null") or has_bytes(c):
            return None
        if is_text(c) or None in c.values:
            out[name] = list(c.values)
        else:
            arrays += 1
            out[name] = np.array(c.values, types.get(c.type, c.type))
    return out if arrays else None


def arrow_array(c):
    import pyarrow as pa
    types = {"bool8": pa.bool_(), "bool1": pa.bool_(),
             "utf8": pa.utf8(), "large_utf8": pa.large_utf8(),
             "utf8_view": pa.string_view(), "null": pa.null()}
    kind = types.get(c.type) or getattr(pa, c.type)() \
        if c.type != "dictionary" else None
    fill = c.offset
    valid = None if c.valid is None else [1] * fill + list(c.valid)
    if c.type == "dictionary":
        filler = [0] * fill + [0 if v is None else v for v in c.values]
        index = primitive(filler, getattr(pa, c.index)(), valid)
        array = pa.DictionaryArray.from_arrays(
            index, arrow_array(c.dictionary), safe=False)
    elif has_bytes(c):
        array = pa.array([b"zz"] * fill + c.values, pa.binary())
        array = pa.Array.from_buffers(kind, len(array), array.buffers())
    elif valid is not None:
        array = primitive([0] * fill + list(c.values), kind, valid)
    else:
        filler = "zz" if is_text(c) else 0
        if c.type in ("bool8", "bool1"):
            values = [None if v is None else bool(v) for v in c.values]
            array = pa.array([False] * fill + values, kind)
        elif c.type == "float16":
            import numpy as np
            array = pa.array(np.array(c.values, np.float16), kind)
        else:
            array = pa.array([filler] * fill + list(c.values), kind,
                             from_pandas=False)
    return array.slice(fill)


def primitive(values, kind, valid):
    """With values of their own under the nulls."""
    import pyarrow as pa
    full = pa.array(values, kind)
    if valid is None:
        return full
    mask = pa.array([bool(v) for v in valid])
    return pa.Array.from_buffers(
        kind, len(values), [mask.buffers()[1], full.buffers()[1]])


def arrow_table(batches):
    import pyarrow as pa
    lengths = {len(c.values) for b in batches[:1] for c in b.values()}
    if len(lengths) > 1:
        return None
    tables = [pa.table({k: arrow_array(c) for k, c in b.items()})
              for b in batches]
    chunked = {k: [t.column(k).chunk(0) if t.column(k).num_chunks else
                   arrow_array(b[k]) for t, b in zip(tables, batches)]
               for k in batches[0]}
    if any(len({a.type for a in chunks}) > 1 for chunks in chunked.values()):
        return None
    return pa.table({k: pa.chunked_array(v) for k, v in chunked.items()})


def pandas_frame(columns):
    import pandas as pd
    if not all(is_plain(c) for c in columns.values()) or \
            len({len(c.values) for c in columns.values()}) > 1:
        return None
    types = {"int64": "Int64", "bool8": "boolean", "uint64": "UInt64",
             "float64": "float64", "utf8": "str"}
    plain = {"int64": "int64", "bool8": "bool", "uint64": "uint64"}
    out = {}
    for name, c in columns.items():
        kind = types[c.type] if None in c.values else \
            plain.get(c.type, types[c.type])
        values = [math.nan if v is None and c.type == "float64" else v
                  for v in c.values]
        out[name] = pd.Series(values, dtype=kind)
    return pd.DataFrame(out)


def polars_frame(columns):
    import polars as pl
    if not all(is_plain(c) for c in columns.values()) or \
            len({len(c.values) for c in columns.values()}) > 1:
        return None
    types = {"int64": pl.Int64, "bool8": pl.Boolean, "uint64": pl.UInt64,
             "float64": pl.Float64, "utf8": pl.String}
    return pl.DataFrame({k: pl.Series(c.values, dtype=types[c.type])
                         for k, c in columns.items()})


def text_of(value):
    """One field of a CSV file: missing is empty, text is quoted."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return repr(value)


def csv_text(columns):
    """None where text cannot hold the case: types are lost in a file."""
    if not all(is_plain(c) for c in columns.values()) or \
            len({len(c.values) for c in columns.values()}) > 1:
        return None
    if any(k[:2] in ("s:", "c:") and c.type == "float64"
           for k, c in columns.items()):
        return None
    names = [k[2:] if k[1] == ":" else k for k in columns]
    lines = [",".join(text_of(n) for n in names)]
    lines += [",".join(map(text_of, row))
              for row in zip(*(c.values for c in columns.values()))]
    return "\n".join(lines) + "\n"
