/* SPDX-License-Identifier: MIT
 * The specification of an audit: checked, copied, compared. */
#include "tally/spec.h"

#include <string.h>

#include "base/scalar.h"
#include "base/utf8.h"

static const char *const role_names[FAIR__N_ROLES] = {
    "y_true",          "y_pred",        "y_score",
    "y_pred_baseline", "sample_weight", "frequency",
};

static const char *const positive_names[3] = {
    "y_true_positive",
    "y_pred_positive",
    "y_pred_baseline_positive",
};

const char *
fair__role_name(int role)
{
    return role_names[role];
}

const char *
fair__spec_column(const fair__spec *spec, int role)
{
    const char *name = spec->columns[role];
    return name != NULL ? name : role_names[role];
}

static fair_status
copy_name(const fair_allocator *mem, const char *given, const char *option,
          char **out, fair_error *err)
{
    const size_t length = strlen(given);
    if (length == 0)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, option, -1, 0,
                             "a name in %s is empty", option);
    if (!fair__utf8_valid(given, length))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, option, -1, 0,
                             "a name in %s is not UTF-8", option);
    *out = fair__copy_text(mem, given, length);
    return *out != NULL ? FAIR_OK : fair__no_memory(err);
}

/* Appends n feature names to the `first` that are there. */
static fair_status
copy_features(fair__spec *spec, const fair_allocator *mem, size_t first,
              const char *const *names, size_t n, const char *option,
              fair_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (names == NULL || names[i] == NULL)
            return fair__fail_at(err, FAIR_ERR_ARGUMENT, option, -1, 0,
                                 "%s: name %u of %u is NULL", option,
                                 (uint64_t)i, (uint64_t)n);
        const fair_status st = copy_name(mem, names[i], option,
                                         &spec->features[first + i], err);
        if (st != FAIR_OK) return st;
        for (size_t j = 0; j < first + i; j++)
            if (strcmp(spec->features[j], names[i]) == 0)
                return fair__fail_at(err, FAIR_ERR_ARGUMENT, option, -1, 0,
                                     "feature %q is named twice: name each "
                                     "once, as a sensitive or as a control "
                                     "feature",
                                     names[i], strlen(names[i]));
    }
    return FAIR_OK;
}

/* A label as it is compared: booleans count as 0 and 1. */
static fair_status
copy_positive(fair_scalar *out, const fair_allocator *mem,
              const fair_scalar *given, const char *option, fair_error *err)
{
    fair_scalar s = *given;
    if (s.kind == FAIR_KIND_NONE) return FAIR_OK;
    if (s.kind == FAIR_KIND_MISSING)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, option, -1, 0,
                             "%s cannot be the missing value", option);
    const int text = s.kind == FAIR_KIND_TEXT || s.kind == FAIR_KIND_PARSED;
    if (text && s.text == NULL && s.length > 0)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, option, -1, 0,
                             "%s has a length but no text", option);
    if (!fair__scalar_canonical(&s) ||
        (text && !fair__utf8_valid(s.text, s.length)))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, option, -1, 0,
                             "%s must be text in UTF-8, a boolean or a whole "
                             "number",
                             option);
    if (s.kind == FAIR_KIND_BOOL) {
        s.kind = FAIR_KIND_INT;
        s.integer = s.integer != 0;
    }
    /* Only what the kind uses, so that equal means equal. */
    fair_scalar copy;
    memset(&copy, 0, sizeof(copy));
    copy.kind = s.kind;
    if (text) {
        copy.text = fair__copy_text(mem, s.text, s.length);
        if (copy.text == NULL) return fair__no_memory(err);
        copy.length = s.length;
    } else {
        copy.integer = s.integer;
    }
    *out = copy;
    return FAIR_OK;
}

static fair_status
copy_columns(fair__spec *spec, const fair_allocator *mem,
             const fair_audit_options *o, fair_error *err)
{
    const char *const names[FAIR__N_ROLES] = {
        o->y_true,          o->y_pred,        o->y_score,
        o->y_pred_baseline, o->sample_weight, o->frequency,
    };
    for (int role = 0; role < FAIR__N_ROLES; role++) {
        if (names[role] == NULL) continue;
        const fair_status st = copy_name(mem, names[role], role_names[role],
                                         &spec->columns[role], err);
        if (st != FAIR_OK) return st;
    }
    const fair_scalar *const positives[3] = {
        &o->y_true_positive,
        &o->y_pred_positive,
        &o->y_pred_baseline_positive,
    };
    fair_status st = copy_positive(&spec->positive_any, mem,
                                   &o->positive_label, "positive_label", err);
    for (int i = 0; st == FAIR_OK && i < 3; i++)
        st = copy_positive(&spec->positive[i], mem, positives[i],
                           positive_names[i], err);
    return st;
}

static fair_status
check_choice(int32_t value, int32_t n, const char *option, fair_error *err)
{
    if (value >= 0 && value < n) return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_ARGUMENT, option, -1, 0,
                         "%s is %d, which is none of its %d choices", option,
                         (int64_t)value, (int64_t)n);
}

