# SPDX-License-Identifier: MIT
"""What a policy includes: rule packs of the library, and files of its own."""

import os

from ._errors import specification, suggestion
from ._files import whole
from ._packs import pack
from ._policy_tables import tables

_DEEPEST = 16
_NAMING = ("by", "required_groups", "set_aside", "groups")
_OWN = ("pack", "file", "prefix", "features", "by")


def name_of(rule):
    """Its id, which is its subject where none is said."""
    return rule.get("id") or rule.get("criterion") or rule.get("metric")


class Origin:
    """Where a rule stands: its own table, or, of keys that an include says,
    that one."""

    __slots__ = ("_layers", "place")

    def __init__(self, source, path, place=None):
        self._layers = [(source, path, None)]  # the rule's own comes last
        self.place = place  # in the policy's own file

    def within(self, source, path, keys):
        """It is a rule of an include that says these keys."""
        self._layers.insert(0, (source, path, keys))

    def where(self, key=()):
        for source, path, keys in self._layers:
            if keys is None or (key and key[0] in keys):
                return source.where((*path, *key))


def _opened(source, path, include, around):
    """The document of an include, and the files that it is within."""
    from ._toml import Document

    where = source.where(path)
    if ("pack" in include) == ("file" in include):
        raise specification(f"{where}: an include names a pack or a file")
    if "pack" in include:
        try:
            text = pack(include["pack"])
        except ValueError as error:
            raise specification(
                f"{source.where((*path, 'pack'))}: {error}", "pack"
            ) from None
        return Document(
            text.encode("utf-8"), f"{where}: pack {include['pack']}"
        ), around
    name = os.path.join(os.path.dirname(source.path), include["file"])
    where = source.where((*path, "file"))
    try:
        inside = [*around, os.path.realpath(name)]
        if inside[-1] in around:
            raise ValueError("it includes itself")
        if len(inside) > _DEEPEST:
            raise ValueError(f"files include one another over {_DEEPEST} deep")
        data = whole(name)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise specification(f"{where}: {name!r:.200}: {said}", "file") from None
    return Document(data, f"{where}: {name}", name), inside


def _with_names(rule, names):
    """The rule with its features called as they are here."""
    def renamed(value):
        if not isinstance(value, list):
            return value
        return [
            {names.get(k, k): v for k, v in one.items()}
            if isinstance(one, dict) else names.get(one, one)
            for one in value
        ]

    return {k: renamed(v) if k in _NAMING else v for k, v in rule.items()}


def _check_renamed(rules, include, document, where):
    """Refuses names of features that no rule has: of a word that is not there
    nothing is renamed."""
    there = {
        name: None
        for rule in rules
        for key in _NAMING if key in rule and not isinstance(rule[key], str)
        for one in rule[key]
        for name in (one if isinstance(one, dict) else [one])
    }
    for name in include.get("features", ()):
        if name not in there:
            raise specification(
                f"{where}: features: no rule of {document} is by {name!r:.200}"
                f": {suggestion(name, there)}they are by "
                f"{', '.join(there) or 'what the include says'}",
                "features",
            )


def _adapted(rule, include):
    """A rule of what is included, with what the include says."""
    rule = _with_names(rule, include.get("features", {}))
    said = {k: v for k, v in include.items() if k not in _OWN}
    if "by" in include and "by" not in rule:
        said["by"] = include["by"]
    if "prefix" in include:
        said["id"] = f"{include['prefix']}{name_of(rule)}"
    return {**rule, **said}, said


class Gathered:
    """What a policy and all that it includes say: rules and where each
    stands, data, tiers, and what has to be declared."""

    def __init__(self, source):
        self.rules, self.origins = [], []
        self.tiers, self.requires, self.files = {}, [], []
        self._said = {}  # of data, by what is included
        self.own = tables(source)
        around = [os.path.realpath(source.path)] if source.path else []
        self._take(source, self.own, around)
        said = {key: value for key, (value, _) in self._said.items()}
        self.data = {**said, **self.own["data"]}
        self._source = source

    def _take(self, source, read, around, include=None):
        """include: where the policy's own file asks for it."""
        for i, one in enumerate(read["include"]):
            self._include(source, ("include", i), one, around, include)
        for i, rule in enumerate(read["rules"]):
            own, path = include or (source, ("rule", i))
            self.rules.append(rule)
            self.origins.append(
                Origin(source, ("rule", i), own.place(path))
            )
        for tier, rules in read["tiers"].items():
            where = source.where(("tiers", tier))
            if tier in self.tiers:
                raise specification(
                    f"{where}: there is a tier {tier!r:.200} already"
                )
            where = source.where(("tiers", tier, "rules"))
            self.tiers[tier] = rules, where
        self.requires += read["requires"]

    def _include(self, source, path, include, around, asked):
        document, inside = _opened(source, path, include, around)
        self.files += inside[len(around):]
        read = tables(document, included=True)
        first = len(self.rules)
        self._take(document, read, inside, asked or (source, path))
        for key, value in read["data"].items():
            self._shape(key, value, document)
        _check_renamed(
            self.rules[first:], include,
            include.get("pack") or include["file"],
            source.where((*path, "features")),
        )
        for i in range(first, len(self.rules)):
            self.rules[i], said = _adapted(self.rules[i], include)
            self.origins[i].within(source, path, said)

    def _shape(self, key, value, document):
        """What includes say of data: one thing, or what the policy says."""
        where = document.where(("data", key))
        before, there = self._said.setdefault(key, (value, where))
        if before != value and key not in self.own["data"]:
            raise specification(
                f"{where}: {key} is {value!r}, and {before!r} in {there}: "
                "say it in [data] of the policy",
                key,
            )

    def check_tiers(self):
        """The policy's own is there; the rules of each are, and count."""
        own = self._source.table.get("tier")
        if own is not None and not (
            isinstance(own, str) and own in self.tiers
        ):
            raise specification(
                f"{self._source.where(('tier',))}: tier: there is no tier "
                f"{own!r:.200}: there are {', '.join(self.tiers) or 'none'}: "
                "write [tiers.high] with its rules",
                "tier",
            )
        by_id = {name_of(rule): rule for rule in self.rules}
        for tier, (ids, where) in self.tiers.items():
            for name in ids:
                if name not in by_id:
                    raise specification(
                        f"{where}: the tier {tier!r:.200} needs a rule "
                        f"{name!r:.200}, which the policy does not have: "
                        f"{suggestion(name, by_id)}there are "
                        f"{', '.join(by_id)}",
                        "rules",
                    )
                if tier == own and by_id[name].get("severity") == "warn":
                    raise specification(
                        f"{where}: the tier {tier!r:.200} needs the rule "
                        f"{name!r:.200}, which is a warning that never "
                        "counts",
                        "rules",
                    )
