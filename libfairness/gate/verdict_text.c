/* SPDX-License-Identifier: MIT
 * A verdict for people at a terminal: the verdict first, then each rule, what
 * was observed, and the two bounds. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "audit/label.h"
#include "audit/phrase.h"
#include "base/escape.h"
#include "gate/flips.h"
#include "gate/people.h"
#include "gate/verdict.h"
#include "gate/waiver.h"

#define PLACES 3
#define MOST_PLACES 15
#define WHOLE SIZE_MAX

/* Names that come with the data, made safe for a terminal; raw is freed. */
static void
put_safe(fair__text *out, fair__text *raw)
{
    if (raw->status == FAIR_OK)
        fair__escape(out, raw->bytes, raw->length, FAIR__PLAIN);
    else
        out->status = raw->status;
    fair__text_free(raw);
}

static void
put_group(fair__text *out, const fair__evaluation *e, size_t grouping,
          int32_t group)
{
    if (grouping == WHOLE) {
        fair__text_string(out, "all rows");
        return;
    }
    fair__text raw;
    fair__text_init(&raw, &e->policy->mem);
    fair__label_group(&raw, fair__report_snapshot(e->report),
                      &e->report->request, grouping, group);
    put_safe(out, &raw);
}

/* "race=Asian to race=White" */
static void
put_between(fair__text *out, const fair__evaluation *e, size_t grouping,
            int32_t group, int32_t reference)
{
    const fair__snapshot *s = fair__report_snapshot(e->report);
    if (group == FAIR__NO_GROUP) return;
    fair__text_string(out, " (");
    put_group(out, e, grouping, group);
    if (reference != FAIR__NO_GROUP) {
        fair__text_string(out, " to ");
        put_group(out, e, grouping, reference);
    }
    if (grouping != WHOLE && s->groupings[grouping].stratum >= 0) {
        const fair__tuple t =
            fair__tuple_of_stratum(s, s->groupings[grouping].stratum);
        fair__text_string(out, ", within ");
        fair__text raw;
        fair__text_init(&raw, &e->policy->mem);
        fair__label_tuple(&raw, &t, FAIR__PHRASE_LABEL);
        put_safe(out, &raw);
    }
    fair__text_char(out, ')');
}

/* Decimals of which two count. */
static int
places_of(double level)
{
    int places = 2;
    for (; level < 0.1 && places < MOST_PLACES; level *= 10) places++;
    return places;
}

static void
put_bound(fair__text *out, const fair__evaluation *e, const char *words,
          const fair__bound *b)
{
    fair__text_string(out, "    ");
    fair__text_string(out, words);
    if (b->family == NULL) {
        fair__text_string(out, "nothing can be said\n");
        return;
    }
    if (b->value < HUGE_VAL)
        fair__text_fixed(out, b->value, PLACES);
    else
        fair__text_string(out, "any value");
    put_between(out, e, fair__family_grouping(e, b->family), b->group,
                b->reference);
    fair__text_string(out, ", one-sided level ");
    fair__text_fixed(out, b->level, places_of(b->level));
    fair__text_char(out, '\n');
}

/* What is shown of a change; the search for it ends where there is none. */
static void
put_shown_change(fair__text *out, const fair__evaluation *e,
                 const fair__outcome *o)
{
    const int up = o->rule->limit.side > 0;
    if (o->fail.family != NULL && o->fail.value == 0)
        fair__text_string(out, up ? "    no increase is shown\n"
                                  : "    no decrease is shown\n");
    else
        put_bound(out, e, up ? "the increase is somewhere at least "
                             : "the increase is somewhere at most ",
                  &o->fail);
}

static void
put_subject(fair__text *out, const fair__evaluation *e,
            const fair__outcome *o)
{
    const fair__rule *rule = o->rule;
    fair__text_string(out, fair__rule_subject(rule));
    if (rule->subject.comparison != NULL) {
        fair__text_string(out, " as ");
        fair__text_string(out, rule->subject.comparison->name);
    }
    if (o->first != WHOLE) {
        const fair__snapshot *s = fair__report_snapshot(e->report);
        fair__text_string(out, " by ");
        fair__text raw;
        fair__text_init(&raw, &e->policy->mem);
        fair__label_by(&raw, s, &e->report->request,
                       s->groupings[o->first].by, ", ");
        put_safe(out, &raw);
    }
    if (rule->groups.n > 0) {
        fair__text_string(out, " for ");
        fair__text_u64(out, rule->groups.n);
        fair__text_string(out, rule->groups.n > 1 ? " listed groups"
                                                  : " listed group");
    }
    if (rule->strata == FAIR_STRATA_EACH)
        fair__text_string(out, " within each stratum");
    if (rule->subject.change)
        fair__text_string(out, rule->limit.side > 0
                                   ? ", increase from the baseline at most "
                                   : ", decrease from the baseline at most ");
    else
        fair__text_string(out,
                          rule->limit.side > 0 ? " at most " : " at least ");
    fair__text_string(out, rule->limit_text);
}