/* Written so that NaN fails too. */
static fair_status
check_range(const fair_audit_options *o, fair_error *err)
{
    const double most = FAIR__SCORE_MAX;
    if (o->score_bins > 0 && !o->has_score_range)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "score_bins", -1, 0,
                             "score_bins are of a range: declare score_range, "
                             "which is from the lowest to the highest score "
                             "that there can be");
    if (o->score_bins > 0 && o->scores == FAIR_SCORES_NONE)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "score_bins", -1, 0,
                             "score_bins keep scores by bin, and scores is "
                             "none: leave out one");
    if (!o->has_score_range) return FAIR_OK;
    if (!(o->score_low >= -most && o->score_high <= most))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "score_range", -1, 0,
                             "score_range is from %g to %g, and its ends are "
                             "numbers of at most 2^480 (about 3.1e144) in "
                             "size",
                             o->score_low, o->score_high);
    if (!(o->score_low < o->score_high))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "score_range", -1, 0,
                             "score_range is from %g to %g: the low end comes "
                             "first, and the high one is above it",
                             o->score_low, o->score_high);
    return FAIR_OK;
}

static fair_status
check_options(const fair_audit_options *o, fair_error *err)
{
    if (o->n_sensitive == 0)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "sensitive_features", -1,
                             0, "at least one sensitive feature is needed");
    if (o->n_sensitive > FAIR__MAX_FEATURES ||
        o->n_control > FAIR__MAX_FEATURES - o->n_sensitive)
        return fair__fail_at(err, FAIR_ERR_LIMIT, "sensitive_features", -1, 0,
                             "at most %u sensitive and control features "
                             "together",
                             (uint64_t)FAIR__MAX_FEATURES);
    if (o->has_threshold != 0 && o->threshold != o->threshold)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "threshold", -1, 0,
                             "threshold is NaN");
    fair_status st = check_choice(o->has_threshold, 2, "has_threshold", err);
    if (st == FAIR_OK) st = check_choice(o->nulls, 3, "nulls", err);
    if (st == FAIR_OK) st = check_choice(o->unlabelled, 3, "unlabelled", err);
    if (st == FAIR_OK)
        st = check_choice(o->text_labels, 2, "text_labels", err);
    if (st == FAIR_OK) st = check_choice(o->scores, 2, "scores", err);
    if (st == FAIR_OK) st = check_choice(o->reserved, 1, "reserved", err);
    if (st == FAIR_OK)
        st = check_choice(o->has_score_range, 2, "has_score_range", err);
    return st == FAIR_OK ? check_range(o, err) : st;
}

fair_status
fair__spec_init(fair__spec *spec, const fair_allocator *mem,
                const fair_audit_options *options, fair_error *err)
{
    memset(spec, 0, sizeof(*spec));
    fair_status st = check_options(options, err);
    if (st != FAIR_OK) return st;
    spec->n_sensitive = options->n_sensitive;
    spec->n_control = options->n_control;
    spec->has_threshold = options->has_threshold;
    /* A threshold of -0.0 is 0. */
    if (options->has_threshold && options->threshold != 0)
        spec->threshold = options->threshold;
    spec->nulls = options->nulls;
    spec->unlabelled = options->unlabelled;
    spec->text_labels = options->text_labels;
    spec->scores = options->scores;
    spec->score_range = FAIR__SCORE_RANGE_NONE;
    if (options->has_score_range)
        spec->score_range = (fair__score_range){1, options->score_low + 0.0,
                                                options->score_high + 0.0,
                                                options->score_bins};
    st = copy_features(spec, mem, 0, options->sensitive_names,
                       options->n_sensitive, "sensitive_features", err);
    if (st == FAIR_OK)
        st = copy_features(spec, mem, options->n_sensitive,
                           options->control_names, options->n_control,
                           "control_features", err);
    if (st == FAIR_OK) st = copy_columns(spec, mem, options, err);
    if (st != FAIR_OK) fair__spec_free(spec, mem);
    return st;
}

static void
free_name(const fair_allocator *mem, char *name)
{
    if (name != NULL) fair__free(mem, name, strlen(name) + 1, 1);
}

static void
free_positive(const fair_allocator *mem, const fair_scalar *s)
{
    if (s->text != NULL)
        fair__free(mem, (void *)(uintptr_t)s->text, s->length + 1, 1);
}

void
fair__spec_free(fair__spec *spec, const fair_allocator *mem)
{
    for (size_t i = 0; i < FAIR__MAX_FEATURES; i++)
        free_name(mem, spec->features[i]);
    for (int role = 0; role < FAIR__N_ROLES; role++)
        free_name(mem, spec->columns[role]);
    free_positive(mem, &spec->positive_any);
    for (int i = 0; i < 3; i++)
        free_positive(mem, &spec->positive[i]);
    memset(spec, 0, sizeof(*spec));
}

/* ---- equality ---- */

