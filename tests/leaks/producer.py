# SPDX-License-Identifier: MIT
"""A producer of Arrow structs in ctypes that knows what is alive.

Everything that it hands out has a number; releasing it twice, or releasing
what was never handed out, is noted.  The columns are 64-bit integers ("l") and
text ("u"), a list of values with None where one is missing.
"""

import ctypes
import itertools

PTR = ctypes.c_void_p
I64 = ctypes.c_int64


class Schema(ctypes.Structure):
    pass


class Array(ctypes.Structure):
    pass


class Stream(ctypes.Structure):
    pass


def _releasing(struct):
    return ctypes.CFUNCTYPE(None, ctypes.POINTER(struct))


RELEASE = {struct: _releasing(struct) for struct in (Schema, Array, Stream)}
GET_SCHEMA = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Schema))
GET_NEXT = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Array))
GET_ERROR = ctypes.CFUNCTYPE(PTR, ctypes.POINTER(Stream))

Schema._fields_ = [
    ("format", ctypes.c_char_p), ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_char_p), ("flags", I64), ("n_children", I64),
    ("children", ctypes.POINTER(ctypes.POINTER(Schema))),
    ("dictionary", PTR), ("release", RELEASE[Schema]), ("private", PTR)]
Array._fields_ = [
    ("length", I64), ("null_count", I64), ("offset", I64),
    ("n_buffers", I64), ("n_children", I64),
    ("buffers", ctypes.POINTER(PTR)),
    ("children", ctypes.POINTER(ctypes.POINTER(Array))),
    ("dictionary", PTR), ("release", RELEASE[Array]), ("private", PTR)]
Stream._fields_ = [
    ("get_schema", GET_SCHEMA), ("get_next", GET_NEXT),
    ("get_last_error", GET_ERROR), ("release", RELEASE[Stream]),
    ("private", PTR)]