/* What stands in the way, where it is not the bounds. */
static void
put_why(fair__text *out, const fair__outcome *o)
{
    fair__text_string(out, "    why: ");
    fair__text_string(out, o->why);
    if (strcmp(o->why, "no_baseline") == 0)
        fair__text_string(out,
                          ": give y_pred_baseline, the baseline's decisions "
                          "about the same rows, or a report of the baseline");
    if (o->missing > 0) {
        fair__text_string(out, ": ");
        fair__text_u64(out, o->missing);
        fair__text_string(out, " required groups have no rows");
    }
    if (o->undefined > 0) {
        fair__text_string(out, "; undefined groups: ");
        fair__text_u64(out, o->undefined);
    }
    if (o->left_out > 0) {
        fair__text_string(out, "; groups left out: ");
        fair__text_u64(out, o->left_out);
    }
    if (o->gone > 0) {
        fair__text_string(out, "; groups that only the baseline has: ");
        fair__text_u64(out, o->gone);
    }
    fair__text_char(out, '\n');
}

/* ---- what would settle a rule, or bring it to its limit ---- */

/* Of many groups only those of which it takes most. */
enum { SHOWN = 5 };

typedef struct {
    struct {
        const fair__family *family;
        const fair__sample *sample;
        double more; /* below 0: fewer */
    } top[SHOWN];    /* the largest first, equal ones in order */
    size_t n;        /* of all */
} changes;

static void
keep(changes *all, const fair__family *f, const fair__sample *s, double more)
{
    size_t at = all->n < SHOWN ? all->n : SHOWN;
    for (; at > 0 && fabs(more) > fabs(all->top[at - 1].more); at--)
        if (at < SHOWN) all->top[at] = all->top[at - 1];
    if (at < SHOWN) {
        all->top[at].family = f;
        all->top[at].sample = s;
        all->top[at].more = more;
    }
    all->n++;
}

static size_t
n_shown(const changes *all)
{
    return all->n < SHOWN ? all->n : SHOWN;
}

/* "12 more positives of race=b" */
static void
put_amount(fair__text *out, const fair__evaluation *e, const changes *all,
           size_t i, const char *noun)
{
    const fair__family *f = all->top[i].family;
    const double more = all->top[i].more;
    fair__text_f64(out, fabs(more));
    fair__text_string(out, more > 0 ? " more " : " fewer ");
    fair__text_string(out, noun);
    fair__text_string(out, " of ");
    put_group(out, e, fair__family_grouping(e, f), all->top[i].sample->group);
}

/* "at these rates it would pass with 1200 more positives of race=b" */
static void
put_settles(fair__text *out, const fair__evaluation *e,
            const fair__outcome *o)
{
    if (o->needed == NULL) return;
    if (o->settles == FAIR__SETTLES_NEVER) {
        fair__text_string(out, "    no number of rows settles it at these "
                               "rates\n");
        return;
    }
    changes all = {.n = 0};
    for (size_t k = 0; k < o->n_families; k++) {
        const fair__family *f = &o->families[k];
        for (size_t i = 0; i <= f->n; i++) {
            const int is_last = i == f->n;
            if (is_last && (f->between != FAIR__TO_REFERENCE || i == 0))
                break;
            const fair__sample *x = is_last ? f->references : &f->samples[i];
            const double more = o->needed[x - o->samples];
            if (more > 0) keep(&all, f, x, more);
        }
    }
    fair__text_string(out, "    at these rates it would ");
    fair__text_string(out, o->settles == FAIR__SETTLES_WITHIN ? "pass"
                                                              : "fail");
    fair__text_string(out, " with ");
    for (size_t i = 0; i < n_shown(&all); i++) {
        if (i > 0) fair__text_string(out, ", ");
        put_amount(out, e, &all, i, fair__people_out_of(all.top[i].family));
    }
    if (all.n > SHOWN) {
        fair__text_string(out, ", and more of ");
        fair__text_u64(out, all.n - SHOWN);
        fair__text_string(out, " more groups");
    }
    fair__text_char(out, '\n');
}

