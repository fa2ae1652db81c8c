# SPDX-License-Identifier: MIT
"""Rules of a gate: never a pass for want of data, and no limit by mistake."""

from table import gate_case

RULE = {"criterion": "impact_ratio", "by": "race", "min": "0.8"}
RATE = {"metric": "true_positive_rate", "comparison": "difference",
        "by": "race", "max": "0.5"}


def groups(*counts, **more):
    """(selected, rejected) of the groups a, b, …"""
    return {
        "s:race": [name for name, _ in zip("abcd", counts) for _ in "pn"],
        "y_pred": [1, 0] * len(counts),
        "frequency": [n for pair in counts for n in pair],
        **more,
    }


FAIR = (1000, 4000), (1010, 3990)

gate_case(53, "gate-passes", groups(*FAIR), [RULE], status="pass",
          why="within_limit", within=True)
gate_case(53, "gate-fails", groups((100, 400), (50, 450)), [RULE],
          status="fail", why="beyond_limit", within=False)
gate_case(53, "gate-just-at-the-limit", groups((100, 400), (80, 420)), [RULE],
          status="inconclusive", why="between_bounds", within=True)
gate_case(53, "gate-just-below-the-limit",
          groups((1000000, 4000000), (799999, 4200001)), [RULE],
          status="inconclusive", within=False)
gate_case(53, "gate-difference-at-the-limit", groups((3, 7), (2, 8)),
          [{"metric": "selection_rate", "comparison": "difference",
            "by": "race", "max": "0.1"}], status="inconclusive", within=True)
gate_case(15, "gate-no-rows", groups((0, 0), (0, 0)), [RULE], error="EMPTY")
gate_case(16, "gate-one-group", groups((1000, 4000)), [RULE],
          status="inconclusive", why="single_group")
gate_case(17, "gate-required-group", groups(*FAIR),
          [{**RULE, "required_groups": [{"race": "a"}, {"race": "c"}]}],
          status="error", why="required_group_missing")
gate_case(17, "gate-required-group-misspelt", groups(*FAIR),
          [{**RULE, "required_groups": [{"race": "A"}]}],
          status="error", why="required_group_missing")
gate_case(17, "gate-required-group-of-another-feature", groups(*FAIR),
          [{**RULE, "required_groups": [{"sex": "a"}]}], error="ARGUMENT")
for name, listed, says in (
        ("of-another-feature", [{"sex": "a"}, {"sex": "b"}], "every feature"),
        ("twice", [{"race": "a"}, {"race": "b"}, {"race": "a"}],
         "listed twice")):
    gate_case(17, f"gate-groups-{name}", groups(*FAIR),
              [{**RULE, "groups": listed}], error="ARGUMENT", says=[says])
gate_case(17, "gate-groups-without-rows", groups(*FAIR),
          [{**RULE, "groups": [{"race": "a"}, {"race": "b"},
                               {"race": "B"}]}],
          status="error", why="required_group_missing")
gate_case(17, "gate-one-listed-group", groups(*FAIR),
          [{**RULE, "groups": [{"race": "a"}]}], status="inconclusive",
          why="single_group")
gate_case(17, "gate-groups-of-a-worse-one", groups(*FAIR, (50, 4950)),
          [{**RULE, "groups": [{"race": "b"}, {"race": "a"}]}],
          status="pass", why="within_limit", within=True)
for way in "increase", "decrease":
    gate_case(17, f"gate-groups-with-max-{way}", groups(*FAIR),
              [{"metric": "selection_rate", "by": "race", f"max_{way}": "0.1",
                "groups": [{"race": "a"}]}], error="ARGUMENT",
              says=["groups", f"max_{way}"])
gate_case(18, "gate-small-group", groups(*FAIR, (3, 17)),
          [{**RULE, "min_count": 30}], status="inconclusive",
          why="set_aside")
gate_case(18, "gate-small-group-listed", groups(*FAIR, (3, 17)),
          [{**RULE, "min_count": 30, "set_aside": [{"race": "c"}]}],
          status="pass")
gate_case(18, "gate-another-listed", groups(*FAIR, (3, 17)),
          [{**RULE, "min_count": 30, "set_aside": [{"race": "b"}]}],
          status="inconclusive", why="set_aside")
gate_case(18, "gate-all-small", groups((3, 17), (3, 17)),
          [{**RULE, "min_count": 30, "set_aside": "allow"}],
          status="inconclusive", why="below_min_count")
gate_case(19, "gate-group-without-positives",
          groups(*FAIR, y_true=[1, 1, 0, 0]), [RATE],
          status="inconclusive", why="undefined_in_group")
gate_case(19, "gate-without-labels", groups(*FAIR), [RATE], status="error",
          why="not_applicable")
gate_case(20, "gate-nobody-selected", groups((0, 9000), (0, 9000)), [RULE],
          status="inconclusive")
gate_case(6, "gate-group-without-weight",
          {**{k: v for k, v in groups(*FAIR).items() if k != "frequency"},
           "sample_weight": [1.5, 1.5, 0.0, 0.0]}, [RULE],
          status="inconclusive", why="undefined_in_group")
for name, limit in (("comma", "0,8"), ("nan", "nan"), ("infinite", "inf"),
                    ("overflow", "1e400"), ("per-cent", "80"),
                    ("negative", "-0.8"), ("empty", "")):
    gate_case(54, f"gate-limit-{name}", groups(*FAIR),
              [{**RULE, "min": limit}], error="ARGUMENT")
gate_case(54, "gate-no-limit", groups(*FAIR),
          [{"criterion": "impact_ratio"}], error="ARGUMENT",
          says=["no limit"])
gate_case(54, "gate-two-limits", groups(*FAIR), [{**RULE, "max": "0.9"}],
          error="ARGUMENT", says=["write two rules"])
gate_case(54, "gate-wrong-side", groups(*FAIR),
          [{"criterion": "impact_ratio", "max": "0.8"}], error="ARGUMENT",
          says=["give min"])
gate_case(54, "gate-nothing-is-below", groups(*FAIR),
          [{**RULE, "min": "0"}], error="ARGUMENT", says=["cannot fail"])
gate_case(54, "gate-nothing-is-above", groups(*FAIR),
          [{**RATE, "metric": "selection_rate", "max": "1.0"}],
          error="ARGUMENT", says=["cannot fail"])
gate_case(54, "gate-unknown-name", groups(*FAIR),
          [{**RULE, "criterion": "impact_ratoi"}], error="ARGUMENT",
          says=["impact_ratio"])
gate_case(54, "gate-two-rules-of-one-name", groups(*FAIR), [RULE, RULE],
          error="ARGUMENT", says=["two rules"])
gate_case(54, "gate-no-such-grouping", groups(*FAIR),
          [{**RULE, "by": "sex"}], error="ARGUMENT", says=["race"])
gate_case(54, "gate-no-rules", groups(*FAIR), [], error="ARGUMENT",
          says=["no rules"])