_api = ctypes.pythonapi
DESTROY = ctypes.PYFUNCTYPE(None, PTR)
_api.PyCapsule_New.restype = ctypes.py_object
_api.PyCapsule_New.argtypes = [PTR, ctypes.c_char_p, DESTROY]
_raw_pointer = ctypes.PYFUNCTYPE(PTR, PTR, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", _api))

NAMES = {Schema: b"arrow_schema", Array: b"arrow_array",
         Stream: b"arrow_array_stream"}


class Producer:
    """What it handed out and is not released yet: alive.  What went wrong:
    wrong.  How many things it ever handed out: made."""

    _all = []  # for ever: C may call back as long as it holds on to a struct

    def __init__(self):
        self._all.append(self)
        self.alive = {}
        self.wrong = []
        self.made = 0
        self._numbers = itertools.count(1)
        self._release = {
            struct: RELEASE[struct](lambda p, s=struct: self._gone(p, s))
            for struct in NAMES}
        self._destroy = DESTROY(self._dropped)
        self._capsules = {}

    # ---- structs ----

    def _born(self, value, keep=()):
        number = next(self._numbers)
        self.made += 1
        self.alive[number] = (type(value).__name__, (value, keep))
        value.private = number
        value.release = self._release[type(value)]
        return value

    def _gone(self, pointer, struct):
        value = pointer.contents
        kind, keep = self.alive.pop(value.private, (None, ()))
        if kind != struct.__name__:
            self.wrong.append(f"{struct.__name__} released twice")
            return
        if struct is not Stream:
            for i in range(value.n_children):
                child = value.children[i]
                if child.contents.release:
                    child.contents.release(child)
        value.release = RELEASE[struct]()
        del keep  # the memory of the children that were just released

    def schema(self, columns, format="+s", name=""):
        value = Schema(format=format.encode(), name=name.encode(), flags=2)
        children = [self.schema({}, self._format(v), k)
                    for k, v in columns.items()]
        pointers = (ctypes.POINTER(Schema) * max(len(children), 1))(
            *map(ctypes.pointer, children))
        value.n_children = len(children)
        value.children = pointers
        return self._born(value, (children, pointers))

    @staticmethod
    def _format(values):
        return "u" if any(isinstance(v, str) for v in values) else "l"

    def schema_of(self, values):
        """Of a frame (a dict) or a column (a list)."""
        if isinstance(values, dict):
            return self.schema(values)
        return self.schema({}, self._format(values), "x")

    def array_of(self, values):
        if isinstance(values, dict):
            return self.frame(values)
        return self.column(values)

    def column(self, values):
        n = len(values)
        missing = sum(v is None for v in values)
        bits = (ctypes.c_uint8 * (n // 8 + 1))()
        for i, v in enumerate(values):
            bits[i // 8] |= (v is not None) << i % 8
        if self._format(values) == "u":
            texts = [(v or "").encode() for v in values]
            offsets = (ctypes.c_int32 * (n + 1))(
                0, *itertools.accumulate(map(len, texts)))
            body = b"".join(texts)
            data = [offsets, ctypes.create_string_buffer(body, len(body) + 1)]
        else:
            data = [(I64 * (n + 1))(*(v or 0 for v in values))]
        kept = [bits, *data]
        buffers = (PTR * len(kept))(*map(ctypes.addressof, kept))
        value = Array(length=n, null_count=missing, n_buffers=len(kept),
                      buffers=buffers)
        return self._born(value, (kept, buffers))

    def frame(self, columns):
        children = [self.column(v) for v in columns.values()]
        pointers = (ctypes.POINTER(Array) * max(len(children), 1))(
            *map(ctypes.pointer, children))
        buffers = (PTR * 1)(None)
        value = Array(
            length=len(next(iter(columns.values()), ())), null_count=0,
            n_buffers=1, buffers=buffers, n_children=len(children),
            children=pointers)
        return self._born(value, (children, pointers, buffers))

    def stream(self, batches, fail_schema=0, fail_at=None, message=b"broken"):
        """Of dicts of columns, or of lists: a stream of plain arrays."""
        def get_schema(self_, out):
            if fail_schema:
                return fail_schema
            made = self.schema_of(batches[0])
            ctypes.memmove(out, ctypes.addressof(made), ctypes.sizeof(made))
            return 0

        def get_next(self_, out):
            at = next(position)
            if at == fail_at:
                return 5
            if at >= len(batches):
                out.contents.release = RELEASE[Array]()
                return 0
            made = self.array_of(batches[at])
            ctypes.memmove(out, ctypes.addressof(made), ctypes.sizeof(made))
            return 0

        position = itertools.count()
        text = None if message is None else ctypes.create_string_buffer(message)
        value = Stream(
            get_schema=GET_SCHEMA(get_schema), get_next=GET_NEXT(get_next),
            get_last_error=GET_ERROR(
                lambda self_: text and ctypes.addressof(text)))
        return self._born(value, (value.get_schema, value.get_next, text))

    # ---- capsules ----

    def capsule(self, value):
        key = ctypes.addressof(value)
        self._capsules[key] = value
        return _api.PyCapsule_New(key, NAMES[type(value)], self._destroy)

    def _dropped(self, capsule):
        """The destructor: releases what nobody took."""
        for struct, name in NAMES.items():
            try:
                key = _raw_pointer(capsule, name)
            except ValueError:
                continue
            value = self._capsules.pop(key)
            if value.release:
                value.release(ctypes.pointer(value))
            return
        self.wrong.append("a capsule of another name")

    def settled(self):
        """Whether everything is released, once."""
        return not self.alive and not self.wrong and not self._capsules


class StreamObject:
    """Anything with __arrow_c_stream__; the same capsule again if shared."""

    def __init__(self, producer, batches, shared=False, **how):
        self._make = lambda: producer.capsule(
            producer.stream(batches, **how))
        self._one = self._make() if shared else None

    def __arrow_c_stream__(self, requested_schema=None):
        return self._one or self._make()


class ArrayObject:
    """Anything with __arrow_c_array__, of a frame (a dict) or a column."""

    def __init__(self, producer, columns, released=()):
        self._producer = producer
        self._columns = columns
        self._released = released

    def __arrow_c_array__(self, requested_schema=None):
        p = self._producer
        made = p.schema_of(self._columns), p.array_of(self._columns)
        for part in self._released:
            made[part].release(ctypes.pointer(made[part]))
        return tuple(map(p.capsule, made))
