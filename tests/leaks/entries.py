# SPDX-License-Identifier: MIT
"""Every entry point of the package and of its extension, so that none is
forgotten: what calls reach is noted by Python's own profiler."""

import inspect
import sys
import threading

import libfairness as lf
from libfairness import _core


def _of_class(cls):
    """Its functions, properties and class methods, by name."""
    for name, value in vars(cls).items():
        value = getattr(value, "fget", None) or getattr(
            value, "__func__", value)
        if inspect.isfunction(value):
            yield f"{cls.__name__}.{name}", value.__code__


def of_the_package():
    """Names of what is public, and the code behind each."""
    found = {}
    for name in lf.__all__:
        thing = getattr(lf, name)
        if inspect.isfunction(thing):
            found[name] = thing.__code__
        elif inspect.isclass(thing):
            found.update(_of_class(thing))
    return found


def of_the_core():
    """Names of functions and methods in C."""
    found = set()
    for name, thing in vars(_core).items():
        if inspect.isbuiltin(thing):
            found.add(name)
        elif inspect.isclass(thing) and not issubclass(thing, Exception):
            found |= {
                f"{name}.{method}" for method, value in vars(thing).items()
                if inspect.ismethoddescriptor(value)
                and not method.startswith("__")
                or isinstance(value, classmethod)
            }
    return found


def _name(builtin):
    owner = builtin.__self__
    if inspect.ismodule(owner) or owner is None:
        return builtin.__name__
    cls = owner if inspect.isclass(owner) else type(owner)
    return f"{cls.__name__}.{builtin.__name__}"


def unreached(calls):
    """Entry points that none of the calls reaches."""
    codes, builtins = set(), set()

    def note(frame, event, argument):
        if event == "call":
            codes.add(frame.f_code)
        elif event == "c_call":
            builtins.add(_name(argument))

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        for call in calls:
            call()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    missing = {n for n, code in of_the_package().items() if code not in codes}
    return missing | (of_the_core() - builtins)
