# SPDX-License-Identifier: MIT
"""Every example in a public docstring runs and prints what it says."""

import doctest
import importlib
import importlib.util
import pathlib
import pkgutil

import pytest

import libfairness as lf

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


NEEDS = {"_plot_charts": "altair", "_group_calibrator": "sklearn",
         "_group_estimator": "sklearn", "_threshold_plan": "sklearn"}


def found(obj, name, module=None):
    """The docstrings of an object and of its public members."""
    finder = doctest.DocTestFinder()
    return [t for t in finder.find(obj, name, module=module)
            if not any(part.startswith("_") for part in t.name.split("."))]


def public():
    """Every public name, and what the modules say of themselves."""
    tests = found(lf, "libfairness", lf)
    for name in lf.__all__:
        thing = getattr(lf, name)
        if callable(thing):
            tests += found(thing, name)
    package = pathlib.Path(lf.__file__).parent
    for module in pkgutil.walk_packages([str(package)], "libfairness."):
        needs = NEEDS.get(module.name.removeprefix("libfairness."))
        if needs is not None and not importlib.util.find_spec(needs):
            continue  # the wheel is tested without extras
        if not module.name.endswith(("__main__", "_core")):
            text = importlib.import_module(module.name).__doc__ or ""
            tests.append(doctest.DocTestParser().get_doctest(
                text, {}, module.name, None, None))
    return {t.name: t for t in tests if t.examples}


EXAMPLES = public()


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(name):
    said = []
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    result = runner.run(EXAMPLES[name], out=said.append, clear_globs=True)
    assert result.attempted and not result.failed, "".join(said)


def test_a_wrong_example_is_found():
    test = doctest.DocTestParser().get_doctest(
        ">>> 1 + 1\n3\n", {}, "wrong", None, 0)
    result = doctest.DocTestRunner(optionflags=FLAGS).run(
        test, out=lambda text: None)
    assert result.failed == 1


def is_error(thing):
    return isinstance(thing, type) and issubclass(thing, Exception)


def test_every_public_name_says_what_it_is():
    for name in lf.__all__:
        thing = getattr(lf, name)
        if callable(thing):
            assert (thing.__doc__ or "").strip(), name
        if isinstance(thing, type) and not is_error(thing):
            silent = [m for m, value in vars(thing).items()
                      if not m.startswith("_")
                      and (callable(value) or isinstance(value, property))
                      and not (value.__doc__ or "").strip()]
            assert not silent, (name, silent)


def test_every_public_name_has_an_example():
    shown = {name.split(".")[0] for name in EXAMPLES}
    assert not [name for name in lf.__all__
                if callable(getattr(lf, name)) and name not in shown
                and not is_error(getattr(lf, name))]
