/* SPDX-License-Identifier: MIT
 * What a rule can show: values drawn from truths that are set, and judged.
 *
 * Groups keep their sizes (with weights their effective ones), times a factor.
 * Values are the family's own, all groups together, but for one group where a
 * disparity is wanted: the smallest one, which has most room for chance.  The
 * draws of a run depend on the seed and the run alone, so that what is found
 * by halving is found in the same draws. */
#include "gate/power.h"

#include <math.h>

#include "base/error.h"
#include "base/options.h"
#include "compare/claim_test.h"
#include "gate/power_shown.h"

#define DEFAULT_POWER 0.8
#define DEFAULT_RUNS 1000
#define MOST_RUNS 1000000
#define MOST_GROWTH 1e6
#define HALVINGS 10 /* a thousandth of the way */
#define STEPS_BACK 3 /* from an end, an eighth of the way each */
/* Standard errors of a share of runs: what is said to be enough is. */
#define SURELY 2

/* What is played. */
typedef struct play {
    fair__trial trial;
    const fair_watch *watch; /* the report's */
    uint64_t played; /* runs so far */
    uint32_t runs;
    uint32_t enough; /* of these: what is surely the power asked for */
    int stopped;
} play;

typedef struct shares {
    double pass, fail, beyond, mean;
} shares;

/* ---- the value of what was drawn ---- */

static double
apart(int32_t form, double a, double b)
{
    if (form == FAIR__OF_DIFFERENCE) return a - b;
    return b > 0 ? a / b : a > 0 ? HUGE_VAL : 1;
}

/* What would be held against the limit: the worst of the families. */
static double
value_of(const fair__trial *t)
{
    const int side = t->o->rule->limit.side;
    double worst = side > 0 ? -HUGE_VAL : HUGE_VAL;
    for (size_t k = 0; k < t->o->n_families; k++) {
        const fair__family *f = &t->families[k];
        double low = 2, high = -1;
        for (size_t i = 0; i < f->n; i++) {
            const fair__sample *s = &f->samples[i];
            double x = s->rate;
            if (f->between == FAIR__TO_REFERENCE)
                x = apart(f->form, x, f->references[i].rate);
            if (x < low || i == 0) low = x;
            if (x > high || i == 0) high = x;
        }
        if (f->n == 0) continue;
        double x = side > 0 ? high : low;
        if (f->between > FAIR__TO_REFERENCE)
            x = side > 0 ? apart(f->form, high, low)
                         : apart(f->form, low, high);
        if (side * (x - worst) > 0) worst = x;
    }
    return worst;
}

static int
goes_on(play *p)
{
    const fair_watch *w = p->watch;
    p->played++;
    if (!p->stopped && w->stop != NULL && w->stop(w->ctx, p->played) != 0)
        p->stopped = 1;
    return !p->stopped;
}

static shares
shares_of(play *p, fair__truth truth)
{
    fair__trial *t = &p->trial;
    const fair__limit limit = t->o->rule->limit;
    shares sum = {0, 0, 0, 0};
    fair__trial_suppose(t, truth);
    for (uint32_t run = 0; run < p->runs && goes_on(p); run++) {
        fair__trial_draw(t, run);
        const double value = value_of(t);
        sum.fail += fair__trial_fails(t);
        sum.pass += fair__trial_passes(t);
        sum.beyond += limit.side * (value - limit.value) > 0;
        sum.mean += value;
    }
    const double n = p->runs;
    return (shares){sum.pass / n, sum.fail / n, sum.beyond / n, sum.mean / n};
}

/* ---- what is looked for ---- */

/* The least number of runs that say that a chance is at least the power, by
 * more than that so many of them had luck. */
static uint32_t
enough_of(uint32_t runs, double power)
{
    uint32_t k = (uint32_t)(power * runs);
    for (; k < runs; k++) {
        const double share = (double)k / runs;
        const double error = sqrt(share * (1 - share) / runs);
        if (share - SURELY * error >= power) break;
    }
    return k;
}

typedef int shown(fair__trial *t);

/* Whether enough runs show it: until that is known. */
static int
is_enough(play *p, fair__truth truth, shown *is_shown)
{
    uint32_t hits = 0;
    fair__trial_suppose(&p->trial, truth);
    for (uint32_t run = 0; run < p->runs && goes_on(p); run++) {
        fair__trial_draw(&p->trial, run);
        hits += (uint32_t)is_shown(&p->trial);
        if (hits >= p->enough) return 1;
        if (run + 1 - hits > p->runs - p->enough) return 0;
    }
    return 0;
}

static double
no_shift(const play *p)
{
    return fair__no_disparity(p->trial.o->plan.form);
}

static int
passes(play *p, double growth)
{
    const fair__truth none = {growth, no_shift(p)};
    return is_enough(p, none, fair__trial_passes);
}

static double
growth_to_pass(play *p)
{
    double low = 1, high = 1;
    while (!passes(p, high)) {
        low = high;
        high *= 2;
        if (high > MOST_GROWTH || p->stopped) return (double)NAN;
    }
    for (int i = 0; high > 1 && i < HALVINGS; i++) {
        const double middle = (low + high) / 2;
        if (passes(p, middle))
            high = middle;
        else
            low = middle;
    }
    return high;
}

static int
fails(play *p, double shift)
{
    const fair__truth truth = {1, shift};
    return is_enough(p, truth, fair__trial_fails);
}