/* "143 more selected of race=b would reach the limit" */
static void
put_reached(fair__text *out, const fair__evaluation *e,
            const fair__outcome *o)
{
    changes all = {.n = 0};
    for (size_t k = 0; k < o->n_families; k++) {
        const fair__family *f = &o->families[k];
        for (size_t i = 0; i < f->n; i++) {
            const int64_t more = fair__people_to_limit(o, f, i);
            if (more != 0) keep(&all, f, &f->samples[i], (double)more);
        }
    }
    for (size_t i = 0; i < n_shown(&all); i++) {
        const fair__family *f = all.top[i].family;
        fair__text_string(out, "    ");
        put_amount(out, e, &all, i,
                   fair__people_decided(f->metric, &o->rules));
        fair__text_string(out, " would reach the limit\n");
    }
    if (all.n > SHOWN) {
        fair__text_string(out, "    and changes of ");
        fair__text_u64(out, all.n - SHOWN);
        fair__text_string(out, " more groups would\n");
    }
}

/* ---- the change from the baseline ---- */

static void
put_change(fair__text *out, const fair__outcome *o)
{
    if (o->baseline == FAIR_BASELINE_NONE || o->reason != FAIR_DEFINED) return;
    const double increase = fair__wide_double(&o->increase);
    fair__text_string(out, "    change from the baseline ");
    if (increase > 0) fair__text_char(out, '+');
    fair__text_fixed(out, increase, PLACES);
    fair__text_string(out, ", which had ");
    fair__text_fixed(out, fair__wide_double(&o->value_before), PLACES);
    fair__text_string(out, o->baseline == FAIR_BASELINE_PAIRED
                               ? " in the same rows\n"
                               : " in other rows (unpaired: independent "
                                 "samples)\n");
}

/* ", 71 % of them race=Asian": the group that has most. */
static void
put_most(fair__text *out, const fair__evaluation *e, const fair__outcome *o,
         int favourable, uint64_t all)
{
    uint64_t most = 0;
    size_t population = 0, group = 0;
    for (size_t k = 0; k < o->n_populations; k++)
        for (size_t i = 0; i < fair__outcome_population(e, o, k)->n; i++) {
            const fair__flips f = fair__flips_of(e, o, k, (int32_t)i);
            const uint64_t n =
                favourable ? f.to_favourable : f.to_unfavourable;
            if (n <= most) continue;
            most = n;
            population = k;
            group = i;
        }
    if (most == 0 || o->first == WHOLE) return;
    fair__text_string(out, ", ");
    fair__text_fixed(out, 100 * (double)most / (double)all, 0);
    fair__text_string(out, " % of them");
    put_between(out, e, o->first + population, (int32_t)group,
                FAIR__NO_GROUP);
}

/* "1204 of 9000 decisions are other ones: 900 for the person, …" */
static void
put_flips(fair__text *out, const fair__evaluation *e, const fair__outcome *o)
{
    if (o->baseline != FAIR_BASELINE_PAIRED) return;
    fair__flips all = {0, 0, 0};
    for (size_t k = 0; k < o->n_populations; k++) {
        const fair__flips f = fair__flips_of(e, o, k, FAIR__OVERALL);
        all.n += f.n;
        all.to_favourable += f.to_favourable;
        all.to_unfavourable += f.to_unfavourable;
    }
    fair__text_string(out, "    ");
    fair__text_u64(out, all.to_favourable + all.to_unfavourable);
    fair__text_string(out, " of ");
    fair__text_u64(out, all.n);
    fair__text_string(out, " decisions are other ones: ");
    fair__text_u64(out, all.to_favourable);
    fair__text_string(out, " now favourable");
    put_most(out, e, o, 1, all.to_favourable);
    fair__text_string(out, "; ");
    fair__text_u64(out, all.to_unfavourable);
    fair__text_string(out, " now unfavourable");
    put_most(out, e, o, 0, all.to_unfavourable);
    fair__text_char(out, '\n');
}

static void
put_day(fair__text *out, const char *words, int32_t day)
{
    char text[11];
    fair__day_write(day, text);
    fair__text_string(out, words);
    fair__text_string(out, text);
}

