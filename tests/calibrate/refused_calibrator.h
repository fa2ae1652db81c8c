/* SPDX-License-Identifier: MIT
 * The calls of calibrators, for the sweep of refused memory.  A calibrator
 * lives within a call: nothing of it may stay. */
#ifndef FAIR_TESTS_REFUSED_CALIBRATOR_H
#define FAIR_TESTS_REFUSED_CALIBRATOR_H

#include <fairness/calibrator.h>

#include "../audit/refused.h"

static fair_status
make_calibrator(world *w, const char *method, fair_calibrator **out,
                fair_error *err)
{
    static const char *const by[] = {"race"};
    fair_calibrator_options options = FAIR_CALIBRATOR_OPTIONS_INIT;
    options.method = method;
    options.n_by = 1;
    options.by = by;
    options.min_count = 1;
    options.allocator = &w->mem;
    return fair_calibrator_fit(w->report, &options, out, err);
}

static fair_status
call_calibrator(world *w, const char *method, fair_error *err)
{
    fair_calibrator *calibrator = NULL;
    const fair_status st = make_calibrator(w, method, &calibrator, err);
    fair_calibrator_free(calibrator);
    return st;
}

static fair_status
call_isotonic(world *w, fair_error *err)
{
    return call_calibrator(w, "isotonic", err);
}

static fair_status
call_histogram(world *w, fair_error *err)
{
    return call_calibrator(w, "histogram", err);
}

static fair_status
call_platt(world *w, fair_error *err)
{
    return call_calibrator(w, "platt", err);
}

static fair_status
call_quantile(world *w, fair_error *err)
{
    return call_calibrator(w, "quantile", err);
}

static fair_status
call_withheld(world *w, fair_error *err)
{
    /* Of some reports there is no such calibrator. */
    const fair_status st =
        call_calibrator(w, "calibrated_equalized_odds", err);
    return st == FAIR_ERR_DATA || st == FAIR_ERR_INFEASIBLE ? FAIR_OK : st;
}

/* As it was written: with knots and without. */
static fair_status
call_read_of(world *w, const char *method, written *text, fair_error *err)
{
    fair_calibrator *calibrator = NULL;
    if (text->bytes == NULL) {
        fair_calibrator *made = NULL;
        world other = *w;
        other.mem = (fair_allocator){0};
        ck_assert_int_eq(make_calibrator(&other, method, &made, NULL),
                         FAIR_OK);
        ck_assert_int_eq(
            fair_calibrator_write(made, "json", collect, text, NULL),
            FAIR_OK);
        fair_calibrator_free(made);
    }
    const fair_status st = fair_calibrator_read(text->bytes, text->length,
                                                &w->mem, &calibrator, err);
    fair_calibrator_free(calibrator);
    return st;
}

static fair_status
call_read_isotonic(world *w, fair_error *err)
{
    static written text;
    return call_read_of(w, "isotonic", &text, err);
}

static fair_status
call_read_platt(world *w, fair_error *err)
{
    static written text;
    return call_read_of(w, "platt", &text, err);
}

static fair_status
call_write_calibrator(world *w, fair_error *err)
{
    fair_calibrator *calibrator = NULL;
    fair_status st = make_calibrator(w, "isotonic", &calibrator, err);
    if (st == FAIR_OK)
        st = fair_calibrator_write(calibrator, "json", collect, &w->out, err);
    fair_calibrator_free(calibrator);
    return st;
}

static const refused_call calibrator_calls[] = {
    {"fair_calibrator_fit", "isotonic", reported, call_isotonic, FAIR_OK, 0},
    {"fair_calibrator_fit", "histogram", reported, call_histogram, FAIR_OK, 0},
    {"fair_calibrator_fit", "platt", reported, call_platt, FAIR_OK, 0},
    {"fair_calibrator_fit", "quantile", reported, call_quantile, FAIR_OK, 0},
    {"fair_calibrator_fit", "calibrated_equalized_odds", reported,
     call_withheld, FAIR_OK, 0},
    {"fair_calibrator_read", "isotonic", reported, call_read_isotonic, FAIR_OK,
     0},
    {"fair_calibrator_read", "platt", reported, call_read_platt, FAIR_OK, 0},
    {"fair_calibrator_write", "", reported, call_write_calibrator, FAIR_OK, 0},
};
#define CALIBRATOR_CALLS (sizeof(calibrator_calls) / sizeof(*calibrator_calls))

/* What asks for none, of a calibrator that is there. */
static const char calibrator_never[] =
    "calibrator_size calibrator_method calibrator_group_at calibrator_map_at "
    "calibrator_describe calibrator_apply calibrator_apply_arrow "
    "calibrator_apply_group calibrator_free";

static void
use_calibrator(fair_calibrator *calibrator)
{
    fair_calibrator_group group = FAIR_CALIBRATOR_GROUP_INIT;
    fair_calibrator_map map = FAIR_CALIBRATOR_MAP_INIT;
    double score = 0.5;
    ck_assert_uint_gt(fair_calibrator_size(calibrator), 1);
    ck_assert_str_eq(fair_calibrator_method(calibrator), "isotonic");
    ck_assert_int_eq(fair_calibrator_group_at(calibrator, 1, &group, NULL),
                     FAIR_OK);
    ck_assert_int_eq(fair_calibrator_map_at(calibrator, 1, &map, NULL),
                     FAIR_OK);
    ck_assert_int_eq(
        fair_calibrator_apply_group(calibrator, 1, 1, &score, &score, NULL),
        FAIR_OK);
    ck_assert_double_eq(score, score);
    const int32_t code = (int32_t)group.values[0].value.integer;
    const char *const text = group.values[0].value.text;
    const fair_column race = text != NULL ? fair_column_cstring(&text, 1)
                                          : fair_column_int32(&code, 1);
    fair_calibrator_summary summary = FAIR_CALIBRATOR_SUMMARY_INIT;
    fair_calibrator_rows rows = FAIR_CALIBRATOR_ROWS_INIT;
    struct ArrowSchema schema = {.format = "i"};
    struct ArrowArray array = {.length = 1};
    double out = -1;
    ck_assert_int_eq(fair_calibrator_describe(calibrator, &summary, NULL),
                     FAIR_OK);
    score = 0.5;
    rows.n = 1;
    rows.y_score = fair_column_float64(&score, 1);
    rows.features = &race;
    rows.n_features = 1;
    ck_assert_int_eq(fair_calibrator_apply(calibrator, &rows, NULL, &out,
                                           NULL),
                     FAIR_OK);
    ck_assert(out >= 0 && out <= 1);
    ck_assert_int_eq(fair_calibrator_apply_arrow(calibrator, &schema, &array,
                                                 NULL, &out, NULL),
                     FAIR_ERR_ARGUMENT); /* released */
    fair_calibrator_free(calibrator);
}

#endif
