/* SPDX-License-Identifier: MIT
 * What a rule can show: counts drawn from rates that are set, and judged.
 *
 * Groups keep their sizes (with weights their effective ones), times a factor.
 * Rates are the family's own, all groups together, but for one group where a
 * disparity is wanted: the smallest one, which has most room for chance.  The
 * draws of a run depend on the seed and the run alone, so that what is found
 * by halving is found in the same draws. */
#include "gate/power.h"

#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"
#include "stats/draw.h"

#define DEFAULT_POWER 0.8
#define DEFAULT_RUNS 1000
#define MOST_RUNS 1000000
#define MOST_GROWTH 1e6
#define HALVINGS 10 /* a thousandth of the way */

/* What is drawn for. */
typedef struct trial {
    const fair__outcome *o;
    fair__family *families; /* copies that hold what is drawn */
    fair__sample *samples;
    double level_fail; /* shared with the other rules */
    const fair_watch *watch; /* the report's */
    uint64_t seed;
    uint64_t played; /* runs so far */
    uint32_t runs;
    int stopped;
} trial;

/* How things are in truth. */
typedef struct truth {
    double growth;
    double shift; /* of the smallest group's rate; a factor for ratios */
} truth;

typedef struct shares {
    double pass, fail, beyond, mean;
} shares;

/* ---- one run ---- */

/* The rate of all groups of a family together. */
static double
pooled(const fair__family *f)
{
    double hits = 0, n = 0;
    for (size_t i = 0; i < f->n; i++) {
        hits += f->samples[i].rate * f->samples[i].n;
        n += f->samples[i].n;
    }
    if (f->between == FAIR__TO_REFERENCE && f->n > 0) {
        hits += f->references[0].rate * f->references[0].n;
        n += f->references[0].n;
    }
    return n > 0 ? hits / n : 0;
}

static size_t
smallest(const fair__family *f)
{
    size_t found = 0;
    for (size_t i = 1; i < f->n; i++)
        if (f->samples[i].n < f->samples[found].n) found = i;
    return found;
}

