/* SPDX-License-Identifier: MIT
 * What was asked for, as JSON: the audit's part and the report's. */
#include "audit/json.h"
#include "base/scalar.h"

static const char *const reference_names[] = {"largest", "best", "worst",
                                              "overall", "rest"};
static const char *const favourable_names[] = {NULL, "positive", "negative"};
static const char *const nulls_names[] = {"group", "exclude", "error",
                                          "set_aside"};
static const char *const unlabelled_names[] = {"error", "exclude", "keep"};
static const char *const undefined_names[] = {"propagate", "skip"};

static int
is_input(const fair__snapshot *s, int role)
{
    return (s->inputs & FAIR__INPUT(role)) != 0;
}

static void
put_column(fair__json *j, const fair__snapshot *s, int role)
{
    fair__json_key(j, fair__role_name(role));
    fair__json_cstring(j, s->columns[role]);
}

static void
put_column_if_given(fair__json *j, const fair__snapshot *s, int role)
{
    if (is_input(s, role)) put_column(j, s, role);
}

static void
put_features(fair__json *j, const char *key, const char *const *names,
             size_t n)
{
    fair__json_key(j, key);
    fair__json_array_inline(j);
    for (size_t i = 0; i < n; i++) fair__json_cstring(j, names[i]);
    fair__json_end(j);
}

static int
is_same(const fair_scalar *a, const fair_scalar *b)
{
    return a->kind == b->kind && (a->kind == FAIR_KIND_FLOAT
                                      ? a->number == b->number
                                      : fair__scalar_order(a, b) == 0);
}

/* One value where all columns agree, else an object by column. */
static void
put_positive(fair__json *j, const fair__snapshot *s)
{
    static const int roles[3] = {FAIR__Y_TRUE, FAIR__Y_PRED,
                                 FAIR__Y_PRED_BASELINE};
    const fair_scalar *first = NULL;
    int differ = 0;
    for (int i = 0; i < 3; i++) {
        const fair_scalar *p = &s->positives[i];
        if (p->kind == FAIR_KIND_NONE) continue;
        if (first == NULL) first = p;
        differ |= !is_same(first, p);
    }
    fair__json_key(j, "positive_label");
    if (first == NULL) {
        fair__json_null(j);
    } else if (!differ) {
        fair__json_scalar(j, first);
    } else {
        fair__json_object_inline(j);
        for (int i = 0; i < 3; i++) {
            if (s->positives[i].kind == FAIR_KIND_NONE) continue;
            fair__json_key(j, fair__role_name(roles[i]));
            fair__json_scalar(j, &s->positives[i]);
        }
        fair__json_end(j);
    }
}


static void
put_reference(fair__json *j, const fair__snapshot *s, const fair__request *r)
{
    fair__json_key(j, "reference");
    if (r->n_reference == 0) {
        fair__json_cstring(j, reference_names[r->rules.reference]);
        return;
    }
    fair__json_object_inline(j);
    for (size_t i = 0; i < r->n_reference; i++) {
        fair__json_key(j, s->features[r->reference[i].feature]);
        const char *feature = s->features[r->reference[i].feature];
        const fair_scalar value =
            fair__value_meant(s, feature, &r->reference[i].value);
        fair__json_scalar(j, &value);
    }
    fair__json_end(j);
}

/* Prices, without which the metrics made from them cannot be worked out
 * again. */
static void
put_prices(fair__json *j, const fair__request *r)
{
    static const char *const names[] = {"true_positive", "false_positive",
                                        "false_negative", "true_negative"};
    const fair__costs *costs = &r->rules.costs;
    if (r->has_costs) {
        fair__json_key(j, "costs");
        fair__json_object_inline(j);
        fair__json_key(j, "false_positive");
        fair__json_f64(j, costs->false_positive);
        fair__json_key(j, "false_negative");
        fair__json_f64(j, costs->false_negative);
        fair__json_end(j);
    }
    if (!r->has_utilities) return;
    fair__json_key(j, "utilities");
    fair__json_object_inline(j);
    for (int i = 0; i < 4; i++) {
        fair__json_key(j, names[i]);
        fair__json_f64(j, costs->utility[i]);
    }
    fair__json_end(j);
}

static void
put_rules(fair__json *j, const fair__snapshot *s, const fair__request *r)
{
    const int32_t nulls =
        r->rules.set_aside_missing ? FAIR_NULLS_SET_ASIDE : s->nulls;
    const struct {
        const char *key;
        const char *value;
    } choices[] = {
        {"nulls", nulls_names[nulls]},
        {"unlabelled", unlabelled_names[s->unlabelled]},
        {"undefined", undefined_names[r->rules.undefined]},
    };
    fair__json_key(j, "favourable");
    fair__json_cstring(j, favourable_names[r->favourable_declared]);
    put_reference(j, s, r);
    for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++) {
        fair__json_key(j, choices[i].key);
        fair__json_cstring(j, choices[i].value);
    }
    fair__json_key(j, "confidence");
    fair__json_f64(j, r->confidence);
    fair__json_key(j, "min_count");
    fair__json_u64(j, r->rules.min_count);
    fair__json_key(j, "min_share");
    fair__json_f64(j, r->rules.min_share);
}

/* Where there are scores that may be calibrated. */
static void
put_calibration(fair__json *j, const fair__snapshot *s,
                const fair__request *r)
{
    const uint32_t needs = FAIR__GIVEN_LABEL | FAIR__GIVEN_BINS;
    if ((s->given & needs) != needs) return;
    fair__json_key(j, "calibration_bins");
    if (r->calibration_bins == FAIR__EACH_SCORE)
        fair__json_cstring(j, "distinct");
    else
        fair__json_u64(j, (uint64_t)r->calibration_bins);
    if (!(r->rules.calibration_tolerance > 0)) return;
    fair__json_key(j, "calibration_tolerance");
    fair__json_f64(j, r->rules.calibration_tolerance);
}

void
fair__json_specification(fair__json *j, const fair_report *report)
{
    const fair__snapshot *s = fair__report_snapshot(report);
    fair__json_object(j);
    put_column(j, s, FAIR__Y_TRUE);
    put_column(j, s, FAIR__Y_PRED);
    put_column_if_given(j, s, FAIR__Y_SCORE);
    if (s->has_threshold) {
        fair__json_key(j, "threshold");
        fair__json_f64(j, s->threshold);
    }
    if (s->score_range.declared) {
        fair__json_key(j, "score_range");
        fair__json_array_inline(j);
        fair__json_f64(j, s->score_range.low);
        fair__json_f64(j, s->score_range.high);
        fair__json_end(j);
    }
    if (s->score_range.bins > 0) {
        fair__json_key(j, "score_bins");
        fair__json_u64(j, s->score_range.bins);
    }
    put_features(j, "sensitive_features", s->features, s->n_sensitive);
    put_features(j, "control_features", s->features + s->n_sensitive,
                 s->n_control);
    put_positive(j, s);
    put_rules(j, s, &report->request);
    put_prices(j, &report->request);
    put_column_if_given(j, s, FAIR__SAMPLE_WEIGHT);
    put_column_if_given(j, s, FAIR__FREQUENCY);
    put_column_if_given(j, s, FAIR__Y_PRED_BASELINE);
    put_calibration(j, s, &report->request);
    if (report->request.p_values) {
        fair__json_key(j, "p_values");
        fair__json_bool(j, 1);
    }
    if (report->request.replicates > 0) {
        fair__json_member_u64(j, "replicates", report->request.replicates);
        fair__json_member_u64(j, "seed", report->request.seed);
    }
    fair__json_end(j);
}