static fair_status
differ(const char *what, const char *a, const char *b, fair_error *err)
{
    if (a == NULL) a = "(not named)";
    if (b == NULL) b = "(not named)";
    return fair__fail_at(err, FAIR_ERR_MISMATCH, what, -1, 0,
                         "the audits differ in %s: %q here, %q there", what,
                         a, strlen(a), b, strlen(b));
}

static fair_status
equal_names(const char *what, const char *a, const char *b, fair_error *err)
{
    if (a == NULL && b == NULL) return FAIR_OK;
    if (a != NULL && b != NULL && strcmp(a, b) == 0) return FAIR_OK;
    return differ(what, a, b, err);
}

static fair_status
equal_numbers(const char *what, int64_t a, int64_t b, fair_error *err)
{
    if (a == b) return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_MISMATCH, what, -1, 0,
                         "the audits differ in %s: %d here, %d there", what,
                         a, b);
}

static fair_status
equal_reals(const char *what, double a, double b, fair_error *err)
{
    if (!(a < b) && !(a > b)) return FAIR_OK;
    return fair__fail_at(err, FAIR_ERR_MISMATCH, what, -1, 0,
                         "the audits differ in %s: %g here, %g there", what,
                         a, b);
}

static fair_status
equal_choices(const char *what, const char *const *names, int32_t a,
              int32_t b, fair_error *err)
{
    return a == b ? FAIR_OK : differ(what, names[a], names[b], err);
}

static fair_status
equal_positives(const char *what, const fair_scalar *a, const fair_scalar *b,
                fair_error *err)
{
    if (a->kind == b->kind && a->integer == b->integer &&
        a->length == b->length &&
        (a->length == 0 || memcmp(a->text, b->text, a->length) == 0))
        return FAIR_OK;
    if (a->kind == FAIR_KIND_NONE || b->kind == FAIR_KIND_NONE)
        return fair__fail_at(err, FAIR_ERR_MISMATCH, what, -1, 0,
                             "the audits differ in %s: %v in one, not "
                             "declared in the other",
                             what, a->kind == FAIR_KIND_NONE ? b : a);
    return fair__fail_at(err, FAIR_ERR_MISMATCH, what, -1, 0,
                         "the audits differ in %s: %v here, %v there", what,
                         a, b);
}

static fair_status
equal_features(const fair__spec *a, const fair__spec *b, fair_error *err)
{
    fair_status st =
        equal_numbers("the number of sensitive features",
                      (int64_t)a->n_sensitive, (int64_t)b->n_sensitive, err);
    if (st == FAIR_OK)
        st = equal_numbers("the number of control features",
                           (int64_t)a->n_control, (int64_t)b->n_control, err);
    const size_t n = a->n_sensitive + a->n_control;
    for (size_t i = 0; st == FAIR_OK && i < n; i++)
        st = equal_names(i < a->n_sensitive ? "sensitive_features"
                                            : "control_features",
                         a->features[i], b->features[i], err);
    return st;
}

static const char *const given[] = {"not given", "given"};

static fair_status
equal_ranges(const fair__score_range *a, const fair__score_range *b,
             fair_error *err)
{
    fair_status st =
        equal_choices("score_range", given, a->declared, b->declared, err);
    if (st == FAIR_OK) st = equal_reals("score_range", a->low, b->low, err);
    if (st == FAIR_OK) st = equal_reals("score_range", a->high, b->high, err);
    return st == FAIR_OK
               ? equal_numbers("score_bins", a->bins, b->bins, err)
               : st;
}

fair_status
fair__spec_equal(const fair__spec *a, const fair__spec *b, fair_error *err)
{
    static const char *const nulls[] = {"group", "exclude", "error"};
    static const char *const unlabelled[] = {"error", "exclude", "keep"};
    static const char *const scores[] = {"exact", "none"};
    fair_status st = equal_features(a, b, err);
    for (int role = 0; st == FAIR_OK && role < FAIR__N_ROLES; role++)
        st = equal_names(role_names[role], a->columns[role], b->columns[role],
                         err);
    if (st == FAIR_OK)
        st = equal_choices("threshold", given, a->has_threshold,
                           b->has_threshold, err);
    if (st == FAIR_OK)
        st = equal_reals("threshold", a->threshold, b->threshold, err);
    if (st == FAIR_OK)
        st = equal_choices("nulls", nulls, a->nulls, b->nulls, err);
    if (st == FAIR_OK)
        st = equal_choices("unlabelled", unlabelled, a->unlabelled,
                           b->unlabelled, err);
    if (st == FAIR_OK)
        st = equal_choices("scores", scores, a->scores, b->scores, err);
    if (st == FAIR_OK)
        st = equal_ranges(&a->score_range, &b->score_range, err);
    if (st == FAIR_OK)
        st = equal_positives("positive_label", &a->positive_any,
                             &b->positive_any, err);
    for (int i = 0; st == FAIR_OK && i < 3; i++)
        st = equal_positives(positive_names[i], &a->positive[i],
                             &b->positive[i], err);
    return st;
}