/* "    waived until 2027-01-31 by Ann: a reason" */
static void
put_waiver(fair__text *out, const fair__evaluation *e, const fair__outcome *o)
{
    static const char *const words[] = {
        [FAIR_WAIVED_UNUSED] = "a waiver that is not needed, until ",
        [FAIR_WAIVED_YES] = "waived until ",
        [FAIR_WAIVED_PARTLY] = "a waiver that does not cover it, until ",
        [FAIR_WAIVED_EXPIRED] = "a waiver that expired, until ",
        [FAIR_WAIVED_TOO_SOON] = "a waiver that is not granted yet, until "};
    const fair__waiver *w = &o->rule->waiver;
    if (w->reason == NULL) return;
    fair__text_string(out, "    ");
    put_day(out, words[o->waived], w->expires);
    if (w->granted != 0) put_day(out, ", granted ", w->granted);
    put_day(out, ", today ", e->policy->today);
    if (w->groups.n > 0) {
        fair__text_string(out, ", for ");
        fair__text_u64(out, w->groups.n);
        fair__text_string(out, " of the groups");
    }
    fair__text_string(out, ", by ");
    fair__text_string(out, w->owner);
    fair__text_string(out, ": ");
    fair__text_string(out, w->reason);
    fair__text_char(out, '\n');
}

static void
put_rule(fair__text *out, const fair__evaluation *e, const fair__outcome *o)
{
    const int up = o->rule->limit.side > 0;
    fair__text_string(out, fair_verdict_name(o->status));
    fair__text_string(out, "  ");
    fair__text_string(out, o->rule->id);
    fair__text_string(out, ": ");
    put_subject(out, e, o);
    if (o->rule->severity == FAIR_SEVERITY_WARN)
        fair__text_string(out, " (warning only)");
    if (o->status == FAIR_VERDICT_INCONCLUSIVE &&
        o->counts_as != o->status &&
        o->rule->severity == FAIR_SEVERITY_ERROR) {
        fair__text_string(out, ", counted as ");
        fair__text_string(out, fair_verdict_name(o->counts_as));
    }
    if (o->waived == FAIR_WAIVED_YES) fair__text_string(out, ", waived");
    fair__text_string(out, "\n    observed ");
    if (o->reason == FAIR_DEFINED) {
        fair__text_fixed(out, fair__wide_double(&o->value), PLACES);
        put_between(out, e, o->grouping, o->group, o->reference);
    } else {
        fair__text_string(out, "nothing");
    }
    fair__text_char(out, '\n');
    put_change(out, o);
    if (o->baseline != FAIR_BASELINE_NONE) {
        put_bound(out, e, up ? "the increase is at most "
                             : "the increase is at least ",
                  &o->judged.pass);
        put_shown_change(out, e, o);
    } else {
        put_bound(out, e,
                  up ? "every group is at most " : "every group is at least ",
                  &o->judged.pass);
        put_bound(out, e,
                  up ? "some group is at least " : "some group is at most ",
                  &o->fail);
    }
    put_flips(out, e, o);
    put_waiver(out, e, o);
    put_why(out, o);
    put_settles(out, e, o);
    put_reached(out, e, o);
}

static void
put_headline(fair__text *out, const fair__evaluation *e)
{
    static const char *const words[] = {
        [FAIR_VERDICT_PASS] = "PASS: every rule is met",
        [FAIR_VERDICT_FAIL] = "FAIL: a rule is violated",
        [FAIR_VERDICT_ERROR] = "ERROR: a rule cannot be held against these "
                               "data",
        [FAIR_VERDICT_INCONCLUSIVE] =
            "INCONCLUSIVE: the data neither show that every rule is met nor "
            "that one is violated",
    };
    int waived = 0;
    for (size_t i = 0; i < e->n; i++)
        waived |= e->outcomes[i].waived == FAIR_WAIVED_YES;
    fair__text_string(out, words[e->status]);
    if (e->status == FAIR_VERDICT_PASS && waived)
        fair__text_string(out, " or waived");
    fair__text_string(out, ".\n");
}

void
fair__verdict_text(fair__text *out, const fair__evaluation *e)
{
    put_headline(out, e);
    for (size_t i = 0; i < e->n; i++) {
        fair__text_char(out, '\n');
        put_rule(out, e, &e->outcomes[i]);
    }
}