/* Downwards, unless the limit is a maximum that higher values are beyond. */
static int
looks_up(const play *p)
{
    const fair__family *f = &p->trial.o->families[0];
    if (p->trial.o->rule->limit.side < 0) return 0;
    if (f->form == FAIR__OF_VALUE || f->between == FAIR__TO_REFERENCE)
        return 1;
    const fair__ends_of ends = fair__family_ends(f);
    return !(ends.high < HUGE_VAL) ||
           fair__trial_none(&p->trial) < ends.low + (ends.high - ends.low) / 2;
}

/* From no disparity to the largest that there is room for, or short of it:
 * just at an end little is known of some values. */
static double
detectable(play *p)
{
    double low = no_shift(p);
    double high = fair__trial_furthest(&p->trial, looks_up(p));
    for (int back = 0; !fails(p, high); back++) {
        if (back == STEPS_BACK || p->stopped) return (double)NAN;
        high -= (high - low) / 8;
    }
    for (int i = 0; i < HALVINGS; i++) {
        const double middle = (low + high) / 2;
        if (fails(p, middle))
            high = middle;
        else
            low = middle;
    }
    fair__trial_suppose(&p->trial, (fair__truth){1, high});
    return fair__trial_value(&p->trial);
}

static fair_status
measure(play *p, fair_power *out, fair_error *err)
{
    const fair_status st = fair__trial_begin(&p->trial, p->watch, err);
    if (st == FAIR_OK) {
        const fair__truth none = {1, no_shift(p)};
        const shares as_is = shares_of(p, none);
        out->chance_to_pass = as_is.pass;
        out->chance_to_fail = as_is.fail;
        out->chance_beyond = as_is.beyond;
        out->expected = as_is.mean;
        out->growth = growth_to_pass(p);
        out->detectable = detectable(p);
    }
    fair__trial_free(&p->trial);
    if (st != FAIR_OK) return st;
    if (p->stopped)
        return fair__fail(err, FAIR_ERR_STOPPED,
                          "stopped by the report's watch after %u runs",
                          p->played);
    return FAIR_OK;
}

/* ---- the call ---- */

static fair_status
read_options(const fair_power_options *given, fair_power_options *o,
             fair_error *err)
{
    const fair_status st = fair__options_read(
        o, sizeof(*o), sizeof(*o), given, "fair_power_options", err);
    if (st != FAIR_OK) return st;
    if (o->power == 0) o->power = DEFAULT_POWER;
    if (o->runs == 0) o->runs = DEFAULT_RUNS;
    if (!(o->power >= 0.5 && o->power < 1))
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "power", -1, 0,
                             "power is %g, expected a number from 0.5 to "
                             "below 1 (80 %% is 0.8)",
                             o->power);
    if (o->runs > MOST_RUNS)
        return fair__fail_at(err, FAIR_ERR_ARGUMENT, "runs", -1, 0,
                             "runs is %u, expected at most %u", o->runs,
                             (uint64_t)MOST_RUNS);
    return FAIR_OK;
}

static double
shared_level(const fair__evaluation *e, const fair__outcome *o)
{
    double family = 0;
    if (o->rule->severity != FAIR_SEVERITY_ERROR) return o->level;
    for (size_t k = 0; k < e->n; k++)
        family += e->outcomes[k].rule->severity == FAIR_SEVERITY_ERROR &&
                  e->outcomes[k].judged.n_claims > 0;
    return family > 0 ? o->level / family : o->level;
}

/* Why there are no numbers: what a rule is about may have changed from a
 * baseline's in any way, and what of that is no disparity is not known. */
static int32_t
why_not(const fair__outcome *o)
{
    if (o->plan.form == FAIR__OF_CHANGE) return FAIR_REASON_NOT_APPLICABLE;
    for (size_t k = 0; o->judged.n_claims == 0 && k < o->n_families; k++)
        if (o->families[k].reason != FAIR_DEFINED)
            return o->families[k].reason;
    return o->judged.n_claims > 0 ? FAIR_DEFINED
                                  : FAIR_REASON_NOT_APPLICABLE;
}

fair_status
fair__policy_power(const fair_policy *policy, const fair_report *report,
                   size_t i, const fair_power_options *options,
                   fair_power *out, fair_error *err)
{
    fair_power_options o;
    fair__evaluation e;
    fair_power found = {.size = sizeof(found),
                        .chance_to_pass = NAN,
                        .chance_to_fail = NAN,
                        .chance_beyond = NAN,
                        .expected = NAN,
                        .growth = NAN,
                        .detectable = NAN};
    fair_status st = read_options(options, &o, err);
    if (st == FAIR_OK && i >= policy->n)
        st = fair__fail(err, FAIR_ERR_ARGUMENT,
                        "there is no rule %u: the policy has %u", (uint64_t)i,
                        (uint64_t)policy->n);
    if (st == FAIR_OK) st = fair__evaluate(policy, report, NULL, &e, err);
    if (st != FAIR_OK) return st;
    const fair__outcome *outcome = &e.outcomes[i];
    play p = {.trial = {.o = outcome, .mem = &policy->mem, .seed = o.seed},
              .watch = &report->request.watch,
              .runs = (uint32_t)o.runs,
              .enough = enough_of((uint32_t)o.runs, o.power)};
    found.n_claims = outcome->judged.n_claims;
    found.reason = why_not(outcome);
    if (found.reason == FAIR_DEFINED) {
        p.trial.within = fair__level_of(outcome->level);
        p.trial.beyond = fair__level_of(shared_level(&e, outcome) /
                                        (double)found.n_claims);
        st = measure(&p, &found, err);
    }
    fair__evaluation_free(&e);
    if (st != FAIR_OK) return st;
    return fair__options_write(out, sizeof(*out), &found, sizeof(found),
                               "fair_power", err);
}
