# SPDX-License-Identifier: MIT
"""What plans have in common with other things that are made once, saved, and
applied to rows elsewhere."""

import json

from . import _files
from ._count import count, given, split_nulls
from ._errors import specification
from ._report import Report, put


def scored_report(
    data, columns, sensitive_features, options, nulls, by, threads, **shape
):
    """The report of rows with scores, by the groups that one is made for:
    of all features, or of those in by."""
    for_audit, for_report = split_nulls(nulls)
    core, names = count(
        data, columns, sensitive_features, None, {**options, **for_audit},
        threads,
    )
    by = [by] if isinstance(by, str) else by
    return Report._of(core, given(
        by=[list(names) if by is None else by], **shape, **for_report,
    ))


class Artefact:
    """Of one object of the core, which writes and reads JSON."""

    __slots__ = ("_core", "_json", "_said")

    @classmethod
    def _of(cls, core):
        self = cls.__new__(cls)
        self._core = core
        self._json = core.write("json")
        self._said = json.loads(self._json)
        return self

    @classmethod
    def from_json(cls, text):
        """One from what :meth:`to_json` gave, as text or bytes, which may
        come from anywhere.

        Raises
        ------
        CorruptError
            It is none, or not as it was written: its own SHA-256 says so.

        Examples
        --------
        >>> import libfairness as lf
        >>> plan = lf.plan([1, 0, 1, 0], [.9, .6, .4, .2],
        ...                sensitive_features={"team": list("aabb")})
        >>> lf.Plan.from_json(plan.to_json()).thresholds
        {'a': 0.9, 'b': 0.4}
        """
        if isinstance(text, str):
            text = text.encode("utf-8", "surrogatepass")
        if not isinstance(text, (bytes, bytearray, memoryview)):
            raise specification(
                f"expected the JSON of a {cls._word}, found {text!r:.200}"
            )
        return cls._of(cls._type.read(text))

    @classmethod
    def load(cls, path):
        """One from a file that :meth:`save` wrote: see :meth:`from_json`."""
        return cls.from_json(_files.whole(path))

    def save(self, path):
        """Writes it to a file, which appears whole or not at all.

        Examples
        --------
        >>> import libfairness as lf, tempfile, os
        >>> plan = lf.plan([1, 0, 1, 0], [.9, .6, .4, .2],
        ...                sensitive_features={"team": list("aabb")})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     plan.save(os.path.join(folder, "plan.json"))
        ...     lf.Plan.load(os.path.join(folder, "plan.json"))
        <libfairness.Plan: accuracy 1.000 under none, 2 groups>
        """
        if path is None:
            raise specification("path: expected a path, found None", "path")
        put(self._json, path)

    def to_json(self, file=None):
        """It as JSON, with its schema: equal ones are equal bytes, and
        :meth:`from_json` makes the same one of them."""
        return put(self._json, file)

    def to_dict(self):
        """It as dicts and lists, as in the JSON."""
        return json.loads(self._json)

    def to_text(self, file=None):
        """It for a terminal: ``str()`` is the same."""
        return put("".join(self._lines()), file)

    def _repr_html_(self):
        import html

        return f"<pre>{html.escape(self.to_text())}</pre>"

    def __str__(self):
        return self.to_text()

    def __reduce__(self):
        return type(self).from_json, (self._json,)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __eq__(self, other):
        return isinstance(other, type(self)) and self._json == other._json

    def __hash__(self):
        return hash(self._json)

    needs_groups = property(
        lambda self: self._said["needs_groups"],
        doc="Whether the group of a row has to be known when it is applied.",
    )
    model = property(
        lambda self: self._said["model"],
        doc="Of which the scores are, as its maker named it; or None.",
    )
    by = property(
        lambda self: list(self._said["by"]),
        doc="The features that groups are made of.",
    )
