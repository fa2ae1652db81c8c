# SPDX-License-Identifier: MIT
"""Turns the table of bad inputs into C for test_bad_inputs.c.

    python gen_cases.py OUTPUT
"""

import sys

from cases import CASES, GATES, MERGES
from table import SELF

TYPES = {
    "int8": "int8_t", "int16": "int16_t", "int32": "int32_t",
    "int64": "int64_t", "uint8": "uint8_t", "uint16": "uint16_t",
    "uint32": "uint32_t", "uint64": "uint64_t", "float32": "float",
    "float64": "double", "bool8": "uint8_t",
}
AUDIT_ENUMS = {
    "nulls": {"group": 0, "exclude": 1, "error": 2},
    "unlabelled": {"error": 0, "exclude": 1, "keep": 2},
    "scores": {"exact": 0, "none": 1},
}
REPORT_ENUMS = {
    "undefined": {"propagate": 0, "skip": 1},
    "favourable": {"positive": 1, "negative": 2},
}
REFERENCES = {"largest": 0, "best": 1, "worst": 2, "overall": 3, "rest": 4}
FILLERS = {"utf8": "zz", "large_utf8": "zz"}
REASONS = ("no_rows no_positives no_negatives none_selected none_rejected "
           "zero_weight zero_denominator single_group single_class "
           "below_min_count zero_reference undefined_in_group "
           "not_applicable").split()


def string(text):
    """A C string literal; octal escapes end after three digits."""
    data = text if isinstance(text, bytes) else text.encode()
    return '"' + "".join(
        chr(b) if 32 <= b < 127 and b not in b'"\\?' else f"\\{b:03o}"
        for b in data) + '"'


def number(value):
    if value != value:
        return "NAN"
    if value in (float("inf"), -float("inf")):
        return "INFINITY" if value > 0 else "-INFINITY"
    return repr(float(value))


def integer(value):
    value = int(value)
    if value > 2 ** 63 - 1:
        return f"UINT64_C({value})"
    if value == -2 ** 63:
        return "INT64_MIN"
    return f"INT64_C({value})"


def scalar(value):
    if value is None:
        return "{.kind = FAIR_KIND_MISSING}"
    if isinstance(value, bool):
        return f"{{.kind = FAIR_KIND_BOOL, .integer = {int(value)}}}"
    if isinstance(value, int):
        return f"{{.kind = FAIR_KIND_INT, .integer = {integer(value)}}}"
    if isinstance(value, float):
        return f"{{.kind = FAIR_KIND_FLOAT, .number = {number(value)}}}"
    length = len(value.encode())
    return (f"{{.kind = FAIR_KIND_TEXT, .text = {string(value)}, "
            f".length = {length}}}")


