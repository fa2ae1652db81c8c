# SPDX-License-Identifier: MIT
"""Bad inputs: parts that do not belong together."""

from fractions import Fraction as F

from cases.rows import DP, HALF, RACE, Y, features, good
from table import SELF, Column, merge_case

# 35 to 37: parts that do not belong together
merge_case(35, "with-itself", [(good(), {}), SELF],
           error="DUPLICATE_SHARD")
merge_case(35, "same-shard-twice", [(good(), {"shard": "a"}),
                                    (good(), {"shard": "a"})],
           error="DUPLICATE_SHARD", says=["a"])
merge_case(35, "same-shard-after-another", [
    (good(), {"shard": "a"}), (good(), {"shard": "b"}),
    (good(), {"shard": "a"})], error="DUPLICATE_SHARD", says=["a"])
merge_case(35, "different-shards", [(good(), {"shard": "a"}),
                                    (good(), {"shard": "b"})],
           manifest=["b", "a"], n=12, values=[(DP, {}, F(1, 3))])
merge_case(35, "equal-parts-without-names", [(good(), {}), (good(), {})],
           n=12, values=[(DP, {}, F(1, 3))])
merge_case(36, "a-shard-is-missing", [(good(), {"shard": "a"}),
                                      (good(), {"shard": "b"})],
           manifest=["a", "b", "c"], error="INCOMPLETE", says=["c"])
merge_case(36, "a-shard-too-many", [(good(), {"shard": "a"}),
                                    (good(), {"shard": "b"})],
           manifest=["a"], error="MISMATCH", says=["b"])
merge_case(37, "another-positive-label", [
    (good(), {"positive_label": 1}), (good(), {"positive_label": 0})],
    error="MISMATCH")
merge_case(37, "another-feature", [
    (good(), {}), (features(sex=RACE), {})], error="MISMATCH")
merge_case(37, "another-order-of-features", [
    (features(sex=RACE, race=RACE), {}), (features(race=RACE, sex=RACE), {})],
    error="MISMATCH")
merge_case(37, "another-kind-of-feature", [
    (good(), {}), (good(**{"s:race": [1, 1, 1, 2, 2, 2]}), {})],
    error="MISMATCH", says=["race"])
merge_case(37, "other-columns", [
    (good(), {}), (good(y_true=None), {})], error="MISMATCH")
merge_case(37, "weights-and-none", [
    (good(), {}), (good(sample_weight=[1.0] * 6), {})], error="MISMATCH")
merge_case(37, "another-meaning-of-missing", [
    (good(), {"nulls": "group"}), (good(), {"nulls": "exclude"})],
    error="MISMATCH")
merge_case(37, "another-meaning-of-unlabelled", [
    (good(), {"unlabelled": "keep"}), (good(), {"unlabelled": "exclude"})],
    error="MISMATCH")
SCORED = {"y_true": Y, "y_score": [.9, .1, .8, .7, .2, .3], "s:race": RACE}
merge_case(37, "another-threshold", [
    (SCORED, {"threshold": 0.5}), (SCORED, {"threshold": 0.6})],
    error="MISMATCH")
merge_case(37, "a-third-label", [
    (good(y_true=[1, 2, 1, 2, 1, 2]), {"positive_label": 1}),
    (good(y_true=[1, 3, 1, 3, 1, 3]), {"positive_label": 1})],
    error=("MISMATCH", "DATA"), says=["y_true"])
merge_case(37, "labels-that-complete-each-other", [
    (good(y_true=[2] * 6), {"positive_label": {"y_true": 2}}),
    (good(y_true=[1] * 6), {"positive_label": {"y_true": 2}})],
    n=12, values=[("base_rate", {}, F(1, 2))])
merge_case(37, "an-empty-part", [
    (good(), {}), ({"y_true": Column("int64", []),
                    "y_pred": Column("int64", []),
                    "s:race": Column("utf8", [])}, {})],
    n=6, values=[(DP, {}, F(1, 3))])
merge_case(28, "merged-sum-beyond-2-63", [
    (good(frequency=Column("uint64", [HALF, 1, 1, 1, 1, 1])), {}),
    (good(frequency=Column("uint64", [HALF, 1, 1, 1, 1, 1])), {})],
    error="OVERFLOW")