static double
shifted(const fair__family *f, double rate, double shift)
{
    const double x =
        f->form == FAIR__OF_RATIO ? rate * shift : rate + shift;
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

static void
draw(const trial *t, const truth *as, uint32_t run, const fair__sample *from,
     double rate, fair__sample *out)
{
    const size_t cell = (size_t)(from - t->o->samples);
    double n = from->n * as->growth + 0.5;
    if (n < 1) n = 1;
    if (n > (double)FAIR__MOST_DRAWN) n = (double)FAIR__MOST_DRAWN;
    const uint64_t rows = (uint64_t)n;
    fair__random r = fair__random_new(t->seed, 0, run, (uint32_t)cell);
    *out = *from;
    out->n = (double)rows;
    out->rate = (double)fair__draw_binomial(&r, rows, rate) / out->n;
}

static void
draw_family(const trial *t, const truth *as, uint32_t run, size_t k)
{
    const fair__family *from = &t->o->families[k];
    fair__family *to = &t->families[k];
    const double rate = pooled(from);
    const size_t odd = smallest(from);
    for (size_t i = 0; i < from->n; i++)
        draw(t, as, run, &from->samples[i],
             i == odd ? shifted(from, rate, as->shift) : rate,
             &to->samples[i]);
    if (from->between != FAIR__TO_REFERENCE) return;
    for (size_t i = 0; i < from->n; i++) {
        /* One group that all are held against is drawn once. */
        const int again = from->references[i].group >= 0 && i > 0;
        if (again)
            to->references[i] = to->references[0];
        else
            draw(t, as, run, &from->references[i], rate, &to->references[i]);
    }
}

/* ---- the value of what was drawn ---- */

static double
apart(int32_t form, double a, double b)
{
    if (form == FAIR__OF_DIFFERENCE) return a - b;
    return b > 0 ? a / b : a > 0 ? HUGE_VAL : 1;
}

/* What would be held against the limit: the worst of the families. */
static double
value_of(const trial *t)
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
goes_on(trial *t)
{
    const fair_watch *w = t->watch;
    t->played++;
    if (!t->stopped && w->stop != NULL && w->stop(w->ctx, t->played) != 0)
        t->stopped = 1;
    return !t->stopped;
}

static shares
play(trial *t, truth as)
{
    const fair__limit limit = t->o->rule->limit;
    shares sum = {0, 0, 0, 0};
    for (uint32_t run = 0; run < t->runs && goes_on(t); run++) {
        double beyond, within;
        for (size_t k = 0; k < t->o->n_families; k++)
            draw_family(t, &as, run, k);
        fair__judge_chances(t->families, t->o->n_families, limit, &beyond,
                            &within);
        const double value = value_of(t);
        sum.fail += beyond <= t->level_fail;
        sum.pass += within <= t->o->level;
        sum.beyond += limit.side * (value - limit.value) > 0;
        sum.mean += value;
    }
    const double n = t->runs;
    return (shares){sum.pass / n, sum.fail / n, sum.beyond / n, sum.mean / n};
}

/* ---- what is looked for ---- */

static truth
no_shift(const trial *t, double growth)
{
    return (truth){growth, t->o->plan.form == FAIR__OF_RATIO ? 1 : 0};
}

static double
growth_to_pass(trial *t, double power)
{
    double low = 1, high = 1;
    while (play(t, no_shift(t, high)).pass < power) {
        low = high;
        high *= 2;
        if (high > MOST_GROWTH) return (double)NAN;
    }
    for (int i = 0; high > 1 && i < HALVINGS; i++) {
        const double middle = (low + high) / 2;
        if (play(t, no_shift(t, middle)).pass < power)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* From no disparity to the largest that the rates leave room for. */
static double
detectable(trial *t, double power)
{
    const fair__family *f = &t->o->families[0];
    const int32_t form = t->o->plan.form;
    const double rate = pooled(f), none = form == FAIR__OF_RATIO ? 1 : 0;
    const int side = t->o->rule->limit.side;
    /* Lower, unless the limit is a maximum that higher rates are beyond. */
    const int up = side > 0 && (form == FAIR__OF_VALUE ||
                                f->between == FAIR__TO_REFERENCE ||
                                rate < 0.5);
    double low = none;
    double high = form != FAIR__OF_RATIO ? (up ? 1 - rate : -rate)
                  : up                   ? (rate > 0 ? 1 / rate : 1)
                                         : 0;
    if (play(t, (truth){1, high}).fail < power) return (double)NAN;
    for (int i = 0; i < HALVINGS; i++) {
        const double middle = (low + high) / 2;
        if (play(t, (truth){1, middle}).fail < power)
            low = middle;
        else
            high = middle;
    }
    if (form == FAIR__OF_VALUE) return rate + high;
    return form == FAIR__OF_DIFFERENCE && f->between == FAIR__ALL_PAIRS
               ? fabs(high)
               : high;
}

static fair_status
measure(trial *t, const fair_allocator *mem, double power, fair_power *out,
        fair_error *err)
{
    const fair__outcome *o = t->o;
    t->families = fair__calloc(mem, o->n_families, sizeof(*t->families));
    t->samples = fair__calloc(mem, o->n_samples, sizeof(*t->samples));
    const int there = t->families != NULL &&
                      (t->samples != NULL || o->n_samples == 0);
    if (there) {
        for (size_t k = 0; k < o->n_families; k++) {
            fair__family *f = &t->families[k];
            *f = o->families[k];
            f->samples = t->samples + (f->samples - o->samples);
            f->references = t->samples + (f->references - o->samples);
        }
        const shares as_is = play(t, no_shift(t, 1));
        out->chance_to_pass = as_is.pass;
        out->chance_to_fail = as_is.fail;
        out->chance_beyond = as_is.beyond;
        out->expected = as_is.mean;
        out->growth = growth_to_pass(t, power);
        out->detectable = detectable(t, power);
    }
    fair__free(mem, t->samples, o->n_samples, sizeof(*t->samples));
    fair__free(mem, t->families, o->n_families, sizeof(*t->families));
    if (!there) return fair__no_memory(err);
    if (t->stopped)
        return fair__fail(err, FAIR_ERR_STOPPED,
                          "stopped by the report's watch after %u runs",
                          t->played);
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
    trial t = {.o = &e.outcomes[i],
               .level_fail = shared_level(&e, &e.outcomes[i]),
               .watch = &report->request.watch,
               .seed = o.seed,
               .runs = (uint32_t)o.runs};
    found.n_claims = t.o->judged.n_claims;
    /* Only rates can be set and drawn, and not what they change by. */
    if (found.n_claims > 0 && t.o->plan.test == FAIR__BY_SCORE &&
        t.o->plan.form != FAIR__OF_CHANGE)
        st = measure(&t, &policy->mem, o.power, &found, err);
    fair__evaluation_free(&e);
    if (st != FAIR_OK) return st;
    return fair__options_write(out, sizeof(*out), &found, sizeof(found),
                               "fair_power", err);
}