def bits(values):
    out = bytearray((len(values) + 7) // 8 or 1)
    for i, v in enumerate(values):
        if v:
            out[i // 8] |= 1 << (i % 8)
    return out


class Writer:
    def __init__(self):
        self.lines, self.names = [], 0

    def array(self, kind, values):
        """A static array; empty ones get one element that nobody reads."""
        self.names += 1
        name = f"x{self.names}"
        body = ", ".join(values) or "0"
        self.lines.append(f"static const {kind} {name}[] = {{{body}}};")
        return name

    def column(self, column):
        """A fair_column initializer."""
        kind, fill = column.type, column.offset
        filler = FILLERS.get(kind, 0)
        values = [filler] * fill + list(column.values)
        fields = [f".type = FAIR_TYPE_{kind.upper()}",
                  f".length = {len(column.values)}"]
        if fill:
            fields.append(f".offset = {fill}")
        valid = column.valid
        if valid is None and None in values and kind != "null":
            valid = [v is not None for v in column.values]
        if valid is not None:
            bytes_ = bits([1] * fill + list(valid))
            fields.append(".validity = " + self.array(
                "uint8_t", map(str, bytes_)))
        if kind in FILLERS:
            fields.append(self.text(kind, values))
        elif kind == "dictionary":
            fields.append(f".index_type = FAIR_TYPE_{column.index.upper()}")
            codes = self.array(TYPES[column.index],
                               [integer(v or 0) for v in values])
            inner = self.array("fair_column",
                               [self.column(column.dictionary)])
            fields.append(f".buffers = {{{codes}, NULL}}")
            fields.append(f".dictionary = {inner}")
        elif kind == "bool1":
            fields.append(".buffers = {%s, NULL}" % self.array(
                "uint8_t", map(str, bits(values))))
        elif kind != "null":
            show = number if kind.startswith("float") else integer
            cast = "(float)" if kind == "float32" else ""
            fields.append(".buffers = {%s, NULL}" % self.array(
                TYPES[kind], [cast + show(v or 0) for v in values]))
        return "{" + ", ".join(fields) + "}"

    def text(self, kind, values):
        data, offsets = b"", [0]
        for v in values:
            if v is not None:
                data += v if isinstance(v, bytes) else v.encode()
            offsets.append(len(data))
        width = "int32_t" if kind == "utf8" else "int64_t"
        o = self.array(width, map(str, offsets))
        b = self.array("uint8_t", map(str, data))
        return f".buffers = {{{o}, {b}}}"

    def strings(self, values):
        return self.array("char *const", map(string, values))

    def rows(self, case, batch):
        any_column = next(iter(batch.values()))
        n = batch.get("y_true", batch.get("y_pred", any_column))
        fields = [".size = sizeof(fair_rows)", f".n = {len(n.values)}"]
        for role in ("y_true", "y_pred", "y_score", "y_pred_baseline",
                     "sample_weight", "frequency"):
            if role in batch:
                fields.append(f".{role} = {self.column(batch[role])}")
        for role, prefix in (("sensitive", "s:"), ("control", "c:")):
            columns = [self.column(c) for k, c in batch.items()
                       if k.startswith(prefix)]
            if columns:
                fields.append(f".{role} = "
                              + self.array("fair_column", columns))
        return "{" + ", ".join(fields) + "}"

    def audit_options(self, case):
        fields = [".size = sizeof(fair_audit_options)"]
        for role, prefix in (("sensitive", "s"), ("control", "c")):
            names = case.features(prefix)
            if names:
                fields += [f".n_{role} = {len(names)}",
                           f".{role}_names = {self.strings(names)}"]
        options = case.options
        positive = options.get("positive_label")
        if isinstance(positive, dict):
            fields += [f".{k}_positive = {scalar(v)}"
                       for k, v in positive.items()]
        elif "positive_label" in options:
            fields.append(f".positive_label = {scalar(positive)}")
        if "threshold" in options:
            fields += [f".threshold = {number(options['threshold'])}",
                       ".has_threshold = 1"]
        if "score_range" in options:
            low, high = options["score_range"]
            fields += [f".score_low = {number(low)}",
                       f".score_high = {number(high)}",
                       ".has_score_range = 1"]
        if "score_bins" in options:
            fields.append(f".score_bins = {options['score_bins']}")
        for key, values in AUDIT_ENUMS.items():
            if options.get(key) in values:
                fields.append(f".{key} = {values[options[key]]}")
        if "max_cells" in options:
            fields.append(f".max_cells = {options['max_cells']}")
        if "shard" in options:
            fields.append(f".shard = {string(options['shard'])}")
        return "{" + ", ".join(fields) + "}"

    def feature_values(self, named):
        return self.array("fair_feature_value", [
            f"{{{string(k)}, {scalar(v)}}}" for k, v in named.items()])

    def report_options(self, case):
        options, fields = case.options, [
            ".size = sizeof(fair_report_options)"]
        if "by" in options:
            flat = [f for by in options["by"] for f in by]
            lengths = self.array(
                "size_t", [str(len(by)) for by in options["by"]])
            fields += [f".n_by = {len(options['by'])}",
                       f".by_lengths = {lengths}",
                       f".by = {self.strings(flat)}"]
        reference = options.get("reference")
        if isinstance(reference, dict):
            fields += [f".n_reference_values = {len(reference)}",
                       ".reference_values = "
                       + self.feature_values(reference)]
        elif reference:
            fields.append(f".reference = {REFERENCES[reference]}")
        for key, values in REPORT_ENUMS.items():
            if key in options:
                fields.append(f".{key} = {values[options[key]]}")
        if options.get("nulls") == "set_aside":
            fields.append(".nulls = FAIR_NULLS_SET_ASIDE")
        if "metrics" in options:
            fields += [f".n_metrics = {len(options['metrics'])}",
                       f".metrics = {self.strings(options['metrics'])}"]
        for key in ("confidence", "min_share"):
            if key in options:
                fields.append(f".{key} = {number(options[key])}")
        if "min_count" in options:
            fields.append(f".min_count = {options['min_count']}")
        if options.get("allow_sparse"):
            fields.append(".allow_sparse = 1")
        return "{" + ", ".join(fields) + "}"

    def expected(self, name, where, shown):
        fields = [f".name = {string(name)}"]
        if "group" in where:
            fields += [f".n_group = {len(where['group'])}",
                       ".group = " + self.feature_values(where["group"])]
        if "comparison" in where:
            fields.append(f".comparison = {string(where['comparison'])}")
        if shown.value is not None:
            fields.append(f".value = {number(float(shown.value))}")
        codes = [REASONS.index(r) + 1 for r in shown.reasons]
        fields.append(".reasons = {%s}" % (", ".join(map(str, codes)) or 0))
        if shown.within is not None:
            fields.append(f".within = {1 if shown.within else -1}")
        return "{" + ", ".join(fields) + "}"

    def case(self, case):
        batches = self.array("fair_rows",
                             [self.rows(case, b) for b in case.batches])
        fields = [
            f".id = {string(f'{case.number} {case.id}')}",
            f".audit = {self.audit_options(case)}",
            f".report = {self.report_options(case)}",
            f".n_batches = {len(case.batches)}", f".batches = {batches}",
            ".errors = {%s}" % (", ".join(
                "FAIR_ERR_" + e for e in case.errors) or 0),
            ".row = " + str(-1 if case.row is None else case.row),
            ".count = " + str(case.count or 0),
            f".hostile = {int(case.hostile)}",
        ]
        if case.column:
            fields.append(f".column = {string(case.column)}")
        if case.n is not None:
            fields.append(f".n = {integer(case.n)}")
        if case.values:
            values = self.array("expected_value",
                                [self.expected(*v) for v in case.values])
            fields += [f".n_values = {len(case.values)}",
                       f".values = {values}"]
        if case.warns:
            warns = self.array("expected_warning", [
                f"{{{string(code)}, {n}}}" for code, n in case.warns.items()])
            fields += [f".n_warns = {len(case.warns)}", f".warns = {warns}"]
        return "    {" + ",\n     ".join(fields) + "},"

    def part(self, part):
        if part == SELF:
            return "{.is_self = 1}"
        rows = self.array("fair_rows", [self.rows(part, part.columns)])
        return f"{{.audit = {self.audit_options(part)}, .rows = {rows}}}"

    def merge(self, merge):
        parts = self.array("merge_part", map(self.part, merge.parts))
        fields = [
            f".id = {string(f'{merge.number} {merge.id}')}",
            f".n_parts = {len(merge.parts)}", f".parts = {parts}",
            ".errors = {%s}" % (", ".join(
                "FAIR_ERR_" + e for e in merge.errors) or 0),
            ".row = -1", f".n = {merge.n or 0}",
        ]
        if merge.manifest is not None:
            fields += [f".n_manifest = {len(merge.manifest)}",
                       f".manifest = {self.strings(merge.manifest)}"]
        if merge.values:
            values = self.array("expected_value",
                                [self.expected(*v) for v in merge.values])
            fields += [f".n_values = {len(merge.values)}",
                       f".values = {values}"]
        return "    {" + ",\n     ".join(fields) + "},"

    def groups(self, named, field):
        lengths = self.array("size_t", [str(len(g)) for g in named])
        values = self.array("fair_feature_value", [
            f"{{{string(k)}, {scalar(v)}}}"
            for g in named for k, v in g.items()])
        return [f".n_{field} = {len(named)}", f".{field}_lengths = {lengths}",
                f".{field} = {values}"]

    def rule(self, rule):
        fields = [".size = sizeof(fair_rule)"]
        fields += [f".{key} = {string(rule[key])}"
                   for key in ("id", "criterion", "metric", "comparison",
                               "min", "max", "max_increase", "max_decrease")
                   if key in rule]
        if "by" in rule:
            fields += [".n_by = 1", f".by = {self.strings([rule['by']])}"]
        if "min_count" in rule:
            fields.append(f".min_count = {rule['min_count']}")
        if "required_groups" in rule:
            fields += self.groups(rule["required_groups"], "required")
        if "groups" in rule:
            fields += self.groups(rule["groups"], "groups")
        aside = rule.get("set_aside", "refuse")
        if isinstance(aside, list):
            fields += self.groups(aside, "may_be_small")
            aside = "listed"
        fields.append(f".set_aside = FAIR_SET_ASIDE_{aside.upper()}")
        return "{" + ", ".join(fields) + "}"

    def gate(self, gate):
        rules = self.array("fair_rule", [self.rule(r) for r in gate.rules])\
            if gate.rules else "NULL"
        fields = [f".c = {self.case(gate.case).strip().rstrip(',')}",
                  f".n_rules = {len(gate.rules)}", f".rules = {rules}"]
        if gate.status:
            fields.append(f".status = FAIR_VERDICT_{gate.status.upper()}")
        if gate.why:
            fields.append(f".why = {string(gate.why)}")
        if gate.within is not None:
            fields.append(f".within = {1 if gate.within else -1}")
        return "    {" + ",\n     ".join(fields) + "},"


def main(path):
    writer = Writer()
    rows = [writer.case(c) for c in CASES if "c" in c.fronts]
    merges = [writer.merge(m) for m in MERGES]
    gates = [writer.gate(g) for g in GATES]
    with open(path, "w", encoding="ascii") as out:
        out.write("/* Made from cases by gen_cases.py. */\n")
        out.write("\n".join(writer.lines))
        out.write("\nstatic const bad_case cases[] = {\n")
        out.write("\n".join(rows) + "\n};\n")
        out.write("static const bad_case merges[] = {\n")
        out.write("\n".join(merges) + "\n};\n")
        out.write("static const gate_case gates[] = {\n")
        out.write("\n".join(gates) + "\n};\n")


if __name__ == "__main__":
    main(sys.argv[1])
