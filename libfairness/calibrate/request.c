/* SPDX-License-Identifier: MIT
 * Options of a calibrator: checked, with names resolved. */
#include <math.h>

#include "audit/lookup.h"
#include "audit/names.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"
#include "calibrate/calibrator.h"

#define DEFAULT_MIN_COUNT 100
#define DEFAULT_BINS 10
#define MOST_BINS 100000

#define BAD(err, column, ...)                                                 \
    fair__fail_at(err, FAIR_ERR_ARGUMENT, column, -1, 0, __VA_ARGS__)

static fair_status
read_method(const fair_calibrator_options *o, fair__calibrator_request *r,
            fair_error *err)
{
    fair__names list = {0};
    const char *name = o->method != NULL ? o->method : "isotonic";
    r->method = fair__map_method_find(name);
    if (r->method != NULL) return FAIR_OK;
    for (size_t i = 0; fair__map_method_at(i) != NULL; i++)
        fair__names_add(&list, fair__map_method_at(i)->name);
    return fair__names_unknown(err, "method", "method", name, &list);
}

static fair_status
read_switch(const char *name, int32_t given, int32_t *out, fair_error *err)
{
    *out = given;
    if (given == 0 || given == 1) return FAIR_OK;
    return BAD(err, name, "%s is %d, expected 0 or 1", name, (int64_t)given);
}

static fair_status
read_strength(const fair_calibrator_options *o, fair__calibrator_request *r,
              fair_error *err)
{
    r->strength = !r->method->of_ranks       ? (double)NAN
                  : o->has_strength == 1     ? o->strength
                                             : 1;
    if (o->has_strength != 0 && o->has_strength != 1)
        return BAD(err, "strength",
                   "has_strength is %d, expected 0 or 1",
                   (int64_t)o->has_strength);
    if (!o->has_strength)
        return o->strength == 0
                   ? FAIR_OK
                   : BAD(err, "strength",
                         "strength is given, and has_strength is 0");
    if (!r->method->of_ranks)
        return BAD(err, "strength",
                   "strength is of the method quantile, and %s has none",
                   r->method->name);
    if (o->strength >= 0 && o->strength <= 1) return FAIR_OK;
    return BAD(err, "strength",
               "strength is %g, expected a number from 0 to 1", o->strength);
}

static fair_status
read_cost_constraint(const fair_calibrator_options *o,
                     fair__calibrator_request *r, fair_error *err)
{
    fair__names list = {0};
    const char *name = o->cost_constraint;
    r->cost_constraint = FAIR__COST_WEIGHTED;
    if (name == NULL) return FAIR_OK;
    if (r->method->kind != FAIR__MAP_WITHHELD)
        return BAD(err, "cost_constraint",
                   "cost_constraint is of the method "
                   "calibrated_equalized_odds, and %s has none",
                   r->method->name);
    for (int32_t i = 0; i <= FAIR__COST_WEIGHTED; i++) {
        r->cost_constraint = i;
        if (strcmp(name, fair__cost_constraints[i]) == 0) return FAIR_OK;
        fair__names_add(&list, fair__cost_constraints[i]);
    }
    return fair__names_unknown(err, "cost_constraint", "cost_constraint",
                               name, &list);
}

static fair_status
read_numbers(const fair_calibrator_options *o, fair__calibrator_request *r,
             fair_error *err)
{
    const int is_histogram = r->method->kind == FAIR__MAP_STEPS;
    if (o->bins > MOST_BINS)
        return BAD(err, "bins", "bins is %u, expected at most %u",
                   (uint64_t)o->bins, (uint64_t)MOST_BINS);
    if (!is_histogram && (o->bins != 0 || o->equal_mass != 0))
        return BAD(err, o->bins != 0 ? "bins" : "equal_mass",
                   "bins are of the method histogram, and %s has none",
                   r->method->name);
    if (!(o->shrinkage >= 0 && o->shrinkage < HUGE_VAL))
        return BAD(err, "shrinkage",
                   "shrinkage is %g, expected a number of rows, 0 or more",
                   o->shrinkage);
    const int is_together =
        r->method->of_ranks || r->method->kind == FAIR__MAP_WITHHELD;
    if (o->shrinkage > 0 && r->method->kind == FAIR__MAP_WITHHELD)
        return BAD(err, "shrinkage",
                   "shrinkage would leave groups apart that %s holds "
                   "together: expected 0",
                   r->method->name);
    if (o->pooled == 1 && is_together)
        return BAD(err, "pooled",
                   "pooled is one map for everyone, and %s brings groups "
                   "together",
                   r->method->name);
    r->binning.bins = o->bins != 0 ? o->bins : DEFAULT_BINS;
    r->min_count = o->min_count != 0 ? o->min_count : DEFAULT_MIN_COUNT;
    r->shrinkage = o->shrinkage;
    const fair_status st = read_switch("equal_mass", o->equal_mass,
                                       &r->binning.equal_mass, err);
    return st == FAIR_OK ? read_switch("pooled", o->pooled, &r->pooled, err)
                         : st;
}

static fair_status
read_fates(const fair_calibrator_options *o, fair__calibrator_request *r,
           fair_error *err)
{
    fair_status st = read_switch("missing", o->missing, &r->missing, err);
    if (st == FAIR_OK)
        st = read_switch("unseen", o->unseen, &r->unseen, err);
    r->model = o->model;
    return st == FAIR_OK ? fair__artefact_check_model(o->model, err) : st;
}

static fair_status
check_given(const fair_report *report, const fair__calibrator_request *r,
            fair_error *err)
{
    const uint32_t given = fair__report_snapshot(report)->given;
    if ((given & FAIR__GIVEN_SCORES) == 0)
        return BAD(err, "y_score",
                   "calibrators map scores, and the report has none: give "
                   "y_score and keep scores");
    if ((given & FAIR__GIVEN_LABEL) == 0 && !r->method->of_ranks)
        return BAD(err, "y_true", "calibrators are fitted to labels: give "
                                  "y_true");
    if ((given & FAIR__GIVEN_FINITE) == 0)
        return fair__fail_at(err, FAIR_ERR_NONFINITE, "y_score", -1, 0,
                             "scores of calibrators are finite");
    return FAIR_OK;
}

fair_status
fair__calibrator_request_read(const fair_report *report,
                              const fair_calibrator_options *given,
                              fair__calibrator_request *out, fair_error *err)
{
    fair_calibrator_options o;
    fair__calibrator_request r = {.grouping = 0};
    fair_status st = fair__options_read(&o, sizeof(o), sizeof(o), given,
                                        "fair_calibrator_options", err);
    if (st == FAIR_OK) st = read_method(&o, &r, err);
    if (st == FAIR_OK) st = read_numbers(&o, &r, err);
    if (st == FAIR_OK) st = read_fates(&o, &r, err);
    if (st == FAIR_OK) st = read_strength(&o, &r, err);
    if (st == FAIR_OK) st = read_cost_constraint(&o, &r, err);
    if (st == FAIR_OK) st = check_given(report, &r, err);
    if (st == FAIR_OK)
        st = fair__lookup_grouping(report, o.n_by, o.by, &r.grouping, err);
    if (st == FAIR_OK) st = fair__memory_init(&r.mem, o.allocator, err);
    if (st == FAIR_OK) *out = r;
    return st;
}
